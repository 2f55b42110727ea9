"""How often one visitor, or one account, may use the public pages."""

from agencies.limits import VisitorLimit


class Limit(VisitorLimit):
    THROTTLE_RATES = {  # a newsroom shares one internet address
        "application": "60/hour",
        "application_upload": "240/hour",
        "application_page": "600/hour",
        "application_reply": "60/hour",
        "outlet_search": "600/hour",
        "newsroom": "60/hour",
    }


is_within = Limit.is_within

"""How often one visitor, one address or one reader of a calendar may come."""

from agencies.limits import VisitorLimit


class Limit(VisitorLimit):
    THROTTLE_RATES = {  # a newsroom shares one internet address
        "registration": "60/hour",
        "registration_email": "10/hour",
        "registration_page": "600/hour",
        "registration_reply": "60/hour",
        "event_feed": "600/hour",
        "event_calendar": "60/hour",
    }


is_within = Limit.is_within

"""How often one visitor, or one e-mail address, may use the public pages."""

from agencies.limits import VisitorLimit


class Limit(VisitorLimit):
    THROTTLE_RATES = {
        "question": "30/hour",
        "question_email": "10/hour",
        "upload": "60/hour",
        "lookup": "600/hour",
        "reply": "60/hour",
        "calendar": "60/hour",
    }


is_within = Limit.is_within

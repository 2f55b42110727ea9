"""How often one visitor may ask whether a document is ours."""

from agencies.limits import VisitorLimit


class Limit(VisitorLimit):
    THROTTLE_RATES = {"verify": "600/hour", "copy": "120/hour"}


is_within = Limit.is_within

"""Words of the gate."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    IN = "IN", pgettext_lazy("the gate", "in")
    OUT = "OUT", pgettext_lazy("the gate", "out")


class GateVerdict(models.TextChoices):
    """What the gate says of a card, one clear reason each."""

    VALID = "VALID", pgettext_lazy("the gate", "Let in")
    NOT_YET = "NOT_YET", pgettext_lazy("the gate", "Not valid yet")
    EXPIRED = "EXPIRED", pgettext_lazy("the gate", "Expired")
    REVOKED = "REVOKED", pgettext_lazy("the gate", "Revoked")
    SUSPENDED = "SUSPENDED", pgettext_lazy("the gate", "Suspended")
    WRONG_ZONE = "WRONG_ZONE", pgettext_lazy("the gate", "Not for this zone")
    ALREADY_INSIDE = "ALREADY_INSIDE", pgettext_lazy("the gate", "Already inside")
    BAD_SIGNATURE = "BAD_SIGNATURE", pgettext_lazy("the gate", "Forged")
    DISTRUSTED = "DISTRUSTED", pgettext_lazy("the gate", "Old card, not trusted any more")
    FOREIGN = "FOREIGN", pgettext_lazy("the gate", "Card of another body")
    UNKNOWN = "UNKNOWN", pgettext_lazy("the gate", "No such card")

"""Words of accreditations that were given, and of proceedings against a person (MM 28; APPC 73)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.lifecycle import Lifecycle


class HolderState(models.TextChoices):
    """Of an accreditation that was given."""

    IN_FORCE = "IN_FORCE", pgettext_lazy("an accreditation", "in force")
    SUSPENDED = "SUSPENDED", pgettext_lazy("an accreditation", "suspended")
    EXPIRED = "EXPIRED", pgettext_lazy("an accreditation", "expired")
    GIVEN_UP = "GIVEN_UP", pgettext_lazy("an accreditation", "given up")
    DEPRIVED = "DEPRIVED", pgettext_lazy("an accreditation", "deprived")


HELD = (HolderState.IN_FORCE, HolderState.SUSPENDED)
HOLDER_LIFECYCLE: Lifecycle[HolderState] = Lifecycle(
    {
        "change_outlet": ({HolderState.IN_FORCE}, None),
        "suspend": ({HolderState.IN_FORCE}, HolderState.SUSPENDED),
        "resume": ({HolderState.SUSPENDED}, HolderState.IN_FORCE),
        "expire": (HELD, HolderState.EXPIRED),
        "give_up": (HELD, HolderState.GIVEN_UP),
        "deprive": (HELD, HolderState.DEPRIVED),
        "restore": ({HolderState.DEPRIVED}, HolderState.IN_FORCE),
    }
)


class DeprivationGround(models.TextChoices):
    """The listed grounds alone (Model rules of accreditation; MM 28(4))."""

    EDITOR = "EDITOR", _("the chief editor asked for it")
    COURT_DEFAMATION = "COURT_DEFAMATION", _("a court found that untrue information defaming the body was spread")
    COURT_OUTLET = "COURT_OUTLET", _("a court suspended the outlet or its distribution")
    BREACHES = "BREACHES", _("two or more breaches of the duties of an accredited journalist")


class ProceedingAim(models.TextChoices):
    """What a body intends to decide against a person: whoever it harms is heard first (APPC 73)."""

    DEPRIVATION = "DEPRIVATION", _("deprivation of accreditation")
    REFUSAL = "REFUSAL", _("refusal of accreditation")
    LIMITATION = "LIMITATION", _("accreditation with limits")


class ProceedingState(models.TextChoices):
    """A preliminary decision, a hearing, a decision (APPC 73, 74); of a deprivation the portal keeps the appeal too."""

    PROPOSED = "PROPOSED", pgettext_lazy("a proceeding", "preliminary decision sent")
    HEARING = "HEARING", pgettext_lazy("a proceeding", "hearing appointed")
    DROPPED = "DROPPED", pgettext_lazy("a proceeding", "dropped")
    CARRIED_OUT = "CARRIED_OUT", pgettext_lazy("a proceeding", "decided as announced")
    DEPRIVED = "DEPRIVED", pgettext_lazy("a proceeding", "deprived")
    APPEALED = "APPEALED", pgettext_lazy("a proceeding", "appealed")
    UPHELD = "UPHELD", pgettext_lazy("a proceeding", "upheld on appeal")
    RESTORED = "RESTORED", pgettext_lazy("a proceeding", "restored on appeal")


UNDECIDED = (ProceedingState.PROPOSED, ProceedingState.HEARING)
PROCEEDING_LIFECYCLE: Lifecycle[ProceedingState] = Lifecycle(
    {
        "appoint_hearing": (UNDECIDED, ProceedingState.HEARING),
        "record_protocol": ({ProceedingState.HEARING}, None),
        "deprive": (UNDECIDED, ProceedingState.DEPRIVED),
        "carry_out": (UNDECIDED, ProceedingState.CARRIED_OUT),
        "drop": (UNDECIDED, ProceedingState.DROPPED),
        "record_appeal": ({ProceedingState.DEPRIVED}, ProceedingState.APPEALED),
        "uphold": ({ProceedingState.APPEALED}, ProceedingState.UPHELD),
        "restore": ((ProceedingState.DEPRIVED, ProceedingState.APPEALED), ProceedingState.RESTORED),
    }
)


class Revocation(models.TextChoices):
    """Why a card is no longer good; `SUSPENDED` is the state of its accreditation and passes."""

    LOST = "LOST", _("reported lost")
    REPLACED = "REPLACED", _("replaced by a new card")
    RETURNED = "RETURNED", _("given back")
    DEPRIVED = "DEPRIVED", _("accreditation deprived")
    ENDED = "ENDED", _("accreditation ended")
    KEY = "KEY", _("its signing key is no longer trusted")

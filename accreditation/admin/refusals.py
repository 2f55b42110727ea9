"""Why a service refused a move, as the case page says it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.models import Application
from accreditation.services import (
    AccreditationMoved,
    ApplicationMoved,
    ForeignBreach,
    ForeignOutlet,
    HearingInThePast,
    HearingNotHeld,
    HearingOwed,
    NarrowerThanAnnounced,
    NoProof,
    NoSuchZone,
    ObjectionLate,
    ProceedingMoved,
    ProceedingOpen,
    SameOutlet,
    TooEarly,
    TooFewBreaches,
    UnlawfulMove,
    WrongDay,
    WrongValidity,
)
from accreditation.services.cards import CardExists, CardRevoked, NotHeld
from accreditation.standing import Standing
from documents.services import AlreadyDelivered
from kernel.lifecycle import IllegalMove

FASTER = (
    *(ApplicationMoved, UnlawfulMove, IllegalMove, AlreadyDelivered, AccreditationMoved, ProceedingMoved),
    *(ProceedingOpen, CardExists, CardRevoked, NotHeld),
)
REFUSALS = {
    NoProof: gettext_lazy("There is nothing any more by which the identity could be confirmed in this way."),
    NoSuchZone: gettext_lazy("One of these zones is not there any more. Choose again."),
    WrongDay: gettext_lazy("This day is over, or after the day of the decision. Choose another one."),
    WrongValidity: gettext_lazy("It may not end on this day. Choose another one."),
    ForeignOutlet: gettext_lazy("Foreign outlets are accredited by the Ministry of Foreign Affairs alone."),
    SameOutlet: gettext_lazy("The accreditation is for this outlet already."),
    TooFewBreaches: gettext_lazy("One breach is no ground: record and choose two or more."),
    ForeignBreach: gettext_lazy("These breaches belong to another accreditation. Choose again."),
    TooEarly: gettext_lazy("The person has the days of the law first. Decide later."),
    HearingOwed: gettext_lazy("The person asked to be heard: hold the hearing and write its minutes first."),
    ObjectionLate: gettext_lazy("The days to object are over."),
    NarrowerThanAnnounced: gettext_lazy(
        "The person was heard on other limits. Choose the zones that were announced, or more of them."
    ),
    HearingInThePast: gettext_lazy("A hearing is appointed for a moment to come. Choose a later one."),
    HearingNotHeld: gettext_lazy("The hearing has not been held yet."),
}


def faster_words(application: Application) -> str:
    """What became of it meanwhile."""
    accreditation = Standing(application).accreditation
    if accreditation:
        words = _("Somebody was faster: the accreditation is “%(state)s” now. Nothing was sent or changed.")
        return words % {"state": accreditation.get_state_display()}
    words = _("Somebody was faster: the application is “%(state)s” now, with %(officer)s. Nothing was sent or changed.")
    officer = application.decided_by or application.reviewer or _("no officer")
    return words % {"state": application.get_state_display(), "officer": officer}

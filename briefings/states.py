"""Words of events, and their legal moves as data (MM 28(2), 35; AI 13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.lifecycle import Lifecycle


class EventKind(models.TextChoices):
    PRESS_CONFERENCE = "PRESS_CONFERENCE", _("press conference")
    BRIEFING = "BRIEFING", _("briefing")
    INTERVIEW = "INTERVIEW", _("interview")
    MEETING = "MEETING", _("meeting with the press")
    PRESS_TOUR = "PRESS_TOUR", _("press tour")
    OPEN_SESSION = "OPEN_SESSION", _("open session")
    CLOSED_SESSION = "CLOSED_SESSION", _("closed session")  # only announced, with its ground (AI 13(2))


class EventState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("an event", "draft")
    PROVISIONAL = "PROVISIONAL", pgettext_lazy("an event", "provisional")
    CONFIRMED = "CONFIRMED", pgettext_lazy("an event", "confirmed")
    UNDER_WAY = "UNDER_WAY", pgettext_lazy("an event", "under way")
    HELD = "HELD", pgettext_lazy("an event", "held")
    CANCELLED = "CANCELLED", pgettext_lazy("an event", "cancelled")


COMING = (EventState.PROVISIONAL, EventState.CONFIRMED)
TAKES_PLACE = (*COMING, EventState.UNDER_WAY)
EVENT_LIFECYCLE: Lifecycle[EventState] = Lifecycle(
    {
        "confirm": ((EventState.DRAFT, EventState.PROVISIONAL), EventState.CONFIRMED),
        "announce": ({EventState.DRAFT}, EventState.PROVISIONAL),
        "move": (COMING, None),
        "begin": ({EventState.CONFIRMED}, EventState.UNDER_WAY),
        "close": ((EventState.CONFIRMED, EventState.UNDER_WAY), EventState.HELD),
        "cancel": (TAKES_PLACE, EventState.CANCELLED),
        "drop": ({EventState.DRAFT}, EventState.CANCELLED),
    }
)


class Entry(models.TextChoices):
    """Whom the event is for. Never the choice of an outlet by what it writes (MM 35)."""

    OPEN = "OPEN", _("any journalist")
    ACCREDITED = "ACCREDITED", _("accredited journalists")
    TEMPORARY = "TEMPORARY", _("accredited journalists, and those accredited for this event")


class Interpretation(models.TextChoices):
    KK = "kk", _("Kazakh")
    RU = "ru", _("Russian")
    EN = "en", _("English")
    SIGN = "sign", _("sign language")


class PositionKind(models.TextChoices):
    """What a participant takes up. A place at a distance takes up none in the room."""

    SEAT = "SEAT", _("seat")
    TRIPOD = "TRIPOD", _("place for a tripod")
    PHOTO = "PHOTO", _("place for a photographer")
    POOL = "POOL", _("place in the pool")
    REMOTE = "REMOTE", _("by video link")


class ChangeKind(models.TextChoices):
    ANNOUNCED = "ANNOUNCED", _("announced")
    CONFIRMED = "CONFIRMED", pgettext_lazy("an event", "confirmed")
    MOVED = "MOVED", _("moved")
    CANCELLED = "CANCELLED", pgettext_lazy("an event", "cancelled")


class RegistrationState(models.TextChoices):
    APPLIED = "APPLIED", _("waits for the accreditation")
    REGISTERED = "REGISTERED", _("registered")
    WAITING = "WAITING", pgettext_lazy("a registration", "on the waiting list")
    OFFERED = "OFFERED", _("a place is kept")
    REFUSED = "REFUSED", _("not accredited")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    ENDED = "ENDED", _("no place became free")


R = RegistrationState
SEATED = (R.REGISTERED, R.OFFERED)  # each takes up a place
ACTIVE = (R.APPLIED, R.REGISTERED, R.WAITING, R.OFFERED)
REGISTRATION_LIFECYCLE: Lifecycle[RegistrationState] = Lifecycle(
    {
        "seat": ((R.APPLIED,), R.REGISTERED),
        "wait": ((R.APPLIED,), R.WAITING),
        "offer": ((R.WAITING,), R.OFFERED),
        "accept": ((R.OFFERED,), R.REGISTERED),
        "lapse": ((R.OFFERED,), R.WAITING),
        "refuse": ((R.APPLIED,), R.REFUSED),
        "withdraw": (ACTIVE, R.WITHDRAWN),
        "end": ((R.WAITING, R.OFFERED, R.APPLIED), R.ENDED),
    }
)


class QuestionState(models.TextChoices):
    ASKED = "ASKED", pgettext_lazy("a question", "asked")
    ACCEPTED = "ACCEPTED", pgettext_lazy("a question", "accepted")
    ANSWERED = "ANSWERED", _("answered at the event")
    DECLINED = "DECLINED", pgettext_lazy("a question", "declined")
    IN_WRITING = "IN_WRITING", _("to be answered in writing")


Q = QuestionState
QUESTION_OPEN = (Q.ASKED, Q.ACCEPTED)
QUESTION_LIFECYCLE: Lifecycle[QuestionState] = Lifecycle(
    {
        "accept": ((Q.ASKED,), Q.ACCEPTED),
        "answer": (QUESTION_OPEN, Q.ANSWERED),
        "put_in_writing": (QUESTION_OPEN, Q.IN_WRITING),
        "decline": (QUESTION_OPEN, Q.DECLINED),
    }
)


class MaterialKind(models.TextChoices):
    PRESS_KIT = "PRESS_KIT", _("press kit")
    DOCUMENT = "DOCUMENT", _("document")
    PHOTO = "PHOTO", _("photograph")
    RECORDING = "RECORDING", _("recording")
    TRANSCRIPT = "TRANSCRIPT", _("transcript")

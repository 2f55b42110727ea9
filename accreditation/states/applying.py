"""Words of outlets, intakes and applications, and their legal moves as data (Model rules of accreditation)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.lifecycle import Lifecycle


class OutletKind(models.TextChoices):
    """What MM 1(6) calls an outlet, and the agencies that supply them."""

    PERIODICAL = "PERIODICAL", _("newspaper or magazine")
    TELEVISION = "TELEVISION", _("television channel")
    RADIO = "RADIO", _("radio channel")
    ONLINE = "ONLINE", _("online publication")
    NEWS_AGENCY = "NEWS_AGENCY", _("news agency")


class RegisterStatus(models.TextChoices):
    """What the official register of outlets said when somebody looked."""

    UNCHECKED = "UNCHECKED", _("not looked up yet")
    REGISTERED = "REGISTERED", _("registered")
    SUSPENDED = "SUSPENDED", _("suspended by a court")
    CEASED = "CEASED", _("ceased by a court")
    ABSENT = "ABSENT", _("not in the register")


STOPPED = (RegisterStatus.SUSPENDED, RegisterStatus.CEASED)  # a court decision in force: nobody is accredited


class Function(models.TextChoices):
    JOURNALIST = "JOURNALIST", _("journalist")
    PHOTOGRAPHER = "PHOTOGRAPHER", _("photographer")
    CAMERA_OPERATOR = "CAMERA_OPERATOR", _("camera operator")
    TECHNICIAN = "TECHNICIAN", _("technician")
    DRIVER = "DRIVER", _("driver")


class Kind(models.TextChoices):
    PERMANENT = "PERMANENT", pgettext_lazy("accreditation", "permanent")
    TEMPORARY = "TEMPORARY", pgettext_lazy("accreditation", "temporary")


class IntakeState(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("an intake", "draft")
    ANNOUNCED = "ANNOUNCED", pgettext_lazy("an intake", "announced")
    OPEN = "OPEN", pgettext_lazy("an intake", "open")
    CLOSED = "CLOSED", pgettext_lazy("an intake", "closed")
    CANCELLED = "CANCELLED", pgettext_lazy("an intake", "cancelled")


INTAKE_LIFECYCLE: Lifecycle[IntakeState] = Lifecycle(
    {
        "announce": ({IntakeState.DRAFT}, IntakeState.ANNOUNCED),
        "open": ({IntakeState.ANNOUNCED}, IntakeState.OPEN),
        "close": ({IntakeState.OPEN}, IntakeState.CLOSED),
        "cancel": ((IntakeState.DRAFT, IntakeState.ANNOUNCED, IntakeState.OPEN), IntakeState.CANCELLED),
    }
)


class Criterion(models.TextChoices):
    """What an allocation of places may look at, published with the intake. Never the opinions of an outlet (MM 35)."""

    FIRST_OF_OUTLET = "FIRST_OF_OUTLET", _("the first applicant of an outlet comes before its second")
    PERMANENT_HOLDER = "PERMANENT_HOLDER", _("holders of a permanent accreditation of this body come first")
    TERRITORY = "TERRITORY", _("outlets that appear in the whole country come first")
    BOTH_LANGUAGES = "BOTH_LANGUAGES", _("outlets that appear in Kazakh and in Russian come first")
    SMALLER_CREW = "SMALLER_CREW", _("journalists and photographers come before technicians and drivers")


class State(models.TextChoices):
    """Of an application."""

    SUBMITTED = "SUBMITTED", pgettext_lazy("an application", "being reviewed")
    RETURNED = "RETURNED", pgettext_lazy("an application", "returned for completion")
    WAITING = "WAITING", pgettext_lazy("an application", "on the waiting list")
    ACCREDITED = "ACCREDITED", pgettext_lazy("an application", "accredited")
    REFUSED = "REFUSED", pgettext_lazy("an application", "refused")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("an application", "withdrawn")
    UNPLACED = "UNPLACED", pgettext_lazy("an application", "no place became free")
    CANCELLED = "CANCELLED", pgettext_lazy("an application", "ended with its intake")


OPEN = (State.SUBMITTED, State.RETURNED, State.WAITING)
CLOSED = tuple(state for state in State if state not in OPEN)
LIFECYCLE: Lifecycle[State] = Lifecycle(
    {
        # The likeliest first: buttons stand in this order.
        "accredit": ((State.SUBMITTED, State.WAITING), State.ACCREDITED),
        "limit": ((State.SUBMITTED, State.WAITING), State.ACCREDITED),
        "return": ({State.SUBMITTED}, State.RETURNED),
        "complete": ({State.RETURNED}, State.SUBMITTED),
        "wait": ({State.SUBMITTED}, State.WAITING),
        "promote": ({State.WAITING}, State.SUBMITTED),
        "refuse": ((State.SUBMITTED, State.RETURNED), State.REFUSED),
        "propose_refusal": ((State.SUBMITTED, State.RETURNED), None),
        "propose_limitation": ({State.SUBMITTED}, None),
        "withdraw": (OPEN, State.WITHDRAWN),
        "end_waiting": ({State.WAITING}, State.UNPLACED),
        "cancel": (OPEN, State.CANCELLED),
    }
)
MOVE_WORDS = {
    "accredit": _("Accredit"),
    "limit": _("Accredit with limits"),
    "return": _("Return for completion"),
    "complete": _("Complete"),
    "wait": _("Put on the waiting list"),
    "promote": _("Record that the place is accepted"),
    "refuse": _("Refuse"),
    "propose_refusal": _("Announce a refusal"),
    "propose_limitation": _("Announce limits"),
    "withdraw": _("Record a withdrawal"),
    "end_waiting": _("End the waiting"),
    "cancel": _("End with the intake"),
}


class Ground(models.TextChoices):
    """The closed list of refusals (Model rules of accreditation). There is no fourth."""

    COURT_DECISION = "COURT_DECISION", _("a court decision in force suspended or ceased the outlet")
    DOCUMENTS_MISSING = "DOCUMENTS_MISSING", _("the documents the rules ask for were not submitted")
    NOT_REGISTERED = "NOT_REGISTERED", _("the outlet is not in the register of registered outlets")


class DocumentKind(models.TextChoices):
    EDITOR_REQUEST = "EDITOR_REQUEST", _("application signed by the chief editor")
    PRESS_CARD = "PRESS_CARD", _("press card")
    CONTRACT = "CONTRACT", _("proof of work for the outlet")
    CERTIFICATE = "CERTIFICATE", _("certificate of registration of the outlet")
    IDENTITY = "IDENTITY", _("identity document, deleted once your identity is confirmed")
    DRIVING_LICENCE = "DRIVING_LICENCE", _("driving licence")
    OTHER = "OTHER", _("other document")


# What the rules want of whom; IDENTITY is never kept (PD 7(10)) and asked only where a signature did not identify.
DOCUMENTS_OF = {
    Function.JOURNALIST: (DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT),
    Function.PHOTOGRAPHER: (DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT),
    Function.CAMERA_OPERATOR: (DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT),
    Function.TECHNICIAN: (DocumentKind.EDITOR_REQUEST,),
    Function.DRIVER: (DocumentKind.EDITOR_REQUEST, DocumentKind.DRIVING_LICENCE),
}


class ReviewKind(models.TextChoices):
    """Each check is a different person's work."""

    PRESS = "PRESS", _("check of the press office")
    SECURITY = "SECURITY", _("check of security")


class Verdict(models.TextChoices):
    NO_OBJECTION = "NO_OBJECTION", _("no objection")
    OBJECTION = "OBJECTION", _("objection")


class IdentityProof(models.TextChoices):
    """How an officer made sure that the person is who they say (PD 7(10): no paper is kept for it)."""

    SIGNATURE = "SIGNATURE", _("by the electronic signature")
    DOCUMENT = "DOCUMENT", _("by the identity document that was shown")


class PurgeKind(models.TextChoices):
    """What is removed when its time is over."""

    DOCUMENTS = "DOCUMENTS", _("documents of applications")
    PHOTOS = "PHOTOS", _("photographs")
    PEOPLE = "PEOPLE", _("names and contacts of applicants")
    PASSAGES = "PASSAGES", _("passages of gates")


class NoticeKind(models.TextChoices):
    """Of what MM 28(2) promises the accredited."""

    EVENT = "EVENT", _("open session, meeting or other event")
    DOCUMENT = "DOCUMENT", _("document, transcript or minutes")


class LetterKind(models.TextChoices):
    RETURN = "RETURN", _("return for completion")
    ACCREDITATION = "ACCREDITATION", _("accreditation")
    LIMITATION = "LIMITATION", _("accreditation with limits")
    REFUSAL = "REFUSAL", _("refusal of accreditation")
    WAITING = "WAITING", _("place on the waiting list")
    PRELIMINARY = "PRELIMINARY", _("preliminary decision")
    HEARING = "HEARING", _("invitation to a hearing")
    DEPRIVATION = "DEPRIVATION", _("deprivation of accreditation")
    DROPPED = "DROPPED", _("end of the proceeding")
    SUSPENSION = "SUSPENSION", _("suspension of accreditation")
    RESUMPTION = "RESUMPTION", _("end of the suspension")
    RESTORATION = "RESTORATION", _("restoration of accreditation")
    CHANGE = "CHANGE", _("change of the outlet")
    END = "END", _("end of accreditation")
    ERASURE = "ERASURE", _("answer to a withdrawal of consent")


# Letters that decide something name the remedy (APPC 80).
DECIDING = (
    LetterKind.ACCREDITATION,
    LetterKind.LIMITATION,
    LetterKind.REFUSAL,
    LetterKind.WAITING,
    LetterKind.DEPRIVATION,
    LetterKind.SUSPENSION,
)

"""Words of an inquiry, and its legal moves as data. Which regime knows which move: `inquiries.procedure`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.lifecycle import Lifecycle


class Regime(models.TextChoices):
    """The law an inquiry falls under; it decides the clocks and the moves."""

    MEDIA_REQUEST = "MEDIA_REQUEST", _("media request")
    CLARIFICATION = "CLARIFICATION", _("clarification of an official message")
    INFORMATION_REQUEST = "INFORMATION_REQUEST", _("information request")
    ORAL_REQUEST = "ORAL_REQUEST", _("oral request")
    APPEAL = "APPEAL", _("application")
    REPORT = "REPORT", _("report of a violation")
    PROPOSAL = "PROPOSAL", _("proposal")
    OPINION = "OPINION", _("opinion")
    OWN_COMPLAINT = "OWN_COMPLAINT", _("complaint against this body")
    COMPLAINT = "COMPLAINT", _("complaint against a body below")
    INTERVIEW = "INTERVIEW", _("request for an interview or comment")


class AskerKind(models.TextChoices):
    OUTLET = "OUTLET", _("a media outlet")
    PERSON = "PERSON", _("a person")
    ORGANISATION = "ORGANISATION", _("an organisation")


class Source(models.TextChoices):
    """Which way an inquiry came."""

    PORTAL = "PORTAL", _("portal")
    EMAIL = "EMAIL", _("e-mail")
    PHONE = "PHONE", _("telephone")
    IN_PERSON = "IN_PERSON", _("in person")
    POST = "POST", _("post")
    API = "API", _("API")
    E_OTINISH = "E_OTINISH", _("e-Otinish")
    FORWARDED = "FORWARDED", _("forwarded by another body")
    EVENT = "EVENT", _("question at an event")


# What an officer takes in, and writes down who did.
TAKEN_IN = (Source.PHONE, Source.IN_PERSON, Source.POST, Source.E_OTINISH)


class State(models.TextChoices):
    REGISTERED = "REGISTERED", _("registered")
    ASSIGNED = "ASSIGNED", _("in work")
    ANSWERED = "ANSWERED", _("answered")
    REFUSED = "REFUSED", _("refused")
    FORWARDED = "FORWARDED", _("forwarded")
    RETURNED = "RETURNED", _("returned")
    TERMINATED = "TERMINATED", _("terminated")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    AGREED = "AGREED", pgettext_lazy("an interview", "agreed")
    DECLINED = "DECLINED", pgettext_lazy("an interview", "declined")


OPEN = (State.REGISTERED, State.ASSIGNED)
CLOSED = tuple(state for state in State if state not in OPEN)
DECIDED = (State.ANSWERED, State.REFUSED, State.RETURNED, State.TERMINATED)
LIFECYCLE: Lifecycle[State] = Lifecycle(
    {
        # The likeliest first: buttons stand in this order.
        "assign": ({State.REGISTERED}, State.ASSIGNED),
        "answer_at_once": (OPEN, State.ANSWERED),
        "agree": (OPEN, State.AGREED),
        "answer": (OPEN, State.ANSWERED),
        "point": (OPEN, State.ANSWERED),
        "pass_up": (OPEN, State.FORWARDED),
        "ask_unit": (OPEN, State.ASSIGNED),
        "ask_back": (OPEN, State.ASSIGNED),
        "extend": (OPEN, State.ASSIGNED),
        "forward": (OPEN, State.FORWARDED),
        "refuse": (OPEN, State.REFUSED),
        "return": (OPEN, State.RETURNED),
        "terminate": (OPEN, State.TERMINATED),
        "decline": (OPEN, State.DECLINED),
        "reassign": ({State.ASSIGNED}, None),
        "change_regime": (OPEN, None),
        "withdraw": (OPEN, State.WITHDRAWN),
        "reopen": (CLOSED, State.ASSIGNED),
    }
)
MOVE_WORDS = {
    "assign": _("Assign"),
    "answer_at_once": _("Answer at once"),
    "agree": _("Agree the interview"),
    "answer": pgettext_lazy("what an officer does", "Answer"),
    "point": _("Point to what is published"),
    "pass_up": _("Pass to the higher body"),
    "ask_unit": _("Ask a unit"),
    "ask_back": _("Ask back"),
    "extend": _("Ask for an extension"),
    "forward": _("Forward"),
    "refuse": _("Refuse"),
    "return": pgettext_lazy("what an officer does", "Return"),
    "terminate": _("Terminate"),
    "decline": _("Decline"),
    "reassign": _("Hand over"),
    "change_regime": _("Change the law"),
    "withdraw": _("Record a withdrawal"),
    "reopen": _("Reopen"),
}


class Outcome(models.TextChoices):
    """What an answer decides. Each is drafted by one person and approved by another."""

    ANSWER = "ANSWER", _("answer")
    PARTIAL_REFUSAL = "PARTIAL_REFUSAL", _("answer with a refusal of a part")
    PUBLISHED = "PUBLISHED", _("the information is published")
    REFUSAL = "REFUSAL", _("reasoned refusal")
    RETURN = "RETURN", _("return")
    TERMINATION = "TERMINATION", _("termination")

    @property
    def move(self) -> str:
        return MOVE_OF[self]


MOVE_OF = {
    Outcome.ANSWER: "answer",
    Outcome.PARTIAL_REFUSAL: "answer",
    Outcome.PUBLISHED: "point",
    Outcome.REFUSAL: "refuse",
    Outcome.RETURN: "return",
    Outcome.TERMINATION: "terminate",
}


class AnswerState(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    REVIEW = "REVIEW", _("waits for approval")
    SENT = "SENT", _("sent")
    DROPPED = "DROPPED", _("dropped")


UNSENT = (AnswerState.DRAFT, AnswerState.REVIEW)
ANSWER_LIFECYCLE: Lifecycle[AnswerState] = Lifecycle(
    {
        "revise": (UNSENT, AnswerState.DRAFT),
        "submit": ({AnswerState.DRAFT}, AnswerState.REVIEW),
        "send_back": ({AnswerState.REVIEW}, AnswerState.DRAFT),
        "approve": ({AnswerState.REVIEW}, AnswerState.SENT),
        "drop": (UNSENT, AnswerState.DROPPED),
    }
)


class Check(models.TextChoices):
    """What the author of an answer confirms before a second person reads it."""

    QUESTIONS = "QUESTIONS", _("Every question is answered.")
    RESTRICTED = "RESTRICTED", _("Nothing of restricted access is disclosed.")
    PERSONAL = "PERSONAL", _("No personal data of others are disclosed.")


class ExtensionState(models.TextChoices):
    ASKED = "ASKED", _("waits for the head")
    GRANTED = "GRANTED", _("granted")
    DECLINED = "DECLINED", _("declined")
    LAPSED = "LAPSED", _("no longer needed")


class UnitRequestState(models.TextChoices):
    ASKED = "ASKED", _("waits for the unit")
    ANSWERED = "ANSWERED", _("the unit has answered")
    CANCELLED = "CANCELLED", _("no longer needed")


UNIT_REQUEST_LIFECYCLE: Lifecycle[UnitRequestState] = Lifecycle(
    {
        "answer": ({UnitRequestState.ASKED}, UnitRequestState.ANSWERED),
        "return": ({UnitRequestState.ANSWERED}, UnitRequestState.ASKED),
        "cancel": ({UnitRequestState.ASKED}, UnitRequestState.CANCELLED),
    }
)


class LetterKind(models.TextChoices):
    """Official letters of a case."""

    ANSWER = "ANSWER", _("answer")
    PARTIAL_REFUSAL = "PARTIAL_REFUSAL", _("answer with a refusal of a part")
    PUBLISHED = "PUBLISHED", _("reply that the information is published")
    REFUSAL = "REFUSAL", _("reasoned refusal")
    RETURN = "RETURN", _("return of the inquiry")
    TERMINATION = "TERMINATION", _("termination of the procedure")
    QUESTION = "QUESTION", _("question to the requester")
    EXTENSION = "EXTENSION", _("notice of extension")
    FORWARDING = "FORWARDING", _("notice of forwarding")
    AGREEMENT = "AGREEMENT", _("agreement of an interview")
    DECLINE = "DECLINE", _("decline of an interview")


# Letters that decide something name the remedy (APPC 80, AI 11(17)); without it the time to complain doubles.
DECIDING = (
    LetterKind.ANSWER,
    LetterKind.PARTIAL_REFUSAL,
    LetterKind.PUBLISHED,
    LetterKind.REFUSAL,
    LetterKind.RETURN,
    LetterKind.TERMINATION,
)


class Medium(models.TextChoices):
    """In which form an interview is wanted."""

    INTERVIEW = "INTERVIEW", _("interview")
    COMMENT = "COMMENT", _("comment")
    WRITTEN = "WRITTEN", _("written answers")
    HELP = "HELP", _("help with a publication")


# How the audit trail says it.
ACTION_WORDS = {
    "inquiry.received": _("The inquiry was received and registered"),
    "inquiry.assigned": _("Given to %(name)s"),
    "inquiry.kept": _("The office answers it itself"),
    "inquiry.noted": _("A note among officers"),
    "inquiry.supplemented": _("The requester added to the inquiry"),
    "inquiry.regime_changed": _("The law was changed from %(old_regime)s to %(regime)s"),
    "inquiry.asked_back": _("The requester was asked back"),
    "inquiry.clarified": _("The requester answered the question of the office"),
    "inquiry.drafted": _("A draft was written, version %(version)s"),
    "inquiry.draft_submitted": _("The draft was given for approval"),
    "inquiry.draft_sent_back": _("The draft was sent back for more work"),
    "inquiry.draft_dropped": _("The draft was dropped"),
    "inquiry.answered": _("The answer was approved and sent: %(letter)s"),
    "inquiry.answered_at_once": _("Answered at once, by word of mouth"),
    "inquiry.forwarded": _("Forwarded to %(to)s"),
    "inquiry.withdrawn": _("Withdrawn by the requester"),
    "inquiry.reopened": _("Reopened"),
    "inquiry.interview_agreed": _("The interview was agreed"),
    "inquiry.interview_declined": _("The interview was declined"),
    "extension.asked": _("An extension was asked for"),
    "extension.granted": _("The extension was granted"),
    "extension.declined": _("The extension was declined"),
    "extension.lapsed": _("The extension is no longer needed"),
    "unit.asked": _("%(unit)s was asked"),
    "unit.acknowledged": _("%(unit)s has read the request"),
    "unit.answered": _("%(unit)s answered"),
    "unit.returned": _("The answer of %(unit)s was returned for completion"),
    "unit.cancelled": _("The request to %(unit)s was cancelled"),
    "publication.drafted": _("The answer is being prepared for publication"),
    "publication.blacked_out": _("%(file)s was blacked out for publication"),
    "publication.published": _("The answer is published from %(published_on)s"),
    "publication.withdrawn": _("The published answer was withdrawn"),
    "mailbox.changed": _("The mailbox was changed"),
    "mail.registered": _("A mail that was kept aside was registered as an inquiry"),
    "practice.changed": _("The rules of the office were changed"),
    "template.saved": _("The ready text was kept"),
    "template.deleted": _("The ready text was deleted"),
    "calendar.opened": _("A calendar address was made"),
    "calendar.closed": _("The calendar address was closed"),
}

"""What the public pages show: a question before it is sent, and its case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.crypto import constant_time_compare

from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.models import DueDateChange, Duty
from deadlines.queries import ClockView, Explanation, clock_view, explain
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.remedies import Remedy
from deadlines.terms import LegalTerm
from documents.models import File
from documents.signatures.queries import SignatureView, signature_view
from inquiries.letters import decision_words
from inquiries.models import Attachment, Clarification, Forwarding, Inquiry, Interview, Letter
from inquiries.procedure import PROCEDURES
from inquiries.reception import reception
from inquiries.remedies import remedy_for
from inquiries.states import DECIDED, DECIDING, OPEN, AnswerState, Regime, State
from kernel.references import is_reference


@dataclass(frozen=True)
class Forecast:
    """What will hold if the question is sent now. `term` None: the office sets the date itself."""

    regime: Regime
    term: LegalTerm | None
    registered_on: date
    due_on: date
    is_registered_later: bool


@dataclass(frozen=True)
class Said:
    """One piece of the thread as the requester reads it. `kind`: question, clarification, supplement or letter kind."""

    kind: str
    who: str
    at: datetime
    text: str
    files: Sequence[File] = ()
    letter: Letter | None = None
    ground: str = ""
    signatures: Sequence[SignatureView] = ()


@dataclass(frozen=True)
class CaseView:
    """The requester's page: the thread, the clock, each day it was due before, and what comes next."""

    inquiry: Inquiry
    clock: ClockView
    changes: Sequence[DueDateChange]
    explanation: Explanation | None
    thread: Sequence[Said]
    open_question: Clarification | None
    remedy: Remedy | None
    may_withdraw: bool
    complaints: Sequence[Inquiry]
    forwarding: Forwarding | None
    interview: Interview | None

    @property
    def is_registered_later(self) -> bool:
        """It came after hours."""
        return self.inquiry.agency.local(self.inquiry.received_at).date() != self.inquiry.registered_on

    @property
    def is_open(self) -> bool:
        return self.inquiry.state in OPEN


def forecast(agency: Agency, regime: Regime, *, at: datetime) -> Forecast:
    received = reception(agency, regime, at=at)
    is_later = received.registered_on != received.received_at.date()
    return Forecast(regime, received.term, received.registered_on, received.due_on, is_later)


def find_case(number: str, secret: str) -> Inquiry | None:
    """By number and secret, compared in constant time. Two agencies may have given the same number."""
    if not is_reference(number):
        return None
    found = Inquiry.objects.filter(number=number).select_related("agency__parent", "requester", "assignee")
    return next((inquiry for inquiry in found if constant_time_compare(inquiry.secret, secret)), None)


def case_view(inquiry: Inquiry, *, at: datetime) -> CaseView:
    duty = main_duty(inquiry)
    may_complain = can_complain(inquiry, at=at)
    return CaseView(
        inquiry=inquiry,
        clock=clock_view(duty, calendar_of(inquiry.agency), at=at),
        changes=list(duty.changes.all()),
        explanation=explain(duty),
        thread=thread(inquiry),
        open_question=inquiry.clarifications.filter(closed_at=None).first(),
        remedy=remedy_for(inquiry, on=inquiry.agency.local(at).date()) if may_complain else None,
        may_withdraw=inquiry.state in OPEN and "withdraw" in PROCEDURES[Regime(inquiry.regime)].moves,
        complaints=list(inquiry.complaints.select_related("agency").order_by("received_at")),
        forwarding=inquiry.forwardings.select_related("arrived_as").last(),
        interview=Interview.objects.filter(inquiry=inquiry).first(),
    )


def main_duty(inquiry: Inquiry) -> Duty:
    """The newest of the clocks owed to whoever asked: there is one from the first moment."""
    duty = inquiry.main_clock
    if duty is None:
        raise Duty.DoesNotExist
    return duty


def thread(inquiry: Inquiry) -> list[Said]:
    """What the requester said and was told, in the order of time; nothing that was said inside the house."""
    attachments = list(inquiry.attachments.filter(reply=None).select_related("file", "signature"))
    said = [_question(inquiry, [row for row in attachments if row.is_of_question])]
    for supplement in inquiry.supplements.all():
        files = [row.file for row in attachments if row.supplement_id == supplement.pk]
        said.append(Said("supplement", inquiry.asked_by_words, supplement.at, supplement.text, files))
    for letter in inquiry.letters.select_related("pdf", "answer", "agency"):
        answer = getattr(letter, "answer", None)
        files = [row.file for row in attachments if answer and row.answer_id == answer.pk]
        ground = decision_words(answer) if answer else ""
        enclosed = [letter.pdf, *files]
        said.append(Said(letter.kind, letter.signature, letter.signed_at, letter.text, enclosed, letter, ground))
    spoken = inquiry.answers.filter(state=AnswerState.SENT, letter=None).select_related("approved_by")
    said += [
        Said("spoken", str(answer.approved_by), answer.at or inquiry.received_at, answer.text) for answer in spoken
    ]
    return sorted(said, key=lambda piece: piece.at)


def _question(inquiry: Inquiry, attachments: Sequence[Attachment]) -> Said:
    signatures = [signature_view(row.signature) for row in attachments if row.signature]
    files = [row.file for row in attachments]
    return Said("question", inquiry.asked_by_words, inquiry.received_at, inquiry.text, files, signatures=signatures)


def enclosures(letter: Letter) -> list[File]:
    """What went out with a letter."""
    return list(File.objects.filter(attachments__answer__letter=letter))


def can_complain(inquiry: Inquiry, *, at: datetime) -> bool:
    """Against a decision, within the term (APPC 92); against silence, once the clock has run out; once of each.

    A complaint is not complained about here: after it comes the court.
    """
    if inquiry.regime in (Regime.OWN_COMPLAINT, Regime.COMPLAINT, Regime.INTERVIEW):
        return False
    if inquiry.state not in DECIDED:
        duty = inquiry.main_clock
        is_late = inquiry.state in OPEN and duty is not None and duty.ended_at is None and duty.due_at < at
        return is_late and duty is not None and not _is_complained_of(inquiry, since=duty.due_at)
    decided_at = inquiry.letters.filter(kind__in=DECIDING).order_by("pk").values_list("signed_at", flat=True).last()
    agency, since = inquiry.agency, decided_at or inquiry.received_at
    term = TERMS.on("complaint_filing", agency.local(at).date())
    last = reckon_term(agency.zone, calendar_of(agency), term, since)
    return at <= last.due_at and not _is_complained_of(inquiry, since=since)


def _is_complained_of(inquiry: Inquiry, *, since: datetime) -> bool:
    """A complaint that was given up leaves room for another."""
    return inquiry.complaints.filter(received_at__gte=since).exclude(state=State.WITHDRAWN).exists()


def file_of(inquiry: Inquiry, pk: int) -> File | None:
    """A file the requester may read: of the question, of what they added, of an answer that was sent, a letter."""
    letter = inquiry.letters.filter(pdf=pk).select_related("pdf__agency").first()
    if letter:
        return letter.pdf
    theirs = Q(answer=None, reply=None) | Q(answer__state=AnswerState.SENT)
    attachment = Attachment.objects.filter(theirs, inquiry=inquiry, file=pk).select_related("file__agency").first()
    return attachment.file if attachment else None

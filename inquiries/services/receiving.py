"""Taking an inquiry in: one transaction from the row to the clocks to the receipt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from agencies.models import Agency
from agencies.services import take_number
from audit.services import record
from deadlines.models import Duty
from deadlines.services import open_duty, open_promise
from documents.checks import Upload
from documents.seals import fingerprint, seal
from documents.services import store_file
from inquiries.alike import fingerprint_of
from inquiries.duties import ANSWER, INTERVIEW, TRANSFER, TRIAGE
from inquiries.models import Attachment, Clock, Inquiry, Interview
from inquiries.notices import tell_arrival, tell_receipt
from inquiries.reception import Reception, practice_of, reception
from inquiries.services.bursts import group_alike
from inquiries.states import AskerKind, Medium, Regime, Source

PREFIX = "INQ"
KIND_OF = {Regime.OWN_COMPLAINT: TRANSFER, Regime.INTERVIEW: INTERVIEW}
UNTRIAGED = (Regime.ORAL_REQUEST, Regime.OWN_COMPLAINT, Regime.INTERVIEW)  # nobody else could answer these


@dataclass(frozen=True)
class Identity:
    """What the acts ask of whoever asks (AI 11(5), APPC 63, MM 36(1)), as far as it was given."""

    iin: str = ""
    bin: str = ""
    outgoing_number: str = ""
    outgoing_on: date | None = None
    signer_name: str = ""
    signer_position: str = ""


@dataclass(frozen=True)
class Asker:
    """Who asks, as they say; `requester` is their account, if they have one."""

    kind: AskerKind
    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    outlet: str = ""
    requester: User | None = None
    identity: Identity = Identity()


@dataclass(frozen=True)
class Origin:
    """Which way it came. `received_at`: when, if not now; `received_by`: the officer who took it in."""

    source: Source = Source.PORTAL
    received_at: datetime | None = None
    received_by: User | None = None
    recording_announced: bool = False
    external_system: str = ""
    external_number: str = ""
    about: Inquiry | None = None
    forwarded_from: Inquiry | None = None


@dataclass(frozen=True)
class Wanted:
    """What a request for an interview wants."""

    medium: Medium = Medium.INTERVIEW
    speaker: str = ""
    wished: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked, in which language, under which law. `wanted` belongs to requests for an interview."""

    subject: str
    text: str
    language: str
    regime: Regime
    wanted: Wanted = Wanted()
    files: Iterable[Upload] = field(default=())


class NotYetArrived(Exception):
    """Nothing is received in the future."""


def receive_inquiry(
    *,
    agency: Agency,
    asker: Asker,
    question: Question,
    origin: Origin = Origin(),
    submission: UUID,
    by: User | None,
    at: datetime,
) -> Inquiry:
    """Register the inquiry, start its clocks and confirm it. The same `submission`, or external number, again returns
    the first inquiry."""
    if origin.received_at and origin.received_at > at:
        raise NotYetArrived
    try:
        return _register(_row(agency, asker, question, origin, submission, at), question, by, at)
    except IntegrityError:
        known = _known(agency, origin, submission)
        if known is None:
            raise
        return known


def _known(agency: Agency, origin: Origin, submission: UUID) -> Inquiry | None:
    """The inquiry of the same form, or of the same number in the same other system."""
    found = Inquiry.objects.filter(submission=submission).first()
    if found or not origin.external_number:
        return found
    numbers = {"external_system": origin.external_system, "external_number": origin.external_number}
    return Inquiry.objects.filter(agency=agency, **numbers).first()


def _row(agency: Agency, asker: Asker, question: Question, origin: Origin, submission: UUID, at: datetime) -> Inquiry:
    identity = asker.identity
    return Inquiry(
        agency=agency,
        regime=question.regime,
        source=origin.source,
        received_at=origin.received_at or at,
        received_by=origin.received_by,
        recording_announced=origin.recording_announced,
        external_system=origin.external_system,
        external_number=origin.external_number,
        about=origin.about,
        forwarded_from=origin.forwarded_from,
        asker=asker.kind,
        requester=asker.requester,
        name=asker.name,
        email=asker.email,
        phone=asker.phone,
        address=asker.address,
        outlet=asker.outlet,
        iin_sealed=seal(identity.iin),
        iin_fingerprint=fingerprint(identity.iin),
        bin=identity.bin,
        outgoing_number=identity.outgoing_number,
        outgoing_on=identity.outgoing_on,
        signer_name=identity.signer_name,
        signer_position=identity.signer_position,
        language=question.language,
        subject=question.subject,
        text=question.text,
        fingerprint=fingerprint_of(question.subject, question.text),
        submission=submission,
    )


@transaction.atomic
def _register(inquiry: Inquiry, question: Question, by: User | None, at: datetime) -> Inquiry:
    agency, regime = inquiry.agency, Regime(inquiry.regime)
    received = reception(agency, regime, at=inquiry.received_at)
    inquiry.registered_on = received.registered_on
    inquiry.number = take_number(agency=agency, prefix=PREFIX, year=inquiry.registered_on.year)
    inquiry.save(force_insert=True)
    group_alike(inquiry, burst_from=practice_of(agency).burst_from)
    for upload in question.files:
        Attachment.objects.create(inquiry=inquiry, file=store_file(upload, agency=agency, by=by, at=at))
    if regime is Regime.INTERVIEW:
        Interview.objects.create(inquiry=inquiry, **vars(question.wanted))
    record("inquiry.received", inquiry, by=by, at=at, agency=agency, after={"regime": inquiry.regime})
    duty = start_clock(inquiry, received, by=by, at=at)
    if regime not in UNTRIAGED:
        start_triage(inquiry, received, by=by, at=at)
    tell_receipt(inquiry, duty, at=at)
    tell_arrival(inquiry, duty, at=at)
    return inquiry


def start_clock(inquiry: Inquiry, received: Reception, *, by: User | None, at: datetime) -> Duty:
    """The clock owed to whoever asked: of the law, or the day the office set itself."""
    fields: dict[str, Any] = {
        "agency": inquiry.agency,
        "kind": KIND_OF.get(Regime(inquiry.regime), ANSWER),
        "reference": inquiry.number,
        "responsible": inquiry.assignee,
        "by": by,
        "at": at,
    }
    if received.term:
        duty = open_duty(term=received.term.code, start_at=received.starts_at, **fields)
    else:
        duty = open_promise(due_on=max(received.due_on, inquiry.agency.local(at).date()), **fields)
    Clock.objects.create(inquiry=inquiry, duty=duty)
    return duty


def start_triage(inquiry: Inquiry, received: Reception, *, by: User | None, at: datetime) -> None:
    """Decide within the office's own days who answers, so that no window of the law closes unseen."""
    agency = inquiry.agency
    due_on = received.calendar.add_working_days(received.registered_on, practice_of(agency).triage_days)
    duty = open_promise(
        agency=agency,
        kind=TRIAGE,
        reference=inquiry.number,
        due_on=max(due_on, agency.local(at).date()),
        responsible=inquiry.assignee,
        by=by,
        at=at,
    )
    Clock.objects.create(inquiry=inquiry, duty=duty)

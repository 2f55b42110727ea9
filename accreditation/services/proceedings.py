"""Every proceeding that may end in a decision against a person, whatever it is about: heard first, decided then.

APPC 73: the preliminary decision reaches the person at least three working days before the decision; they have two to
object or to ask to be heard. APPC 74: minutes within two working days of the hearing. What a deprivation, a refusal or
limits add is in `depriving` and `refusing`.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from accounts.models import User
from accreditation.duties import PROTOCOL
from accreditation.hearing import decidable_from, objection_until
from accreditation.letter_words import proceeding_words
from accreditation.models import Accreditation, Application, Letter, Proceeding, ProceedingClock
from accreditation.notices import tell_objection, tell_proposed
from accreditation.rules import ENDING_PERMISSIONS
from accreditation.services.letters import write_letter
from accreditation.states import PROCEEDING_LIFECYCLE, LetterKind, ProceedingAim, ProceedingState
from agencies.access import Authority, require
from agencies.states import Permission
from audit.services import record
from deadlines.models import Duty
from deadlines.services import discharge_duty, open_duty, void_duty
from deadlines.services.running import By, user_of
from deadlines.states import RUNNING

REVIEW = Permission.REVIEW_ACCREDITATION


class ProceedingMoved(Exception):
    """Somebody was faster: the proceeding is no longer in the state that was seen."""


class ProceedingOpen(Exception):
    """One proceeding at a time: it is decided or dropped before the next is proposed."""


class TooEarly(Exception):
    """The person has not had the days the law gives (APPC 73)."""


class HearingOwed(Exception):
    """The person asked to be heard and was not, or the minutes are missing."""


class ObjectionLate(Exception):
    """The days to object are over."""


class HearingInThePast(Exception):
    """A hearing is appointed for a day to come."""


class HearingNotHeld(Exception):
    """Minutes are written after the hearing."""


def open_proceeding(proceeding: Proceeding, *, by: Authority, at: datetime) -> Proceeding:
    """Inside a transaction that has locked what it is about: the preliminary decision is sent, the days begin.

    ProceedingOpen.
    """
    agency, subject = proceeding.agency, subject_of(proceeding)
    if subject.proceedings.undecided().exists():
        raise ProceedingOpen
    proceeding.proposed_at, proceeding.proposed_by = at, by.user
    proceeding.objection_until_on, proceeding.decidable_from_on = (
        objection_until(agency, at),
        decidable_from(agency, at),
    )
    proceeding.save()
    return proceeding


def announce_proceeding(proceeding: Proceeding, *, by: Authority, at: datetime) -> None:
    """Inside the same transaction, when all it rests on is written down."""
    letter = write_of_proceeding(proceeding, LetterKind.PRELIMINARY, by, at)
    after = {"letter": letter.number}
    subject, agency = subject_of(proceeding), proceeding.agency
    record("proceeding.proposed", subject, by=by, at=at, agency=agency, after=after, note=proceeding.facts)
    tell_proposed(proceeding, at=at)


def subject_of(proceeding: Proceeding) -> Accreditation | Application:
    """What the trail tells it of."""
    return proceeding.accreditation or proceeding.case


@transaction.atomic
def object_to_proceeding(
    *, proceeding: Proceeding, text: str, wants_hearing: bool, by: User | None, at: datetime
) -> Proceeding:
    """By the person, or recorded by the office when it came otherwise; ObjectionLate after the last day.

    `by` is nobody where the person has no account: the address of the application is the right to it.
    """
    agency, subject = proceeding.agency, subject_of(proceeding)
    actor: By = by if by is None or _is_theirs(proceeding, by) else require(by, REVIEW, agency, at=at)
    if agency.local(at).date() > proceeding.objection_until_on:
        raise ObjectionLate
    undecided = Proceeding.objects.select_for_update(of=("self",)).filter(pk=proceeding.pk).undecided()
    before = undecided.first()
    if before is None:
        raise ProceedingMoved(str(proceeding.case))
    words = f"{before.objection}\n\n{text}".strip()  # what was said before stays said
    undecided.update(objection=words, objected_at=at, wants_hearing=wants_hearing or before.wants_hearing)
    record("proceeding.objected", subject, by=actor, at=at, agency=agency, note=text)
    found = fresh_proceeding(proceeding)
    tell_objection(found, at=at)
    return found


def _is_theirs(proceeding: Proceeding, user: User) -> bool:
    """The holder's; of an application also whoever sent it."""
    if proceeding.accreditation:
        return proceeding.accreditation.holder_id == user.pk
    return user.pk in (proceeding.case.applicant_id, proceeding.case.submitted_by_id)


@transaction.atomic
def appoint_hearing(*, proceeding: Proceeding, hearing_at: datetime, place: str, by: User, at: datetime) -> Proceeding:
    """Invite the person, or move a hearing that was appointed. The minutes become a duty of their own."""
    agency = proceeding.agency
    authority = require(by, Permission.DECIDE_ACCREDITATION, agency, at=at)
    if hearing_at <= at:
        raise HearingInThePast
    found = move_proceeding(proceeding, "appoint_hearing", hearing_at=hearing_at, hearing_place=place)
    stop_clocks(found, by=authority, at=at)
    duty = open_duty(
        agency=agency,
        kind=PROTOCOL,
        reference=found.case.number,
        term=PROTOCOL.code,
        start_at=hearing_at,
        responsible=by,
        by=authority,
        at=at,
    )
    ProceedingClock.objects.create(proceeding=found, duty=duty)
    write_of_proceeding(found, LetterKind.HEARING, authority, at)
    record("proceeding.hearing_appointed", subject_of(found), by=authority, at=at, agency=agency, note=place)
    return found


@transaction.atomic
def record_protocol(*, proceeding: Proceeding, text: str, by: User, at: datetime) -> Proceeding:
    """The minutes of the hearing, once it was held (APPC 74)."""
    agency = proceeding.agency
    authority = require(by, REVIEW, agency, at=at)
    if proceeding.hearing_at is None or at < proceeding.hearing_at:
        raise HearingNotHeld
    found = move_proceeding(proceeding, "record_protocol", protocol=text, protocol_at=at)
    for duty in running_clocks(found):
        discharge_duty(duty=duty, by=authority, at=at)
    record("proceeding.protocol_written", subject_of(found), by=authority, at=at, agency=agency)
    return found


def require_decidable(proceeding: Proceeding, *, at: datetime) -> None:
    if proceeding.agency.local(at).date() < proceeding.decidable_from_on:
        raise TooEarly(proceeding.decidable_from_on)
    if proceeding.wants_hearing and proceeding.protocol_at is None:
        raise HearingOwed


@transaction.atomic
def drop_proceeding(*, proceeding: Proceeding, reasons: str, by: User, at: datetime) -> Proceeding:
    """Decide not to do what was announced; possible at any time, for it harms nobody."""
    agency = proceeding.agency
    authority = require(by, ENDING_PERMISSIONS[ProceedingAim(proceeding.aim)], agency, at=at)
    found = move_proceeding(proceeding, "drop", decided_at=at, decided_by=by, decision=reasons)
    stop_clocks(found, by=authority, at=at)
    record("proceeding.dropped", subject_of(found), by=authority, at=at, agency=agency, note=reasons)
    write_of_proceeding(found, LetterKind.DROPPED, authority, at)
    return found


def move_proceeding(proceeding: Proceeding, move: str, **fields: Any) -> Proceeding:
    """A conditional UPDATE is the lock: ProceedingMoved when somebody was faster. Returns the fresh row."""
    before = ProceedingState(proceeding.state)
    after = PROCEEDING_LIFECYCLE.target(move, before)
    if not Proceeding.objects.filter(pk=proceeding.pk, state=before).update(state=after, **fields):
        raise ProceedingMoved(str(proceeding.case))
    return fresh_proceeding(proceeding)


def fresh_proceeding(proceeding: Proceeding) -> Proceeding:
    return Proceeding.objects.known().get(pk=proceeding.pk)


def running_clocks(proceeding: Proceeding) -> list[Duty]:
    duties = Duty.objects.filter(proceeding_clock__proceeding=proceeding, state__in=RUNNING)
    return list(duties.select_related("agency"))


def stop_clocks(proceeding: Proceeding, *, by: By, at: datetime) -> None:
    """What was owed in the proceeding is owed no longer."""
    for duty in running_clocks(proceeding):
        void_duty(duty=duty, reason="", by=by, at=at)


def end_proceeding(subject: Accreditation | Application, *, by: By, at: datetime) -> None:
    """Inside the transaction that ends what it is about: nothing is left to decide against anybody (APPC 70)."""
    for proceeding in subject.proceedings.select_for_update(of=("self",)).undecided():
        move_proceeding(proceeding, "drop", decided_at=at, decided_by=user_of(by))
        stop_clocks(proceeding, by=by, at=at)
        record("proceeding.ended", subject, by=by, at=at, agency=proceeding.agency)


def write_of_proceeding(proceeding: Proceeding, kind: LetterKind, by: Authority, at: datetime) -> Letter:
    case = proceeding.case
    with override(case.language):
        text = proceeding_words(proceeding, kind)
    return write_letter(application=case, accreditation=proceeding.accreditation, kind=kind, text=text, by=by, at=at)

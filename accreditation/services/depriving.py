"""Deprivation, on the listed grounds alone: breaches, a preliminary decision, a hearing, the decision, an appeal.

APPC 73: the preliminary decision reaches the person at least three working days before the decision; they have two to
object or to ask to be heard. APPC 74: minutes within two working days of the hearing.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accreditation.duties import PROTOCOL
from accreditation.models import Accreditation, Breach, Proceeding, ProceedingClock
from accreditation.notices import tell_objection, tell_proposed
from accreditation.services.cards import revoke_card
from accreditation.services.holding import AccreditationMoved, move_accreditation, pause
from accreditation.services.proceedings import (
    ProceedingMoved,
    fresh_proceeding,
    move_proceeding,
    running_clocks,
    stop_clocks,
    write_of_proceeding,
)
from accreditation.states import HELD, UNDECIDED, DeprivationGround, HolderState, LetterKind, Revocation
from agencies.access import Authority, require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.services import discharge_duty, open_duty
from deadlines.services.running import By

BREACHES_NEEDED = 2  # Model rules of accreditation: two or more


class TooFewBreaches(Exception):
    """One breach is no ground."""


class ForeignBreach(Exception):
    """Breaches of another accreditation are no ground against this one."""


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


@transaction.atomic
def record_breach(*, accreditation: Accreditation, on: date, what: str, by: User, at: datetime) -> Breach:
    """Write down a breach of the duties of an accredited journalist; by itself it changes nothing."""
    authority = require(by, Permission.REVIEW_ACCREDITATION, accreditation.agency, at=at)
    breach = Breach.objects.create(accreditation=accreditation, on=on, what=what, by=by, at=at)
    after = {"on": str(on)}
    record("breach.recorded", accreditation, by=authority, at=at, agency=accreditation.agency, after=after, note=what)
    return breach


@transaction.atomic
def propose_deprivation(
    *,
    accreditation: Accreditation,
    ground: DeprivationGround,
    facts: str,
    breaches: Collection[Breach] = (),
    by: User,
    at: datetime,
) -> Proceeding:
    """Send the preliminary decision, with the days the person has.

    TooFewBreaches where that is the ground; ForeignBreach, ProceedingOpen; AccreditationMoved when it is over.
    """
    agency = accreditation.agency
    authority = require(by, Permission.DECIDE_ACCREDITATION, agency, at=at)
    if any(breach.accreditation_id != accreditation.pk for breach in breaches):
        raise ForeignBreach
    if ground is DeprivationGround.BREACHES and len({breach.pk for breach in breaches}) < BREACHES_NEEDED:
        raise TooFewBreaches
    _lock_held(accreditation)
    if accreditation.proceedings.filter(state__in=UNDECIDED).exists():
        raise ProceedingOpen
    proceeding = Proceeding.objects.create(
        accreditation=accreditation,
        ground=ground,
        facts=facts,
        proposed_at=at,
        proposed_by=by,
        objection_until_on=objection_until(agency, at),
        decidable_from_on=decidable_from(agency, at),
    )
    proceeding.breaches.set(breaches)
    letter = write_of_proceeding(proceeding, LetterKind.PRELIMINARY, authority, at)
    after = {"letter": letter.number}
    record("proceeding.proposed", accreditation, by=authority, at=at, agency=agency, after=after, note=facts)
    tell_proposed(proceeding, at=at)
    return proceeding


def objection_until(agency: Agency, at: datetime) -> date:
    term = TERMS.on("hearing_objection", agency.local(at).date())
    return reckon_term(agency.zone, calendar_of(agency), term, at).due_on


def decidable_from(agency: Agency, at: datetime) -> date:
    """The first day that leaves the whole term between the preliminary decision and the decision."""
    term, calendar = TERMS.on("preliminary_decision", agency.local(at).date()), calendar_of(agency)
    return calendar.add_working_days(calendar.next_working_day(agency.local(at).date()), term.length)


@transaction.atomic
def object_to_deprivation(
    *, proceeding: Proceeding, text: str, wants_hearing: bool, by: User, at: datetime
) -> Proceeding:
    """By the holder, or recorded by the office when it came otherwise; ObjectionLate after the last day."""
    accreditation = proceeding.accreditation
    agency = accreditation.agency
    is_holder = accreditation.holder_id == by.pk
    actor: By = by if is_holder else require(by, Permission.REVIEW_ACCREDITATION, agency, at=at)
    if agency.local(at).date() > proceeding.objection_until_on:
        raise ObjectionLate
    undecided = Proceeding.objects.select_for_update(of=("self",)).filter(pk=proceeding.pk, state__in=UNDECIDED)
    before = undecided.first()
    if before is None:
        raise ProceedingMoved(str(accreditation))
    words = f"{before.objection}\n\n{text}".strip()  # what was said before stays said
    undecided.update(objection=words, objected_at=at, wants_hearing=wants_hearing or before.wants_hearing)
    record("proceeding.objected", accreditation, by=actor, at=at, agency=agency, note=text)
    found = fresh_proceeding(proceeding)
    tell_objection(found, at=at)
    return found


@transaction.atomic
def appoint_hearing(*, proceeding: Proceeding, hearing_at: datetime, place: str, by: User, at: datetime) -> Proceeding:
    """Invite the person, or move a hearing that was appointed. The minutes become a duty of their own."""
    agency = proceeding.accreditation.agency
    authority = require(by, Permission.DECIDE_ACCREDITATION, agency, at=at)
    if hearing_at <= at:
        raise HearingInThePast
    found = move_proceeding(proceeding, "appoint_hearing", hearing_at=hearing_at, hearing_place=place)
    stop_clocks(found, by=authority, at=at)
    duty = open_duty(
        agency=agency,
        kind=PROTOCOL,
        reference=found.accreditation.application.number,
        term=PROTOCOL.code,
        start_at=hearing_at,
        responsible=by,
        by=authority,
        at=at,
    )
    ProceedingClock.objects.create(proceeding=found, duty=duty)
    write_of_proceeding(found, LetterKind.HEARING, authority, at)
    record("proceeding.hearing_appointed", found.accreditation, by=authority, at=at, agency=agency, note=place)
    return found


@transaction.atomic
def record_protocol(*, proceeding: Proceeding, text: str, by: User, at: datetime) -> Proceeding:
    """The minutes of the hearing, once it was held (APPC 74)."""
    agency = proceeding.accreditation.agency
    authority = require(by, Permission.REVIEW_ACCREDITATION, agency, at=at)
    if proceeding.hearing_at is None or at < proceeding.hearing_at:
        raise HearingNotHeld
    found = move_proceeding(proceeding, "record_protocol", protocol=text, protocol_at=at)
    for duty in running_clocks(found):
        discharge_duty(duty=duty, by=authority, at=at)
    record("proceeding.protocol_written", found.accreditation, by=authority, at=at, agency=agency)
    return found


@transaction.atomic
def deprive_accreditation(*, proceeding: Proceeding, reasons: str, by: User, at: datetime) -> Proceeding:
    """The decision, by who is entitled, for the term of the rules; it ends by itself. TooEarly, HearingOwed."""
    accreditation = proceeding.accreditation
    agency = accreditation.agency
    authority = require(by, Permission.DEPRIVE_ACCREDITATION, agency, at=at)
    _lock_held(accreditation)
    require_decidable(proceeding, at=at)
    until_on = deprived_until(agency, at)
    fields = {"decided_at": at, "decided_by": by, "decision": reasons, "deprived_until_on": until_on}
    found = move_proceeding(proceeding, "deprive", **fields)
    deprived = move_accreditation(accreditation, "deprive", deprived_until_on=until_on, reason=reasons)
    deprived.pauses.filter(until_at=None).update(until_at=at, ended_by=by)
    if card := deprived.card:
        revoke_card(card=card, revocation=Revocation.DEPRIVED, by=authority, at=at)
    _pause_others(deprived, reasons, authority, at)
    after = {"until_on": str(until_on)}
    record("accreditation.deprived", deprived, by=authority, at=at, agency=agency, after=after, note=reasons)
    write_of_proceeding(found, LetterKind.DEPRIVATION, authority, at)
    return found


def require_decidable(proceeding: Proceeding, *, at: datetime) -> None:
    if proceeding.accreditation.agency.local(at).date() < proceeding.decidable_from_on:
        raise TooEarly(proceeding.decidable_from_on)
    if proceeding.wants_hearing and proceeding.protocol_at is None:
        raise HearingOwed


def deprived_until(agency: Agency, at: datetime) -> date:
    term = TERMS.on("accreditation_deprivation", agency.local(at).date())
    return reckon_term(agency.zone, calendar_of(agency), term, at).due_on


@transaction.atomic
def drop_proceeding(*, proceeding: Proceeding, reasons: str, by: User, at: datetime) -> Proceeding:
    """Decide not to deprive; possible at any time, for it harms nobody."""
    agency = proceeding.accreditation.agency
    authority = require(by, Permission.DEPRIVE_ACCREDITATION, agency, at=at)
    found = move_proceeding(proceeding, "drop", decided_at=at, decided_by=by, decision=reasons)
    stop_clocks(found, by=authority, at=at)
    record("proceeding.dropped", found.accreditation, by=authority, at=at, agency=agency, note=reasons)
    write_of_proceeding(found, LetterKind.DROPPED, authority, at)
    return found


def _lock_held(accreditation: Accreditation) -> None:
    """Whoever ends an accreditation locks it first and its proceeding then; so does whoever proceeds against it."""
    held = Accreditation.objects.select_for_update(of=("self",)).filter(pk=accreditation.pk, state__in=HELD)
    if not held.exists():
        raise AccreditationMoved(str(accreditation))


def _pause_others(deprived: Accreditation, reasons: str, by: Authority, at: datetime) -> None:
    """Who is deprived gets no temporary pass either: what is held beside it stands still meanwhile."""
    for other in Accreditation.objects.of_the_same_person(deprived).filter(state=HolderState.IN_FORCE):
        pause(other, reason=reasons, of_deprivation=True, by=by, at=at)

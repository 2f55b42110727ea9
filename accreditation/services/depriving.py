"""Deprivation, on the listed grounds alone: breaches, the proposal, the decision. The hearing is in `proceedings`."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accreditation.models import Accreditation, Breach, Proceeding
from accreditation.services.cards import revoke_card
from accreditation.services.holding import AccreditationMoved, move_accreditation, pause
from accreditation.services.proceedings import (
    announce_proceeding,
    move_proceeding,
    open_proceeding,
    require_decidable,
    write_of_proceeding,
)
from accreditation.states import HELD, DeprivationGround, HolderState, LetterKind, ProceedingAim, Revocation
from agencies.access import Authority, require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term

BREACHES_NEEDED = 2  # Model rules of accreditation: two or more


class TooFewBreaches(Exception):
    """One breach is no ground."""


class ForeignBreach(Exception):
    """Breaches of another accreditation are no ground against this one."""


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
    said = {"aim": ProceedingAim.DEPRIVATION, "ground": ground, "facts": facts}
    proceeding = open_proceeding(Proceeding(accreditation=accreditation, **said), by=authority, at=at)
    proceeding.breaches.set(breaches)
    announce_proceeding(proceeding, by=authority, at=at)
    return proceeding


@transaction.atomic
def deprive_accreditation(*, proceeding: Proceeding, reasons: str, by: User, at: datetime) -> Proceeding:
    """The decision, by who is entitled, for the term of the rules; it ends by itself. TooEarly, HearingOwed."""
    accreditation = proceeding.held
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


def deprived_until(agency: Agency, at: datetime) -> date:
    term = TERMS.on("accreditation_deprivation", agency.local(at).date())
    return reckon_term(agency.zone, calendar_of(agency), term, at).due_on


def _lock_held(accreditation: Accreditation) -> None:
    """Whoever ends an accreditation locks it first and its proceeding then; so does whoever proceeds against it."""
    held = Accreditation.objects.select_for_update(of=("self",)).filter(pk=accreditation.pk, state__in=HELD)
    if not held.exists():
        raise AccreditationMoved(str(accreditation))


def _pause_others(deprived: Accreditation, reasons: str, by: Authority, at: datetime) -> None:
    """Who is deprived gets no temporary pass either: what is held beside it stands still meanwhile."""
    for other in Accreditation.objects.of_the_same_person(deprived).filter(state=HolderState.IN_FORCE):
        pause(other, reason=reasons, of_deprivation=True, by=by, at=at)

"""What happens to an accreditation that is held: suspended, given up, moved to another outlet, ended by its date.

"Today" is a day of the agency's zone.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from accounts.models import User
from accreditation.letter_words import holding_words
from accreditation.models import Accreditation, Outlet, Pause
from accreditation.notices import tell_ended, tell_renewal
from accreditation.practice import practice_of
from accreditation.services.applying import ForeignOutlet
from accreditation.services.cards import issue_card, revoke_card
from accreditation.services.letters import write_letter
from accreditation.services.proceedings import end_proceeding
from accreditation.states import HELD, HOLDER_LIFECYCLE, HolderState, Kind, LetterKind, Revocation
from agencies.access import Authority, day_of, require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from deadlines.services.running import By, user_of
from kernel.sweeping import each_apart


class AccreditationMoved(Exception):
    """Somebody was faster: the accreditation is no longer in the state that was seen."""


class SameOutlet(Exception):
    """Nothing would change."""


@transaction.atomic
def suspend_accreditation(*, accreditation: Accreditation, reason: str, by: User, at: datetime) -> Accreditation:
    """For instance because a court suspended the outlet. The card stays where it is and says so at every check."""
    authority = require(by, Permission.DECIDE_ACCREDITATION, accreditation.agency, at=at)
    found = pause(accreditation, reason=reason, by=authority, at=at)
    _write(found, LetterKind.SUSPENSION, reason, authority, at)
    return found


def suspend_of_outlet(*, outlet: Outlet, agency: Agency, reason: str, by: User, at: datetime) -> int:
    """Every accreditation in force of this outlet at one body; returns how many. Each is a decision of its own."""
    held = Accreditation.objects.filter(outlet=outlet, agency=agency, state=HolderState.IN_FORCE)
    suspended = 0
    for accreditation in held.select_related("agency__parent", "application").order_by("pk"):
        suspend_accreditation(accreditation=accreditation, reason=reason, by=by, at=at)
        suspended += 1
    return suspended


@transaction.atomic
def resume_accreditation(*, accreditation: Accreditation, reason: str, by: User, at: datetime) -> Accreditation:
    authority = require(by, Permission.DECIDE_ACCREDITATION, accreditation.agency, at=at)
    found = end_pause(accreditation, reason=reason, by=authority, at=at)
    _write(found, LetterKind.RESUMPTION, reason, authority, at)
    return found


def pause(
    accreditation: Accreditation, *, reason: str, of_deprivation: bool = False, by: By, at: datetime
) -> Accreditation:
    """Inside the transaction of the decision that suspends."""
    found = move_accreditation(accreditation, "suspend")
    Pause.objects.create(accreditation=found, reason=reason, of_deprivation=of_deprivation, from_at=at, by=user_of(by))
    record("accreditation.suspended", found, by=by, at=at, agency=found.agency, note=reason)
    return found


def end_pause(accreditation: Accreditation, *, reason: str, by: By, at: datetime) -> Accreditation:
    found = move_accreditation(accreditation, "resume")
    found.pauses.filter(until_at=None).update(until_at=at, ended_by=user_of(by))
    record("accreditation.resumed", found, by=by, at=at, agency=found.agency, note=reason)
    return found


@transaction.atomic
def give_up_accreditation(*, accreditation: Accreditation, reason: str, by: User, at: datetime) -> Accreditation:
    """The holder gives it back, or the office records that they did; its card is good no longer."""
    return end_given_up(accreditation, reason=reason, by=_holder_or_office(accreditation, by, at), at=at)


def end_given_up(accreditation: Accreditation, *, reason: str, by: Authority, at: datetime) -> Accreditation:
    """Inside the transaction of whatever gives it up."""
    found = move_accreditation(accreditation, "give_up", ended_at=at, reason=reason)
    _end(found, Revocation.RETURNED, by, at)
    record("accreditation.given_up", found, by=by, at=at, agency=found.agency, note=reason)
    tell_ended(found, at=at)
    return found


def _holder_or_office(accreditation: Accreditation, by: User, at: datetime) -> Authority:
    if accreditation.holder_id == by.pk:
        return Authority(by)
    return require(by, Permission.REVIEW_ACCREDITATION, accreditation.agency, at=at)


@transaction.atomic
def change_outlet(
    *, accreditation: Accreditation, outlet: Outlet, reason: str, by: User, at: datetime
) -> Accreditation:
    """Work for another outlet: what was learned is spread only in the outlet of the accreditation, so the card changes.

    ForeignOutlet, SameOutlet. The old card is revoked and a new one issued.
    """
    authority = require(by, Permission.DECIDE_ACCREDITATION, accreditation.agency, at=at)
    if outlet.is_foreign:
        raise ForeignOutlet
    if outlet == accreditation.outlet:
        raise SameOutlet
    old = accreditation.outlet
    found = move_accreditation(accreditation, "change_outlet", outlet=outlet)
    record(
        "accreditation.outlet_changed",
        found,
        by=authority,
        at=at,
        agency=found.agency,
        before={"outlet": str(old)},
        after={"outlet": str(outlet)},
        note=reason,
    )
    issue_card(accreditation=found, replaces=found.card, by=authority, at=at)  # its face has changed
    _write(found, LetterKind.CHANGE, reason, authority, at)
    return found


def expire_due(*, at: datetime, limit: int) -> int:
    """End what its date has ended. Checks go by the date, whether or not this has run."""
    due = Accreditation.objects.to_expire(on=day_of(at))
    keys = list(due.order_by("valid_until_on", "pk").values_list("pk", flat=True)[:limit])
    return each_apart(partial(_expire, at=at), keys, what="accreditation")


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> bool:
    accreditation = locked(pk, Q(state__in=HELD))
    if accreditation is None or accreditation.valid_until_on >= accreditation.agency.local(at).date():
        return False
    found = move_accreditation(accreditation, "expire", ended_at=at)
    _end(found, Revocation.ENDED, None, at)
    record("accreditation.expired", found, by=None, at=at, agency=found.agency)
    tell_ended(found, at=at)
    return True


def remind_renewals_due(*, at: datetime, limit: int) -> int:
    """Tell holders of permanent accreditations once, so many days before the end as the practice of the body says."""
    told = 0
    for agency in Agency.objects.filter(accreditations__state=HolderState.IN_FORCE).distinct().order_by("pk"):
        last = agency.local(at).date() + timedelta(days=practice_of(agency).renewal_days)
        ending = Accreditation.objects.filter(agency=agency, kind=Kind.PERMANENT, renewal_told_at=None)
        due = ending.in_force(on=agency.local(at).date()).filter(valid_until_on__lte=last)
        keys = list(due.order_by("valid_until_on", "pk").values_list("pk", flat=True)[: limit - told])
        told += each_apart(partial(_remind, at=at), keys, what="accreditation")
    return told


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> bool:
    accreditation = locked(pk, Q(state=HolderState.IN_FORCE, renewal_told_at=None))
    if accreditation is None:
        return False
    Accreditation.objects.filter(pk=pk).update(renewal_told_at=at)
    record("accreditation.renewal_reminded", accreditation, by=None, at=at, agency=accreditation.agency)
    tell_renewal(accreditation, at=at)
    return True


def locked(pk: int, where: Q) -> Accreditation | None:
    """The row for a sweep; None while another worker has it or it is no longer due."""
    rows = Accreditation.objects.select_for_update(skip_locked=True, of=("self",)).filter(where, pk=pk)
    return rows.select_related("agency__parent", "application", "outlet", "holder").first()


def move_accreditation(accreditation: Accreditation, move: str, **fields: Any) -> Accreditation:
    """A conditional UPDATE is the lock: AccreditationMoved when somebody was faster. Returns the fresh row."""
    before = HolderState(accreditation.state)
    after = HOLDER_LIFECYCLE.target(move, before)
    if not Accreditation.objects.filter(pk=accreditation.pk, state=before).update(state=after, **fields):
        raise AccreditationMoved(str(accreditation))
    known = ("agency__parent", "application", "outlet", "holder")
    return Accreditation.objects.select_related(*known).get(pk=accreditation.pk)


def _end(accreditation: Accreditation, revocation: Revocation, by: By, at: datetime) -> None:
    """Its card is good no longer, an open pause and an open proceeding end with it."""
    accreditation.pauses.filter(until_at=None).update(until_at=at, ended_by=user_of(by))
    end_proceeding(accreditation, by=by, at=at)
    if card := accreditation.card:
        revoke_card(card=card, revocation=revocation, by=by, at=at)


def _write(accreditation: Accreditation, kind: LetterKind, reason: str, by: Authority, at: datetime) -> None:
    application = accreditation.application
    with override(application.language):
        text = holding_words(accreditation, kind, reason)
    write_letter(application=application, accreditation=accreditation, kind=kind, text=text, by=by, at=at)

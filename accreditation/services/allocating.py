"""Short places: allocated by the published criteria, confirmed by whoever decides, and who has none waits."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from accreditation.allocation import Placing
from accreditation.letters import waiting_words
from accreditation.models import Allocation, Application, Intake
from accreditation.places import competitors, place_in_line, preview_allocation
from accreditation.procedure import TEMPORARY
from accreditation.services.letters import write_letter
from accreditation.services.moving import end_clock, fresh, move_application, require_lawful
from accreditation.states import IntakeState, LetterKind, State
from agencies.access import Authority, require
from agencies.states import Permission
from audit.services import record
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term
from kernel.sweeping import each_apart


class IntakeNotClosed(Exception):
    """While applications come in nobody can be compared with all others."""


class PlacesNotShort(Exception):
    """The intake takes as many as apply: there is nothing to allocate."""


class NotAllocated(Exception):
    """The allocation comes before its confirmation, and something new has come since: allocate again."""


@transaction.atomic
def allocate_places(*, intake: Intake, by: User, at: datetime) -> list[Placing]:
    """Rank everybody under review and give out the places. The same applications give the same result again.

    Before the confirmation a new run replaces the last one. After it nobody loses what they got: whoever completed
    their application later is ranked behind all others. Every run keeps its rows, with the reason of each.
    """
    authority = require(by, Permission.RUN_INTAKES, intake.agency, at=at)
    found = _locked(intake)
    require_allocatable(found)
    placings = preview_allocation(found)
    _write(found, placings, by, at)
    Intake.objects.filter(pk=found.pk).update(allocated_at=at)
    placed = sum(placing.has_place for placing in placings)
    after = {"placed": placed, "waiting": len(placings) - placed}
    record("intake.allocated", found, by=authority, at=at, agency=found.agency, after=after)
    return placings


def require_allocatable(intake: Intake) -> None:
    if intake.state != IntakeState.CLOSED:
        raise IntakeNotClosed
    if intake.places is None:
        raise PlacesNotShort


def _locked(intake: Intake) -> Intake:
    """Two officers, and the sweep of the waiting list, come one after the other."""
    return Intake.objects.select_for_update(of=("self",)).select_related("agency__parent").get(pk=intake.pk)


def _write(intake: Intake, placings: Sequence[Placing], by: User, at: datetime) -> None:
    if not intake.confirmed_at:  # what an earlier run gave to whoever was returned since
        Application.objects.filter(intake=intake, state=State.RETURNED).update(pool=None, rank=None, has_place=False)
    rows = {application.pk: application for application in competitors(intake)}
    for placing in placings:
        row = rows[placing.key]
        row.pool_id, row.rank, row.has_place = placing.pool, placing.rank, placing.has_place
    Application.objects.bulk_update(rows.values(), ["pool", "rank", "has_place"], batch_size=200)
    Allocation.objects.bulk_create(
        Allocation(
            application_id=placing.key,
            run_at=at,
            by=by,
            pool_id=placing.pool,
            rank=placing.rank,
            has_place=placing.has_place,
            scores=[[str(criterion), score] for criterion, score in placing.scores],
        )
        for placing in placings
    )


@transaction.atomic
def confirm_allocation(*, intake: Intake, by: User, at: datetime) -> Intake:
    """Decide by the last run: who has a place can be accredited, who has none waits and gets a letter.

    NotAllocated where applications came under review since: they would be forgotten.
    """
    authority = require(by, Permission.DECIDE_ACCREDITATION, intake.agency, at=at)
    found = _locked(intake)
    if found.allocated_at is None or competitors(found).filter(rank=None).exists():
        raise NotAllocated
    if found.confirmed_at is None:
        Intake.objects.filter(pk=found.pk).update(
            confirmed_at=at, confirmed_by=by, waiting_until_at=waiting_ends_at(found)
        )
        record("intake.allocation_confirmed", found, by=authority, at=at, agency=found.agency)
    return Intake.objects.select_related("agency__parent").get(pk=found.pk)


def waiting_ends_at(intake: Intake) -> datetime:
    """When nobody can be promoted any more: the last day to decide on the event (T29)."""
    if intake.event_from_at is None:
        raise PlacesNotShort
    term = TERMS.on(TEMPORARY, intake.agency.local(intake.opens_at).date())
    return reckon_term(intake.agency.zone, calendar_of(intake.agency), term, intake.event_from_at).due_at


def put_on_waiting_lists_due(*, at: datetime, limit: int) -> int:
    """Everybody without a place whose allocation is confirmed, each in a transaction of their own."""
    keys = Application.objects.filter(
        state=State.SUBMITTED, has_place=False, rank__isnull=False, intake__confirmed_at__lte=at
    )
    put = partial(_put_on_waiting_list, at=at)
    return each_apart(put, keys.order_by("pk").values_list("pk", flat=True)[:limit], what="application")


@transaction.atomic
def _put_on_waiting_list(pk: int, *, at: datetime) -> bool:
    rows = Application.objects.select_for_update(skip_locked=True, of=("self",))
    found = rows.filter(pk=pk, state=State.SUBMITTED, has_place=False).first()
    if found is None:  # another worker has it, or has been here
        return False
    application = fresh(found)
    require_lawful(application, "wait", at=at)
    moved = move_application(application, "wait")
    place, decider = place_in_line(moved), _decider(moved.intake)
    end_clock(moved, by=decider, at=at)
    record("application.waiting", moved, by=decider, at=at, agency=moved.agency, after={"rank": place})
    write_letter(application=moved, kind=LetterKind.WAITING, text=waiting_words(moved, place=place), by=decider, at=at)
    return True


def _decider(intake: Intake) -> Authority:
    """Whoever confirmed the allocation decided for all of them."""
    if intake.confirmed_by is None:
        raise NotAllocated
    return Authority(intake.confirmed_by)

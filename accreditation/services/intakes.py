"""Windows for applications: prepared, announced, opened and closed by the sweep, cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accreditation.allocation import PoolsExceedPlaces
from accreditation.models import Application, Intake, Pool, Rules
from accreditation.notices import tell_intake_announced, tell_intake_cancelled
from accreditation.procedure import TEMPORARY, WINDOW
from accreditation.services.erasing import erase_scans
from accreditation.services.moving import move_application
from accreditation.services.proceedings import end_proceeding
from accreditation.states import INTAKE_LIFECYCLE, OPEN, Function, IntakeState, Kind
from agencies.access import Authority, require
from agencies.states import Permission
from audit.services import record
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.services import shift_duty, void_duty
from kernel.sweeping import each_apart


class IntakeMoved(Exception):
    """Somebody was faster: the intake is no longer in the state that was seen."""


class NoRules(Exception):
    """An agency accredits by its own rules (MM 28(1)): they come first."""


class OpensInThePast(Exception):
    """An announcement is of what is to come."""


class EventTooSoon(Exception):
    """No working day is left between the end of the intake and the event, so nobody could be accredited in time."""


class PlacesNeedAnEvent(Exception):
    """A permanent accreditation is decided before its window closes (T27, T28): nobody could be compared."""


@dataclass(frozen=True)
class Places:
    """A pool: `names` by language."""

    names: Mapping[str, str]
    places: int
    functions: Sequence[Function]


def closing_of(intake: Intake) -> datetime:
    """A permanent intake closes with its last working day (T27); a temporary one when deciding in time ends (T29)."""
    agency, calendar = intake.agency, calendar_of(intake.agency)
    if intake.kind == Kind.PERMANENT or intake.event_from_at is None:
        term = TERMS.on(WINDOW, agency.local(intake.opens_at).date())
        return reckon_term(agency.zone, calendar, term, intake.opens_at).due_at
    term = TERMS.on(TEMPORARY, agency.local(intake.opens_at).date())
    last = reckon_term(agency.zone, calendar, term, intake.event_from_at).due_at
    wished = intake.closes_at or last
    return min(wished, last - timedelta(days=1))


@transaction.atomic
def save_intake(*, intake: Intake, pools: Sequence[Places] = (), by: User, at: datetime) -> Intake:
    """Prepare an intake, or change one that is not announced yet. The pools replace those there were.

    PlacesNeedAnEvent. PoolsExceedPlaces: pools are a part of the places of the intake, so an intake without a number
    has none.
    """
    authority = require(by, Permission.RUN_INTAKES, intake.agency, at=at)
    if intake.pk and not Intake.objects.select_for_update().filter(pk=intake.pk, state=IntakeState.DRAFT).exists():
        raise IntakeMoved(intake.name)
    if intake.places and intake.kind == Kind.PERMANENT:
        raise PlacesNeedAnEvent
    if sum(pool.places for pool in pools) > (intake.places or 0):
        raise PoolsExceedPlaces
    if not intake.pk:
        intake.created_by = by
    intake.save()
    intake.pools.all().delete()
    for number, pool in enumerate(pools, start=1):
        names = {f"name_{language}": name for language, name in pool.names.items()}
        Pool.objects.create(intake=intake, number=number, places=pool.places, functions=pool.functions, **names)
    record("intake.saved", intake, by=authority, at=at, agency=intake.agency)
    return intake


@transaction.atomic
def announce_intake(*, intake: Intake, by: User, at: datetime) -> Intake:
    """Make it public in Kazakh and Russian and tell the subscribers; what was announced never changes."""
    authority = require(by, Permission.RUN_INTAKES, intake.agency, at=at)
    rules = rules_in_force(intake, at=at)
    if agency_day(intake, at) > agency_day(intake, intake.opens_at):
        raise OpensInThePast
    closes_at = closing_of(intake)
    if closes_at <= max(intake.opens_at, at):
        raise EventTooSoon
    found = _move(intake, "announce", announced_at=at, closes_at=closes_at, rules=rules)
    after = {"closes_on": str(agency_day(found, closes_at))}
    record("intake.announced", found, by=authority, at=at, agency=found.agency, after=after)
    tell_intake_announced(found, at=at)
    return found


def agency_day(intake: Intake, at: datetime) -> Any:
    return intake.agency.local(at).date()


def rules_in_force(intake: Intake, *, at: datetime) -> Rules:
    """The version of the agency's rules for applications that come then; NoRules where it has none."""
    on = agency_day(intake, max(at, intake.opens_at))
    rules = Rules.objects.filter(agency=intake.agency, in_force_from__lte=on).order_by("-version").first()
    if rules is None:
        raise NoRules(intake.agency.slug)
    return rules


@transaction.atomic
def cancel_intake(*, intake: Intake, reason: str, by: User, at: datetime) -> Intake:
    """Take it back, with a reason that applicants and subscribers read. What was applied for and not decided ends."""
    authority = require(by, Permission.RUN_INTAKES, intake.agency, at=at)
    was_public = intake.state != IntakeState.DRAFT
    found = _move(intake, "cancel", cancelled_at=at, reason=reason)
    record("intake.cancelled", found, by=authority, at=at, agency=found.agency, note=reason)
    if was_public:
        tell_intake_cancelled(found, at=at)
        for application in Application.objects.filter(intake=found, state__in=OPEN).order_by("pk"):
            _end_application(application, reason, authority, at)
    return found


@transaction.atomic
def move_intake_event(
    *, intake: Intake, event_from_at: datetime, event_until_at: datetime, by: User, at: datetime
) -> Intake:
    """The event takes place at another time: so do the decisions that must be taken before it (T29)."""
    authority = require(by, Permission.RUN_INTAKES, intake.agency, at=at)
    Intake.objects.filter(pk=intake.pk).update(event_from_at=event_from_at, event_until_at=event_until_at)
    found = Intake.objects.select_related("agency").get(pk=intake.pk)
    for application in Application.objects.filter(intake=found, state__in=OPEN).order_by("pk"):
        if duty := application.running_clock:
            reason = str(_("The event was moved to another time."))
            shift_duty(duty=duty, start_at=event_from_at, reason=reason, by=authority, at=at)
    times = {"event_from_at": event_from_at.isoformat()}
    record("intake.event_moved", found, by=authority, at=at, agency=found.agency, after=times)
    return found


def _end_application(application: Application, reason: str, authority: Authority, at: datetime) -> None:
    """Nothing is owed any more, and nobody is late with it."""
    ended = move_application(application, "cancel", rank=None)
    ended.completions.filter(completed_at=None).update(completed_at=at)
    if duty := ended.running_clock:
        void_duty(duty=duty, reason=reason, by=authority, at=at)
    end_proceeding(ended, by=authority, at=at)
    erase_scans(ended, by=authority, at=at)
    record("application.cancelled", ended, by=authority, at=at, agency=ended.agency, note=reason)


def open_intakes_due(*, at: datetime, limit: int) -> int:
    """Open what has come to its moment. Applications are taken by that moment, whether or not this has run."""
    keys = Intake.objects.to_open(at=at).order_by("opens_at").values_list("pk", flat=True)[:limit]
    turn = partial(_turn, move="open", field="opened_at", action="intake.opened", at=at)
    return each_apart(turn, keys, what="intake")


def close_intakes_due(*, at: datetime, limit: int) -> int:
    keys = Intake.objects.to_close(at=at).order_by("closes_at").values_list("pk", flat=True)[:limit]
    turn = partial(_turn, move="close", field="closed_at", action="intake.closed", at=at)
    return each_apart(turn, keys, what="intake")


@transaction.atomic
def _turn(pk: int, *, move: str, field: str, action: str, at: datetime) -> bool:
    found = Intake.objects.select_for_update(skip_locked=True, of=("self",)).select_related("agency").filter(pk=pk)
    intake = found.first()
    if intake is None or not INTAKE_LIFECYCLE.allows(move, IntakeState(intake.state)):
        return False
    turned = _move(intake, move, **{field: at})
    record(action, turned, by=None, at=at, agency=turned.agency)
    return True


def _move(intake: Intake, move: str, **fields: Any) -> Intake:
    before = IntakeState(intake.state)
    after = INTAKE_LIFECYCLE.target(move, before)
    if not Intake.objects.filter(pk=intake.pk, state=before).update(state=after, **fields):
        raise IntakeMoved(intake.name)
    return Intake.objects.select_related("agency__parent", "rules").get(pk=intake.pk)

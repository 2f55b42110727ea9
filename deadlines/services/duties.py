"""A duty from its beginning to its end."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from agencies.models import Agency, Unit
from audit.services import record
from deadlines.law import TERMS
from deadlines.models import Duty
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.registry import DutyKind
from deadlines.services.running import By, end_suspension, hold_calendar, let_run, lock_running, plan_next_step, user_of
from deadlines.states import DUTY_LIFECYCLE, DutyState
from kernel.workdays import Calendar, end_of


class DayIsPast(Exception):
    """Nobody can promise a day that is over."""


@transaction.atomic
def open_duty(
    *,
    agency: Agency,
    kind: DutyKind,
    reference: str,
    term: str,
    start_at: datetime,
    by: By,
    at: datetime,
    responsible: User | None = None,
    unit: Unit | None = None,
) -> Duty:
    """Begin the clock of a legal term, by the law in force on the day it starts."""
    hold_calendar()
    law = TERMS.on(term, agency.local(start_at).date())
    calendar = calendar_of(agency)
    reckoning = reckon_term(agency.zone, calendar, law, start_at)
    duty = Duty(agency=agency, kind=kind.code, reference=reference, responsible=responsible, unit=unit)
    duty.term, duty.term_from, duty.start_at = term, law.in_force_from, start_at
    duty.due_on, duty.due_at = reckoning.due_on, reckoning.due_at
    return _open(duty, calendar, by, at)


@transaction.atomic
def open_promise(
    *,
    agency: Agency,
    kind: DutyKind,
    reference: str,
    due_on: date,
    by: By,
    at: datetime,
    responsible: User | None = None,
    unit: Unit | None = None,
) -> Duty:
    """Begin the clock of a date that a person set; it runs out with that day. DayIsPast for a day that is over."""
    if due_on < agency.local(at).date():
        raise DayIsPast(due_on)
    duty = Duty(agency=agency, kind=kind.code, reference=reference, responsible=responsible, unit=unit, start_at=at)
    duty.due_on, duty.due_at = due_on, end_of(due_on, agency.zone)
    return _open(duty, calendar_of(agency), by, at)


def _open(duty: Duty, calendar: Calendar, by: By, at: datetime) -> Duty:
    duty.opened_at = at
    plan_next_step(duty, calendar, at)
    duty.save()
    after = {"kind": duty.kind, "due_on": str(duty.due_on)}
    record("duty.opened", duty, by=by, at=at, agency=duty.agency, after=after)
    return duty


@transaction.atomic
def assign_duty(*, duty: Duty, responsible: User, by: By, at: datetime) -> None:
    """Make somebody answer for a running duty; the coming reminders go to them."""
    found = lock_running(duty)
    before = found.responsible.email if found.responsible else None
    found.responsible = responsible
    found.save(update_fields=["responsible"])
    old, new = {"responsible": before}, {"responsible": responsible.email}
    record("duty.assigned", found, by=by, at=at, agency=found.agency, before=old, after=new)


@transaction.atomic
def discharge_duty(*, duty: Duty, note: str = "", by: By, at: datetime) -> Duty:
    """What was promised is done: the duty ends as met, or as missed when its last moment has passed.

    A paused one runs on first: what was in time when the clock stopped is in time now.
    """
    found = lock_running(duty)
    if found.state == DutyState.PAUSED:
        let_run(found, reason="", by=by, at=at)
    return _end(found, "meet" if at <= found.due_at else "miss", note, by, at)


@transaction.atomic
def waive_duty(*, duty: Duty, reason: str, by: By, at: datetime) -> Duty:
    """The person to whom it was owed gave it up."""
    return _end(lock_running(duty), "waive", reason, by, at)


@transaction.atomic
def void_duty(*, duty: Duty, reason: str, by: By, at: datetime) -> Duty:
    """It should never have run: wrong regime, a duplicate."""
    return _end(lock_running(duty), "void", reason, by, at)


def _end(duty: Duty, move: str, reason: str, by: By, at: datetime) -> Duty:
    before = {"state": duty.state}
    duty.state = DUTY_LIFECYCLE.target(move, DutyState(duty.state))
    duty.ended_at, duty.ended_by, duty.reason, duty.next_step_at = at, user_of(by), reason, None
    duty.save()
    end_suspension(duty, at)
    action, after = f"duty.{duty.state.lower()}", {"state": duty.state}
    record(action, duty, by=by, at=at, agency=duty.agency, before=before, after=after, note=reason)
    return duty

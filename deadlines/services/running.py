"""What every move of a running duty shares: the lock, the plan of its steps, and the one way a due date moves."""

from datetime import datetime

from django.db import connection

from accounts.models import User
from agencies.access import Authority
from audit.services import record
from deadlines.ladders import Office, ladder_of, next_step_at
from deadlines.models import DueDateChange, Duty
from deadlines.models.duty import DutyQuerySet
from deadlines.reckoning import calendar_of, reckon_duty
from deadlines.states import DUTY_LIFECYCLE, Cause, DutyState
from kernel.workdays import Calendar

By = User | Authority | None


class DutyEnded(Exception):
    """Somebody was faster: the duty no longer runs."""


def user_of(by: By) -> User | None:
    return by.user if isinstance(by, Authority) else by


def hold_calendar(*, to_change_it: bool = False) -> None:
    """Until the transaction ends the calendar stays as it is read, or (`to_change_it`) nobody reckons by it.

    Otherwise a duty opened while a holiday is being entered would keep the date of the day before. Taken before
    any row, so that nobody waits in a circle.
    """
    lock = "pg_advisory_xact_lock" if to_change_it else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtext('deadlines_calendarday'))")


def lock_running(duty: Duty) -> Duty:
    """The row, locked and fresh; DutyEnded when it no longer runs. Call inside a transaction."""
    hold_calendar()
    found = Duty.objects.select_for_update(of=("self",)).select_related("agency").running().filter(pk=duty.pk).first()
    if found is None:
        raise DutyEnded(duty.reference)
    return found


def plan_next_step(duty: Duty, calendar: Calendar, at: datetime) -> None:
    """Set, not save, the moment of the next step after `at`; a clock that stands still has none."""
    is_open = duty.state == DutyState.OPEN
    duty.next_step_at = next_step_at(duty, ladder_of(duty), calendar, at) if is_open else None


def plan_anew(duties: DutyQuerySet, *, at: datetime) -> None:
    """Plan the coming steps of open duties again, because days or ladders have changed. What is due stays due."""
    office = Office()
    coming = duties.filter(state=DutyState.OPEN).exclude(next_step_at__lte=at)
    for duty in coming.select_for_update(of=("self",)).select_related("agency").order_by("pk"):
        following = next_step_at(duty, office.ladder(duty), office.calendar(duty), at)
        if following != duty.next_step_at:
            Duty.objects.filter(pk=duty.pk).update(next_step_at=following)


def move_due_date(
    duty: Duty, calendar: Calendar, *, cause: Cause, reason: str, by: By, at: datetime
) -> DueDateChange | None:
    """Reckon the date of a locked duty anew. Where it moves: write why, plan the steps for it, record; else None."""
    to = reckon_duty(duty, calendar, duty.suspensions.all())
    if to.due_at == duty.due_at:
        return None
    dates = {"old_due_on": duty.due_on, "new_due_on": to.due_on}
    change = DueDateChange.objects.create(duty=duty, **dates, cause=cause, reason=reason, at=at, by=user_of(by))
    duty.due_on, duty.due_at = to.due_on, to.due_at
    plan_next_step(duty, calendar, at)
    duty.save()
    before, after = {"due_on": str(change.old_due_on)}, {"due_on": str(change.new_due_on), "cause": cause}
    record("duty.moved", duty, by=by, at=at, agency=duty.agency, before=before, after=after, note=reason)
    return change


def let_run(duty: Duty, *, reason: str, by: By, at: datetime) -> DueDateChange | None:
    """End the pause of a locked duty; the days it stood still are added. None where that moves no date."""
    before = {"state": duty.state}
    duty.state = DUTY_LIFECYCLE.target("resume", DutyState(duty.state))
    end_suspension(duty, at)
    calendar = calendar_of(duty.agency)
    plan_next_step(duty, calendar, at)
    duty.save()
    after = {"state": duty.state}
    record("duty.resumed", duty, by=by, at=at, agency=duty.agency, before=before, after=after, note=reason)
    return move_due_date(duty, calendar, cause=Cause.SUSPENSION, reason=reason, by=by, at=at)


def end_suspension(duty: Duty, at: datetime) -> None:
    duty.suspensions.filter(until_on=None).update(until_on=duty.agency.local(at).date())

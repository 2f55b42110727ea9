"""How a due date moves: extension, suspension. The calendar moves them too, in `calendar`."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from agencies.access import holders
from audit.services import record
from deadlines.models import Duty, Suspension
from deadlines.notices import tell_of_move
from deadlines.reckoning import calendar_of, term_of
from deadlines.services.running import By, let_run, lock_running, move_due_date, user_of
from deadlines.states import DUTY_LIFECYCLE, Cause, DutyState
from deadlines.terms import Extension
from kernel.workdays import Unit


class NotExtendable(Exception):
    """The law knows no extension of this term, or not so long a one."""


class NotEntitled(PermissionDenied):
    """The law leaves the extension to somebody else."""


class AlreadyExtended(Exception):
    """The law allows one extension."""


class NotPausable(Exception):
    """Only a legal term of days or months can stand still."""


class TermExpired(Exception):
    """The last day is over: neither an extension nor a pause gives a missed term new days."""


@transaction.atomic
def extend_duty(*, duty: Duty, amount: int, reason: str, by: By, at: datetime) -> Duty:
    """Extend once, before the last moment, by at most what the law allows, in the law's own unit."""
    found = lock_running(duty)
    extension = _extension_of(found, amount)
    require_entitled(duty=found, by=by, at=at)
    if found.extended_on is not None:
        raise AlreadyExtended(found.reference)
    found.state = DUTY_LIFECYCLE.target("extend", DutyState(found.state))
    _refuse_expired(found, at)
    found.extended_on, found.extended_for = found.agency.local(at).date(), amount
    found.extended_unit = extension.unit
    calendar = calendar_of(found.agency)
    change = move_due_date(found, calendar, cause=Cause.EXTENSION, reason=reason, by=by, at=at)
    if change is None or change.new_due_on <= change.old_due_on:  # counted from the decision it may end earlier
        raise NotExtendable(found.reference)
    tell_of_move(found, change, calendar)
    return found


def _extension_of(duty: Duty, amount: int) -> Extension:
    term = term_of(duty)
    if term is None or term.extension is None or not 0 < amount <= term.extension.amount:
        raise NotExtendable(duty.reference)
    return term.extension


def require_entitled(*, duty: Duty, by: By, at: datetime) -> None:
    """NotEntitled unless `by` holds a role that the law lets decide on an extension, or stands in for who does."""
    if user_of(by) not in deciders(duty, at=at):
        raise NotEntitled(duty.reference)


def deciders(duty: Duty, *, at: datetime) -> list[User]:
    """Who may decide on an extension of this duty now; nobody where the law knows none."""
    term = term_of(duty)
    roles = sorted(term.extension.by) if term and term.extension else []
    return [authority.user for role in roles for authority in holders(duty.agency, role, at=at)]


@transaction.atomic
def suspend_duty(*, duty: Duty, reason: str, by: By, at: datetime) -> Duty:
    """Stop the clock, where the law lets it, from the day of the pause on."""
    found = lock_running(duty)
    term = term_of(found)
    if term is None or term.unit is Unit.HOURS:
        raise NotPausable(found.reference)
    before = {"state": found.state}
    found.state = DUTY_LIFECYCLE.target("suspend", DutyState(found.state))
    _refuse_expired(found, at)
    found.next_step_at = None
    found.save()
    Suspension.objects.create(duty=found, from_on=found.agency.local(at).date(), reason=reason, by=user_of(by))
    after = {"state": found.state}
    record("duty.paused", found, by=by, at=at, agency=found.agency, before=before, after=after, note=reason)
    return found


@transaction.atomic
def resume_duty(*, duty: Duty, reason: str, by: By, at: datetime) -> Duty:
    """Let the clock run on; the days it stood still are added."""
    found = lock_running(duty)
    change = let_run(found, reason=reason, by=by, at=at)
    if change:
        tell_of_move(found, change, calendar_of(found.agency))
    return found


@transaction.atomic
def shift_duty(*, duty: Duty, start_at: datetime, reason: str, by: By, at: datetime) -> Duty:
    """What the term is counted from has moved, such as the event it must end before."""
    found = lock_running(duty)
    found.start_at = start_at
    found.save(update_fields=["start_at"])
    calendar = calendar_of(found.agency)
    if change := move_due_date(found, calendar, cause=Cause.EVENT, reason=reason, by=by, at=at):
        tell_of_move(found, change, calendar)
    return found


def _refuse_expired(duty: Duty, at: datetime) -> None:
    if at > duty.due_at:
        raise TermExpired(duty.reference)

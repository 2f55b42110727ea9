"""Changing the working calendar: first what would move, then the change, the moves and the telling, in one go."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from agencies.access import NotPermitted, can, can_anywhere
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from deadlines.models import CalendarDay, Duty
from deadlines.models.duty import DutyQuerySet
from deadlines.notices import tell_of_move
from deadlines.reckoning import build_calendar, reckon_duty
from deadlines.services.running import DutyEnded, hold_calendar, lock_running, move_due_date, plan_anew
from deadlines.states import Cause, DayKind
from kernel.workdays import DAY, Calendar


@dataclass(frozen=True)
class DayChange:
    """One day as it shall be; `kind` None makes it an ordinary day again."""

    on: date
    kind: DayKind | None
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    act: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True)
class MovingDuty:
    duty: Duty
    new_due_on: date


def can_change_calendar(user: User, agency: Agency | None, *, at: datetime) -> bool:
    """The country's days: who keeps the installation. An agency's own: who keeps the agency."""
    if agency is None:
        return can_anywhere(user, Permission.EDIT_COUNTRY_CALENDAR, at=at)
    return can(user, Permission.EDIT_AGENCY, agency, at=at)


def preview_calendar_change(changes: Sequence[DayChange], *, agency: Agency | None) -> list[MovingDuty]:
    """The running duties whose due date the change would move; nothing is written."""
    rows = _rows_after(changes, agency)
    return [
        MovingDuty(duty, reckoning.due_on)
        for duty in _touched(changes, agency).iterator(chunk_size=500)
        if (reckoning := reckon_duty(duty, _calendar(rows, duty.agency_id), duty.suspensions.all())).due_on
        != duty.due_on
    ]


def change_calendar(
    changes: Sequence[DayChange], *, agency: Agency | None, reason: str, by: User, at: datetime
) -> list[MovingDuty]:
    """Write the days, move every running duty they touch, and record each. NotPermitted where `by` may not."""
    if not can_change_calendar(by, agency, at=at):
        raise NotPermitted(Permission.EDIT_COUNTRY_CALENDAR if agency is None else Permission.EDIT_AGENCY)
    return set_days(changes, agency=agency, reason=reason, by=by, at=at)


@transaction.atomic
def set_days(
    changes: Sequence[DayChange], *, agency: Agency | None, reason: str, by: User | None, at: datetime
) -> list[MovingDuty]:
    """The change itself, whoever makes it; pages call `change_calendar`."""
    hold_calendar(to_change_it=True)
    for change in changes:
        _write(change, agency, by, at)
    moved = list(_move_touched(changes, agency, reason, by, at))
    plan_anew(_stepping_over(changes, agency), at=at)
    return moved


def _move_touched(
    changes: Sequence[DayChange], agency: Agency | None, reason: str, by: User | None, at: datetime
) -> Iterator[MovingDuty]:
    rows = list(CalendarDay.objects.all())
    for seen in _touched(changes, agency).order_by("pk").iterator(chunk_size=500):
        with suppress(DutyEnded):
            duty = lock_running(seen)
            calendar = _calendar(rows, duty.agency_id)
            change = move_due_date(duty, calendar, cause=Cause.CALENDAR, reason=reason, by=by, at=at)
            if change:
                tell_of_move(duty, change, calendar)
                yield MovingDuty(duty, change.new_due_on)


def _touched(changes: Sequence[DayChange], agency: Agency | None) -> DutyQuerySet:
    """Running duties of a legal term that has a changed day inside it, forwards or backwards from its start."""
    inside = Q(pk__in=())
    for change in changes:
        inside |= Q(start_at__date__lte=change.on, due_on__gte=change.on)
        inside |= Q(due_on__lte=change.on, start_at__date__gte=change.on, due_on__lt=F("start_at__date"))
    found = Duty.objects.running().filter(inside, *_of(agency)).exclude(term="")
    return found.select_related("agency", "responsible").prefetch_related("suspensions").order_by("due_at", "pk")


def _stepping_over(changes: Sequence[DayChange], agency: Agency | None) -> DutyQuerySet:
    """Duties with a changed day between their due day and their next step, a day more for the zones."""
    between = Q(pk__in=())
    for change in changes:
        begins = datetime.combine(change.on, time(), tzinfo=UTC)
        between |= Q(due_on__lte=change.on, next_step_at__gte=begins - DAY)
        between |= Q(due_on__gte=change.on, next_step_at__lt=begins + 2 * DAY)
    return Duty.objects.filter(between, *_of(agency))


def _of(agency: Agency | None) -> list[Q]:
    return [Q(agency=agency)] if agency else []


def _rows_after(changes: Sequence[DayChange], agency: Agency | None) -> list[CalendarDay]:
    changed = {change.on for change in changes}
    kept = [
        row
        for row in CalendarDay.objects.all()
        if not (row.on in changed and row.agency_id == (agency.pk if agency else None))
    ]
    return kept + [_row(change, agency) for change in changes if change.kind]


def _calendar(rows: list[CalendarDay], agency_id: int) -> Calendar:
    return build_calendar(row for row in rows if row.agency_id in (None, agency_id))


def _row(change: DayChange, agency: Agency | None) -> CalendarDay:
    return CalendarDay(agency=agency, **{name: getattr(change, name) for name in _FIELDS})


_FIELDS = ("on", "kind", "name_kk", "name_ru", "name_en", "act", "is_confirmed")


def _write(change: DayChange, agency: Agency | None, by: User | None, at: datetime) -> None:
    before = CalendarDay.objects.filter(agency=agency, on=change.on).first()
    old = {"kind": before.kind, "act": before.act} if before else {}
    if before and change.kind is None:
        record("calendar.day_removed", before, by=by, at=at, agency=agency, before=old)
        before.delete()
    elif change.kind:
        row = _row(change, agency)
        row.pk = before.pk if before else None
        row.save()
        record(
            "calendar.day_set",
            row,
            by=by,
            at=at,
            agency=agency,
            before=old,
            after={"kind": change.kind, "act": change.act, "on": str(change.on)},
        )

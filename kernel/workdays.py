"""Counting the days of the law.

A term runs from the day after the event (CC 173; APPC 76(2)). It may be done until 24:00 of its last day (CC 176).
A last day that is not a working day moves to the next working day (CC 175; APPC 76(5)), whatever the unit.
Months end on the same date of the last month, or on its last day (CC 174).
"""

import calendar as months
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

SATURDAY = 5
DAY = timedelta(days=1)
LAST_MOMENT = time.max  # the database keeps microseconds, so "until 24:00" is exact
LONGEST_CLOSURE = 366  # days; a calendar closed for longer is a mistake, not a holiday


class Unit(StrEnum):
    HOURS = "HOURS"
    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    MONTHS = "MONTHS"


class Direction(StrEnum):
    AFTER = "AFTER"  # the last day on which it is still in time
    BEFORE = "BEFORE"  # at least so many days ahead of an event


class DayRole(StrEnum):
    START = "START"
    COUNTED = "COUNTED"
    WEEKEND = "WEEKEND"
    CLOSED = "CLOSED"
    ROLLED = "ROLLED"  # the working day to which an end on a closed day moves
    PAUSED = "PAUSED"  # the clock stood still


@dataclass(frozen=True)
class Mark:
    """What makes a date unlike its weekday: closed, or a working weekend; and by which act."""

    works: bool
    kk: str
    ru: str
    en: str
    act: str = ""

    def name(self, language: str) -> str:
        return {"kk": self.kk, "ru": self.ru}.get(language, self.en)


@dataclass(frozen=True)
class Day:
    """One day of an explanation. `number` counts the days of the term, from 1."""

    on: date
    role: DayRole
    number: int | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Term:
    """A due day together with every day that led to it."""

    start_on: date
    due_on: date
    days: tuple[Day, ...]


class NoWorkingDay(Exception):
    """The calendar is closed for longer than a year: nothing can fall due."""


class Calendar:
    """Saturdays and Sundays are closed (LC 84) unless a mark says otherwise."""

    def __init__(self, marks: Mapping[date, Mark]) -> None:
        self._marks = dict(marks)

    def mark(self, on: date) -> Mark | None:
        return self._marks.get(on)

    def works(self, on: date) -> bool:
        mark = self._marks.get(on)
        return mark.works if mark else on.weekday() < SATURDAY

    def next_working_day(self, on: date) -> date:
        """`on` itself when it works."""
        return self._first_working(on, DAY)

    def previous_working_day(self, on: date) -> date:
        """`on` itself when it works."""
        return self._first_working(on, -DAY)

    def add_working_days(self, start_on: date, amount: int) -> date:
        """The `amount`-th working day after `start_on` (before it when negative)."""
        step = DAY if amount > 0 else -DAY
        on = start_on
        for _ in range(abs(amount)):
            on = self._first_working(on + step, step)
        return on

    def _first_working(self, on: date, step: timedelta) -> date:
        for distance in range(LONGEST_CLOSURE):
            candidate = on + step * distance
            if self.works(candidate):
                return candidate
        raise NoWorkingDay(on)


def count(
    calendar: Calendar, start_on: date, amount: int, unit: Unit, *, rolls: bool = True, paused: Collection[date] = ()
) -> Term:
    """The term of `amount` days or months that an event on `start_on` begins.

    `paused` days are not counted, and no term ends on one. `rolls` False is for spans of validity, which end on a
    closed day too.
    """
    if unit is Unit.MONTHS:
        amount = (add_months(start_on, amount) - start_on).days

    def counts(on: date) -> bool:
        return on not in paused and (unit is not Unit.WORKING_DAYS or calendar.works(on))

    nominal = _last_counted(start_on, amount, counts)
    due_on = calendar.next_working_day(nominal) if rolls else nominal
    while due_on in paused:
        due_on = calendar.next_working_day(due_on + DAY)
    days = _explain(calendar, start_on, due_on, lambda on: on <= nominal and counts(on), paused)
    return Term(start_on, due_on, tuple(days))


def _last_counted(start_on: date, amount: int, counts: Callable[[date], bool]) -> date:
    on, number, idle = start_on, 0, 0
    while number < amount:
        on += DAY
        number, idle = (number + 1, 0) if counts(on) else (number, idle + 1)
        if idle > LONGEST_CLOSURE:
            raise NoWorkingDay(on)
    return on


def count_back(calendar: Calendar, event_on: date, working_days: int) -> Term:
    """The last day that leaves at least `working_days` working days before the day of the event."""
    due_on = calendar.add_working_days(event_on, -working_days)
    days = list(_explain(calendar, due_on - DAY, event_on - DAY, calendar.works))[1:]
    return Term(event_on, due_on, (*days, Day(event_on, DayRole.START, None, calendar.mark(event_on))))


def add_months(on: date, amount: int) -> date:
    """The same date of the month, or its last day (CC 174)."""
    year, month = divmod(on.year * 12 + on.month - 1 + amount, 12)
    return date(year, month + 1, min(on.day, months.monthrange(year, month + 1)[1]))


def _explain(
    calendar: Calendar, start_on: date, due_on: date, counts: Callable[[date], bool], paused: Collection[date] = ()
) -> Iterator[Day]:
    yield Day(start_on, DayRole.START, None, calendar.mark(start_on))
    number = 0
    on = start_on + DAY
    while on <= due_on:
        counted = counts(on)
        number += counted
        role = DayRole.PAUSED if on in paused else _role(calendar, on, counted)
        yield Day(on, role, number if counted else None, calendar.mark(on))
        on += DAY


def _role(calendar: Calendar, on: date, counted: bool) -> DayRole:
    if counted:
        return DayRole.COUNTED
    if calendar.works(on):
        return DayRole.ROLLED
    return DayRole.CLOSED if calendar.mark(on) else DayRole.WEEKEND


def end_of(on: date, zone: tzinfo) -> datetime:
    """The last moment of the local day: an act done then is in time (CC 176)."""
    return datetime.combine(on, LAST_MOMENT, tzinfo=zone)


@dataclass(frozen=True)
class WorkingHours:
    """Local times of a working day; the lunch break is closed too."""

    opens: time
    closes: time
    lunch_from: time
    lunch_until: time

    def open_at(self, at: time) -> bool:
        return self.opens <= at < self.closes and not self.lunch_from <= at < self.lunch_until


def next_open_moment(calendar: Calendar, hours: WorkingHours, at: datetime) -> datetime:
    """`at` when the office is open, else the next moment at which it is. `at` is in the office's zone."""
    if calendar.works(at.date()):
        if hours.open_at(at.time()):
            return at
        if at.time() < hours.opens:
            return datetime.combine(at.date(), hours.opens, tzinfo=at.tzinfo)
        if at.time() < hours.lunch_until:
            return datetime.combine(at.date(), hours.lunch_until, tzinfo=at.tzinfo)
    on = calendar.next_working_day(at.date() + DAY)
    return datetime.combine(on, hours.opens, tzinfo=at.tzinfo)


def registration_day(calendar: Calendar, hours: WorkingHours, received_at: datetime) -> date:
    """The day itself until closing time, else the next working day (APPC 64(3)). `received_at` is local."""
    on = received_at.date()
    if calendar.works(on) and received_at.time() < hours.closes:
        return on
    return calendar.next_working_day(on + DAY)


def working_days_between(calendar: Calendar, earlier: date, later: date) -> int:
    """Working days after `earlier` up to and with `later`; negative when `later` comes first."""
    if later < earlier:
        return -working_days_between(calendar, later, earlier)
    return sum(calendar.works(earlier + DAY * distance) for distance in range(1, (later - earlier).days + 1))

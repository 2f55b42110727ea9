"""Events day by day: the weeks of a month, or one week, with what makes a day unlike its weekday."""

from calendar import Calendar as MonthGrid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from briefings.models import Event
from briefings.models.events import EventQuerySet
from deadlines.year import FIRST_YEAR, LAST_YEAR
from kernel.workdays import DAY, Calendar, Mark

SHOWN = 1_000  # events of a month; more is no calendar any more
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DayView:
    """`is_inside`: of the month that is looked at. `mark` names a day off, or a working weekend."""

    on: date
    is_inside: bool
    is_today: bool
    works: bool
    mark: Mark | None
    events: Sequence[Event]


@dataclass(frozen=True)
class Span:
    """Weeks from Monday to Sunday. `before`, `after`: a day of the span next to it, None where the calendar ends."""

    first: date
    weeks: Sequence[Sequence[DayView]]
    before: date | None
    after: date | None

    @property
    def weekdays(self) -> list[date]:
        """For the heads of the columns."""
        return [day.on for day in self.weeks[0]]

    @property
    def days(self) -> list[DayView]:
        return [day for week in self.weeks for day in week if day.is_inside]

    @property
    def number(self) -> int:
        return sum(len(day.events) for day in self.days)


def month_view(first: date, events: EventQuerySet, calendar: Calendar, *, today: date, zone: tzinfo) -> Span:
    days = [on for week in MonthGrid().monthdatescalendar(first.year, first.month) for on in week]
    after = (first + timedelta(days=31)).replace(day=1)
    shown = _views(days, (first, after - DAY), events, calendar, today, zone)
    return Span(first, shown, _known((first - DAY).replace(day=1)), _known(after))


def week_view(first: date, events: EventQuerySet, calendar: Calendar, *, today: date, zone: tzinfo) -> Span:
    days = [first + DAY * number for number in range(7)]
    shown = _views(days, (days[0], days[-1]), events, calendar, today, zone)
    return Span(first, shown, _known(first - WEEK), _known(first + WEEK))


def _known(on: date) -> date | None:
    return on if FIRST_YEAR <= on.year <= LAST_YEAR else None


def _views(
    days: Sequence[date],
    inside: tuple[date, date],
    events: EventQuerySet,
    calendar: Calendar,
    today: date,
    zone: tzinfo,
) -> list[list[DayView]]:
    # A day wider on both sides: what is Monday morning in one zone is Sunday night in another.
    since = datetime.combine(days[0] - DAY, datetime.min.time(), tzinfo=zone)
    until = datetime.combine(days[-1] + 2 * DAY, datetime.min.time(), tzinfo=zone)
    found = by_day(events.between(since, until).order_by("starts_at", "pk")[:SHOWN])
    first, last = inside
    cells = [
        DayView(on, first <= on <= last, on == today, calendar.works(on), calendar.mark(on), found.get(on, []))
        for on in days
    ]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def by_day(events: Iterable[Event]) -> dict[date, list[Event]]:
    """By each day, in the zone of its agency, on which an event takes place."""
    found: dict[date, list[Event]] = defaultdict(list)
    for event in events:
        on = event.agency.local(event.starts_at).date()
        last = event.agency.local(event.ends_at - timedelta.resolution).date()  # what ends at midnight ends that day
        while on <= last:
            found[on].append(event)
            on += DAY
    return found

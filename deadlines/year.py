"""The working calendar as people look at it: a year at a glance, and what a change of it would move."""

from calendar import Calendar as MonthGrid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from agencies.access import day_of
from agencies.models import Agency
from deadlines.models import CalendarDay, Duty
from deadlines.reckoning import build_calendar
from deadlines.services import MovingDuty

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = range(1, 13)


@dataclass(frozen=True)
class DayCell:
    """A day of the grid; `row` makes it unlike its weekday."""

    on: date
    works: bool
    row: CalendarDay | None


@dataclass(frozen=True)
class Month:
    first: date
    weeks: Sequence[Sequence[DayCell | None]]


@dataclass(frozen=True)
class Year:
    """`changed` are the rows that hold, in order: where an agency has its own, the country's is left out."""

    number: int
    months: Sequence[Month]
    changed: Sequence[CalendarDay]
    working_days: int

    @property
    def weekdays(self) -> list[date]:
        """A week from Monday, for the heads of the columns."""
        return MonthGrid().monthdatescalendar(self.number, 1)[0]


def year_of(number: int, agency: Agency | None) -> Year:
    found = CalendarDay.objects.filter(Q(agency=None) | Q(agency=agency), on__year=number).select_related("agency")
    rows = {row.on: row for row in sorted(found, key=lambda row: row.agency_id is not None)}
    calendar = build_calendar(rows.values())
    months = []
    for month in MONTHS:
        weeks = MonthGrid().monthdatescalendar(number, month)
        cells = [
            [DayCell(on, calendar.works(on), rows.get(on)) if on.month == month else None for on in week]
            for week in weeks
        ]
        months.append(Month(date(number, month, 1), cells))
    working = sum(cell.works for month in months for week in month.weeks for cell in week if cell)
    return Year(number, months, [rows[on] for on in sorted(rows)], working)


def coming_year_warning(*, at: datetime) -> str:
    """What is not settled about next year's days off; empty when an act names them all."""
    year = day_of(at).year + 1
    days = CalendarDay.objects.filter(agency=None, on__year=year)
    found = days.aggregate(known=Count("pk"), unconfirmed=Count("pk", filter=Q(is_confirmed=False)))
    if not found["known"]:
        return _("The calendar has no days of %(year)s yet: due dates in that year are guesses.") % {"year": year}
    if not found["unconfirmed"]:
        return ""
    return ngettext(
        "%(n)s day of %(year)s is not confirmed: check it when its act is published.",
        "%(n)s days of %(year)s are not confirmed: check them when their acts are published.",
        found["unconfirmed"],
    ) % {"n": found["unconfirmed"], "year": year}


@dataclass(frozen=True)
class Move:
    """Duties of one agency that go the same way; `references` are those the reader may see."""

    agency: Agency
    old_due_on: date
    new_due_on: date
    number: int
    references: Sequence[str]


def moves_of(moving: Iterable[MovingDuty], reader: User, *, at: datetime) -> list[Move]:
    """The duties a change would move, by agency and dates: a country's change moves too many for a list."""
    together: dict[tuple[str, date, date], list[Duty]] = defaultdict(list)
    for move in moving:
        together[str(move.duty.agency), move.duty.due_on, move.new_due_on].append(move.duty)
    keys = [duty.pk for duties in together.values() for duty in duties]
    seen = set(Duty.objects.visible_to(reader, at=at).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        Move(duties[0].agency, old_due_on, new_due_on, len(duties), [d.reference for d in duties if d.pk in seen])
        for (_name, old_due_on, new_due_on), duties in sorted(together.items())
    ]

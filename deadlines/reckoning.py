"""From rows to dates: the one place where a due date is computed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from django.db.models import Q

from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.models import CalendarDay, Duty, Suspension
from deadlines.states import DayKind
from deadlines.terms import LegalTerm
from kernel.workdays import DAY, Calendar, Mark, Term, Unit, count, end_of


@dataclass(frozen=True)
class Reckoning:
    """A due date and every day that led to it; `extended` counts on from the first term."""

    due_on: date
    due_at: datetime
    term: Term | None = None
    extended: Term | None = None


def calendar_of(agency: Agency | None) -> Calendar:
    """The country's days with the agency's own on top, read fresh: a new holiday counts at once."""
    return build_calendar(CalendarDay.objects.filter(Q(agency=None) | Q(agency=agency)))


def calendars_of(agencies: Iterable[Agency]) -> dict[int, Calendar]:
    """By the agency's primary key; one query, however many there are."""
    keys = {agency.pk for agency in agencies}
    rows = list(CalendarDay.objects.filter(Q(agency=None) | Q(agency__in=keys)))
    return {key: build_calendar(row for row in rows if row.agency_id in (None, key)) for key in keys}


def build_calendar(rows: Iterable[CalendarDay]) -> Calendar:
    ordered = sorted(rows, key=lambda row: row.agency_id is not None)
    return Calendar({row.on: mark_of(row) for row in ordered})


def mark_of(row: CalendarDay) -> Mark:
    return Mark(DayKind(row.kind).works, row.name_kk, row.name_ru, row.name_en or row.name_ru, row.act)


def counted_years() -> frozenset[int]:
    """The years whose days off the country's calendar knows; in any other a due date would be a guess."""
    return frozenset(on.year for on in CalendarDay.objects.filter(agency=None).dates("on", "year"))


def reckon_term(
    zone: tzinfo, calendar: Calendar, term: LegalTerm, start_at: datetime, *, paused: Iterable[date] = ()
) -> Reckoning:
    """The due date of a term that began at a moment; a term of hours ends at a moment, all others with a day."""
    if term.unit is Unit.HOURS:
        elapsed = start_at.astimezone(UTC) + timedelta(hours=term.length)  # hours pass, whatever the wall clock does
        due_at = elapsed.astimezone(zone)
        return Reckoning(due_at.date(), due_at)
    counted = term.count(calendar, start_at.astimezone(zone).date(), paused=paused)
    return Reckoning(counted.due_on, end_of(counted.due_on, zone), counted)


def reckon_extension(
    zone: tzinfo,
    calendar: Calendar,
    base: Reckoning,
    from_on: date,
    amount: int,
    unit: Unit,
    *,
    paused: Iterable[date] = (),
) -> Reckoning:
    extended = count(calendar, from_on, amount, unit, paused=frozenset(paused))
    return Reckoning(extended.due_on, end_of(extended.due_on, zone), base.term, extended)


def reckon_duty(duty: Duty, calendar: Calendar, suspensions: Iterable[Suspension]) -> Reckoning:
    """The due date of a duty from its own rows: start, version of the law, pauses, extension."""
    term = term_of(duty)
    if term is None:
        return Reckoning(duty.due_on, duty.due_at)
    paused = paused_days(suspensions)
    base = reckon_term(duty.agency.zone, calendar, term, duty.start_at, paused=paused)
    if duty.extended_on is None or duty.extended_for is None:
        return base
    from_decision = term.extension is not None and term.extension.from_decision
    from_on = duty.extended_on if from_decision else base.due_on
    unit = Unit(duty.extended_unit)
    return reckon_extension(duty.agency.zone, calendar, base, from_on, duty.extended_for, unit, paused=paused)


def term_of(duty: Duty) -> LegalTerm | None:
    """The version of the law the duty arose under; None where a person set the date."""
    return TERMS.on(duty.term, duty.term_from or duty.agency.local(duty.start_at).date()) if duty.term else None


def paused_days(suspensions: Iterable[Suspension]) -> frozenset[date]:
    """The day of the pause does not count, the day of its end does: whoever pauses in time has that day left."""
    return frozenset(on for row in suspensions if row.until_on for on in _days(row.from_on, row.until_on - DAY))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY

"""Planning the steps of a duty from its ladder: arithmetic, but for the rows of the agency's own rungs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deadlines.models import Duty, LadderRung
from deadlines.reckoning import calendar_of
from deadlines.registry import Rung, kind_of
from deadlines.states import Audience, Offset
from kernel.workdays import DAY, Calendar, next_open_moment


@dataclass(frozen=True)
class PlannedStep:
    """`code` holds the due date: after a lawful extension the ladder is climbed anew for the new date."""

    code: str
    rung: Rung
    at: datetime

    @property
    def loudness(self) -> tuple[bool, int, datetime, bool]:
        """What matters more comes later; of one moment, the letter about this duty before the daily list."""
        audience = Audience.values.index(self.rung.audience)
        return (self.rung.is_critical, audience, self.at, not self.rung.is_daily)


class Office:
    """What many duties share, read once per agency instead of once per duty. Lives no longer than one run."""

    def __init__(self) -> None:
        self._calendars: dict[int, Calendar] = {}
        self._ladders: dict[tuple[int, str], Sequence[Rung]] = {}

    def calendar(self, duty: Duty) -> Calendar:
        if duty.agency_id not in self._calendars:
            self._calendars[duty.agency_id] = calendar_of(duty.agency)
        return self._calendars[duty.agency_id]

    def ladder(self, duty: Duty) -> Sequence[Rung]:
        key = (duty.agency_id, duty.kind)
        if key not in self._ladders:
            self._ladders[key] = ladder_of(duty)
        return self._ladders[key]


def ladder_of(duty: Duty) -> Sequence[Rung]:
    """The agency's own rungs for this kind of duty, else the default ladder."""
    own = [
        Rung(Audience(row.audience), row.amount, Offset(row.offset), row.is_daily, row.is_critical)
        for row in LadderRung.objects.filter(agency=duty.agency_id, kind=duty.kind)
    ]
    return own or kind_of(duty.kind).ladder


def steps_between(
    duty: Duty, ladder: Sequence[Rung], calendar: Calendar, since: datetime, until: datetime
) -> list[PlannedStep]:
    """The steps planned from `since` up to and with `until`, in the order of time."""
    planned = (step for rung in ladder for step in _occurrences(duty, rung, calendar, since, until))
    return sorted((step for step in planned if since <= step.at <= until), key=lambda step: step.at)


def steps_to_tell(steps: Iterable[PlannedStep], today: date) -> list[PlannedStep]:
    """Of the steps taken together, the loudest and those of its very moment, the loudest first.

    After an outage that spares people a flood. A daily list whose day is over is left to the next one.
    """
    loudest_first = sorted(steps, key=lambda step: step.loudness, reverse=True)
    return [
        step
        for step in loudest_first
        if step.at == loudest_first[0].at and (not step.rung.is_daily or step.at.date() == today)
    ]


def next_step_at(duty: Duty, ladder: Sequence[Rung], calendar: Calendar, after: datetime) -> datetime | None:
    """The moment of the first step after `after`; None when the ladder is climbed."""
    moments = (_next_moment(duty, rung, calendar, after) for rung in ladder)
    return min((moment for moment in moments if moment), default=None)


def _occurrences(duty: Duty, rung: Rung, calendar: Calendar, since: datetime, until: datetime) -> Iterator[PlannedStep]:
    first = _first_moment(duty, rung, calendar)
    code = f"{rung.code}@{duty.due_on}"
    yield PlannedStep(code, rung, first)
    if rung.is_daily:
        on = max(duty.agency.local(first).date() + DAY, duty.agency.local(since).date())
        while (opening := _opening(duty, calendar.next_working_day(on))) <= until:
            yield PlannedStep(f"{code}/{opening.date()}", rung, opening)
            on = opening.date() + DAY


def _next_moment(duty: Duty, rung: Rung, calendar: Calendar, after: datetime) -> datetime | None:
    first = _first_moment(duty, rung, calendar)
    if first > after:
        return first
    if not rung.is_daily:
        return None
    today = _opening(duty, calendar.next_working_day(duty.agency.local(after).date()))
    return today if today > after else _opening(duty, calendar.next_working_day(today.date() + DAY))


def _first_moment(duty: Duty, rung: Rung, calendar: Calendar) -> datetime:
    """At opening time of a working day, or so many hours from the due moment.

    Nobody is written to at night or on a day off, unless the rung is critical.
    """
    if rung.offset is Offset.WORKING_DAYS:
        last = calendar.previous_working_day(duty.due_on)
        return _opening(duty, calendar.add_working_days(last, rung.amount))
    moment = duty.agency.local(duty.due_at) + timedelta(hours=rung.amount)
    return moment if rung.is_critical else next_open_moment(calendar, duty.agency.working_hours, moment)


def _opening(duty: Duty, on: date) -> datetime:
    return datetime.combine(on, duty.agency.opens, tzinfo=duty.agency.zone)

"""Accreditation in numbers: applications of a period, how fast they were decided, what is in force. No personal data.

Five queries, whatever the period. What would tell of one person (a median of one decision) is not said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accreditation.duties import DECISION
from accreditation.models import Accreditation, Application, Card, Clock, Pause
from accreditation.states import Function, Ground, HolderState, Kind, OutletKind, State
from agencies.models import Agency
from deadlines.states import RUNNING, DutyState

FEWEST = 3  # decisions, below which neither their median nor their share in time is said
MEASURED = (DutyState.MET, DutyState.MISSED)
DAY = timedelta(days=1)


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Period:
    """Both days are of it, in the portal's zone."""

    since: date
    until: date

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        zone = ZoneInfo(settings.TIME_ZONE)
        return datetime.combine(self.since, time(), zone), datetime.combine(self.until + DAY, time(), zone)


@dataclass(frozen=True)
class Line:
    """`share` is of the longest line, from 0 to 100, for its bar."""

    label: str
    count: int
    share: float


@dataclass(frozen=True)
class Breakdown:
    code: str
    title: str
    lines: Sequence[Line]

    @property
    def total(self) -> int:
        return sum(line.count for line in self.lines)


@dataclass(frozen=True)
class Statistics:
    period: Period
    on: date  # the day on which what is in force was counted
    applications: int
    decided: int
    median_days: float | None
    in_time_percent: int | None
    accreditations: int
    cards: int
    months: Breakdown
    received: Sequence[Breakdown]
    held: Sequence[Breakdown]

    @property
    def breakdowns(self) -> list[Breakdown]:
        return [self.months, *self.received, *self.held]


def statistics(agencies: Iterable[Agency] | None, period: Period, *, today: date) -> Statistics:
    """Of these agencies; None: of all. Applications count by the day they were sent."""
    where = Q() if agencies is None else Q(agency__in=list(agencies))
    begin, end = period.moments
    sent = Application.objects.filter(where, submitted_at__gte=begin, submitted_at__lt=end)
    cells = _applications(sent)
    on = min(period.until, today)
    held = _held(where, on)
    decided, median = _median(sent)
    return Statistics(
        period=period,
        on=on,
        applications=sum(cells.values()),
        decided=decided,
        median_days=median,
        in_time_percent=_in_time(sent, today),
        accreditations=sum(held.values()),
        cards=_cards(where, on),
        months=_months(cells, period, today),
        received=_received(cells),
        held=_held_breakdowns(held),
    )


def _applications(sent: Any) -> Counter[tuple[Any, ...]]:
    """How many, by month, state, ground, kind and languages of the outlet."""
    month = TruncMonth("submitted_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    names = ("month", "state", "ground", "outlet__kind", "outlet__languages")
    rows = sent.annotate(month=month).order_by().values_list(*names).annotate(Count("pk"))
    cells: Counter[tuple[Any, ...]] = Counter()
    for when, state, ground, kind, languages, count in rows:
        cells[when.date().replace(day=1), state, ground, kind, tuple(sorted(languages))] += count
    return cells


def _median(sent: Any) -> tuple[int, float | None]:
    """How many were decided, and the middle one's days from its submission."""
    took = ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField())
    decided = sent.filter(state__in=(State.ACCREDITED, State.REFUSED)).exclude(decided_at=None)
    found = decided.aggregate(count=Count("pk"), median=Median(took))
    enough = found["count"] >= FEWEST
    return found["count"], round(found["median"] / DAY, 1) if enough else None


def _in_time(sent: Any, today: date) -> int | None:
    """Percent of the decisions whose clock was met; one that is still owed and late counts as not in time."""
    measured = Q(duty__state__in=MEASURED) | Q(duty__state__in=RUNNING, duty__due_on__lt=today)
    clocks = Clock.objects.filter(measured, application__in=sent, duty__kind=DECISION.code)
    found = clocks.aggregate(count=Count("pk"), met=Count("pk", filter=Q(duty__state=DutyState.MET)))
    return round(100 * found["met"] / found["count"]) if found["count"] >= FEWEST else None


def _held(where: Q, on: date) -> Counter[tuple[Any, ...]]:
    """How many accreditations were in force on the day, by kind, function, kind and languages of the outlet."""
    _begin, end = Period(on, on).moments
    lasting = Q(ended_at=None) | Q(ended_at__gte=end)
    valid = Accreditation.objects.filter(where, lasting, valid_from_on__lte=on, valid_until_on__gte=on)
    paused = Pause.objects.filter(Q(until_at=None) | Q(until_at__gte=end), from_at__lt=end)
    deprived = Q(state=HolderState.DEPRIVED, deprived_until_on__gte=on)
    rows = valid.exclude(deprived).exclude(pk__in=paused.values("accreditation"))
    names = ("kind", "function", "outlet__kind", "outlet__languages")
    cells: Counter[tuple[Any, ...]] = Counter()
    for kind, function, outlet_kind, languages, count in rows.order_by().values_list(*names).annotate(Count("pk")):
        cells[kind, function, outlet_kind, tuple(sorted(languages))] += count
    return cells


def _cards(where: Q, on: date) -> int:
    _begin, end = Period(on, on).moments
    good = Q(revoked_at=None) | Q(revoked_at__gte=end)
    return Card.objects.filter(where, good, issued_at__lt=end, valid_from_on__lte=on, valid_until_on__gte=on).count()


def _months(cells: Counter[tuple[Any, ...]], period: Period, today: date) -> Breakdown:
    """Every month of the period that has begun, also those without an application."""
    counts = _summed(cells, 0)
    month, labels = period.since.replace(day=1), {}
    while month <= min(period.until, today):
        labels[month] = f"{month:%m.%Y}"
        month = (month + 31 * DAY).replace(day=1)
    return _breakdown("months", _("Applications by month"), counts, labels)


def _received(cells: Counter[tuple[Any, ...]]) -> list[Breakdown]:
    refused = Counter({cell: count for cell, count in cells.items() if cell[1] == State.REFUSED})
    return [
        _breakdown("states", _("What became of them"), _summed(cells, 1), dict(State.choices)),
        _breakdown("grounds", _("Refusals by ground"), _summed(refused, 2), dict(Ground.choices)),
        _breakdown("kinds", _("Applications by kind of outlet"), _summed(cells, 3), dict(OutletKind.choices)),
        _breakdown("languages", _("Applications by language of the outlet"), _spoken(cells, 4), _language_words()),
    ]


def _held_breakdowns(cells: Counter[tuple[Any, ...]]) -> list[Breakdown]:
    return [
        _breakdown("held_as", _("In force by kind"), _summed(cells, 0), dict(Kind.choices)),
        _breakdown("functions", _("In force by function"), _summed(cells, 1), dict(Function.choices)),
        _breakdown("held_kinds", _("In force by kind of outlet"), _summed(cells, 2), dict(OutletKind.choices)),
        _breakdown("held_languages", _("In force by language of the outlet"), _spoken(cells, 3), _language_words()),
    ]


def _summed(cells: Counter[tuple[Any, ...]], place: int) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for cell, count in cells.items():
        counts[cell[place]] += count
    return counts


def _spoken(cells: Counter[tuple[Any, ...]], place: int) -> Counter[Any]:
    """An outlet in two languages stands under both together, so that the lines add up."""
    return Counter({"+".join(languages): n for languages, n in _summed(cells, place).items()})


def _language_words() -> Mapping[Any, Any]:
    names = {"kk": _("in Kazakh"), "ru": _("in Russian"), "en": _("in English")}
    several = [(), ("kk",), ("ru",), ("kk", "ru"), ("en",), ("kk", "en"), ("ru", "en"), ("kk", "ru", "en")]
    return {"+".join(sorted(codes)): ", ".join(names[code] for code in codes) or _("not stated") for codes in several}


def _breakdown(code: str, title: str, counts: Counter[Any], labels: Mapping[Any, Any]) -> Breakdown:
    longest = max([counts[key] for key in labels], default=0) or 1
    lines = [Line(str(capfirst(label)), counts[key], 100 * counts[key] / longest) for key, label in labels.items()]
    if code.endswith("languages"):
        lines = [line for line in lines if line.count]
    return Breakdown(code, title, lines)


def years_with_applications(*, today: date) -> list[int]:
    """Newest first; the current one is always there."""
    found = Application.objects.dates("submitted_at", "year", order="DESC")
    return sorted({today.year, *(day.year for day in found)}, reverse=True)

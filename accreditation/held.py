"""An accreditation as the office reads it: what holds, until when, with which card, and what runs against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.hearing import OBJECTION, PRELIMINARY
from accreditation.models import (
    Accreditation,
    Application,
    Breach,
    Card,
    Clock,
    ConsentWithdrawal,
    Pause,
    Proceeding,
    ProceedingClock,
    Zone,
)
from accreditation.standing import Standing
from accreditation.states import HELD, UNDECIDED
from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.models import Duty
from deadlines.queries import DayView, day_views
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.terms import LegalTerm
from deadlines.words import words_of
from kernel.workdays import Calendar, count, working_days_between


@dataclass(frozen=True)
class DayOfLaw:
    """A day of the law: its distance, its term and its source, and each day counted to it."""

    on: date
    words: str
    term: LegalTerm
    days: Sequence[DayView]


@dataclass(frozen=True)
class ProceedingView:
    proceeding: Proceeding
    breaches: Sequence[Breach]
    is_open: bool
    objection: DayOfLaw
    decision: DayOfLaw


@dataclass(frozen=True)
class HoldingView:
    accreditation: Accreditation | None
    days: str  # how long it still holds, in words
    card: Card | None
    cards: Sequence[Card]  # those before
    zones: Sequence[str]
    pauses: Sequence[Pause]
    breaches: Sequence[Breach]
    proceedings: Sequence[ProceedingView]
    withdrawal: ConsentWithdrawal | None

    @property
    def is_empty(self) -> bool:
        return self.accreditation is None and self.withdrawal is None and not self.proceedings


def holding_view(standing: Standing, *, at: datetime) -> HoldingView:
    accreditation = standing.accreditation
    if accreditation is None:
        return HoldingView(None, "", None, (), (), (), (), _proceedings(standing, at), standing.withdrawal)
    cards = cards_of(standing)
    return HoldingView(
        accreditation=accreditation,
        days=days_words(accreditation, at=at),
        card=cards[0] if cards else None,
        cards=cards[1:],
        zones=_zones(accreditation),
        pauses=list(accreditation.pauses.select_related("by", "ended_by").order_by("-pk")),
        breaches=list(accreditation.breaches.select_related("by")),
        proceedings=_proceedings(standing, at),
        withdrawal=standing.withdrawal,
    )


def days_words(accreditation: Accreditation, *, at: datetime) -> str:
    """Calendar days, for a year is long; empty once it is held no longer."""
    if accreditation.state not in HELD:
        return ""
    today = accreditation.agency.local(at).date()
    return left_words(accreditation.valid_until_on, today) or _("its last day is over")


def left_words(on: date, today: date) -> str:
    """How far a last day is away; empty when it is over."""
    days = (on - today).days
    if days < 0:
        return ""
    if days == 0:
        return _("today is the last day")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def far_words(on: date, today: date) -> str:
    """How far a day is away, before or behind."""
    days = (on - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def cards_of(standing: Standing) -> list[Card]:
    """The newest first."""
    accreditation = standing.accreditation
    return list(accreditation.cards.order_by("-pk")) if accreditation else []


def duties_of(application: Application) -> QuerySet[Duty]:
    """Everything owed in the case: the decision, the minutes of hearings, the answer to a withdrawal of consent."""
    decisions = Clock.objects.filter(application=application)
    minutes = ProceedingClock.objects.filter(proceeding__in=Proceeding.objects.of_case(application))
    answers = ConsentWithdrawal.objects.filter(application=application)
    owed = [duty for links in (decisions, minutes, answers) for duty in links.values_list("duty", flat=True)]
    return Duty.objects.filter(pk__in=owed)


def _zones(accreditation: Accreditation) -> list[str]:
    if not accreditation.zones:
        return []
    named = Zone.objects.filter(agency=accreditation.agency_id, number__in=accreditation.zones).order_by("number")
    return [f"{zone.number}. {zone.name}" for zone in named]


def proceeding_views(rows: QuerySet[Proceeding], agency: Agency, *, at: datetime) -> list[ProceedingView]:
    """The newest first."""
    known = rows.select_related("proposed_by", "decided_by").prefetch_related("breaches")
    found = list(known.order_by("-pk"))
    calendar = calendar_of(agency) if found else None
    return [proceeding_view(row, agency, calendar, at=at) for row in found] if calendar else []


def _proceedings(standing: Standing, at: datetime) -> list[ProceedingView]:
    application = standing.application
    return proceeding_views(Proceeding.objects.of_case(application), application.agency, at=at)


def proceeding_view(proceeding: Proceeding, agency: Agency, calendar: Calendar, *, at: datetime) -> ProceedingView:
    sent_on, today = agency.local(proceeding.proposed_at).date(), agency.local(at).date()
    is_open = proceeding.state in UNDECIDED
    objection = TERMS.on(OBJECTION, sent_on)
    counted = reckon_term(agency.zone, calendar, objection, proceeding.proposed_at).term
    preliminary = TERMS.on(PRELIMINARY, sent_on)
    # The law counts back from the decision; people read it forward, from the day the letter was sent.
    ahead = count(calendar, calendar.next_working_day(sent_on), preliminary.length, preliminary.unit)
    until, start = proceeding.objection_until_on, proceeding.decidable_from_on
    return ProceedingView(
        proceeding=proceeding,
        breaches=list(proceeding.breaches.all()),
        is_open=is_open,
        objection=DayOfLaw(
            until,
            _until_words(calendar, today, until) if is_open else "",
            objection,
            day_views(counted) if counted else (),
        ),
        decision=DayOfLaw(start, _from_words(calendar, today, start) if is_open else "", preliminary, day_views(ahead)),
    )


def _until_words(calendar: Calendar, today: date, until: date) -> str:
    if today > until:
        return _("the days to object are over")
    return words_of(working_days_between(calendar, today, until), is_late=False)


def _from_words(calendar: Calendar, today: date, start: date) -> str:
    if today >= start:
        return _("it may be decided now")
    days = working_days_between(calendar, today, start)
    return ngettext("in %(days)s working day", "in %(days)s working days", days) % {"days": days}

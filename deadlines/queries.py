"""Reads of the clock: frozen pictures for pages, letters and the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.access import answered_for_by
from audit.queries import Entry
from audit.words import SYSTEM
from deadlines.models import Duty, Instruction, Step
from deadlines.reckoning import calendar_of, calendars_of, reckon_duty, term_of
from deadlines.registry import kind_of
from deadlines.states import DutyState, StepOutcome
from deadlines.terms import unit_words
from deadlines.words import distance, words_of
from kernel.workdays import Calendar, Day, DayRole, Term, Unit

SOON = 1  # working days


class ClockState(StrEnum):
    LATE = "late"
    SOON = "soon"
    IN_TIME = "in_time"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    ENDED = "ended"


@dataclass(frozen=True)
class ClockView:
    """A clock as a page shows it: never a date without the distance."""

    state: ClockState
    title: str
    due_on: date
    words: str
    detail: str
    duty: Duty


@dataclass(frozen=True)
class DayView:
    on: date
    role: DayRole
    number: int | None
    reason: str
    act: str


@dataclass(frozen=True)
class Explanation:
    """Why the date is what it is: the term, the law, the start, and each day counted or skipped."""

    title: str
    source: str
    words: str
    start_on: date
    due_on: date
    days: Sequence[DayView]
    extension: str
    extended_days: Sequence[DayView]


def clock_view(duty: Duty, calendar: Calendar, *, at: datetime) -> ClockView:
    state, words, detail = _clock_words(duty, calendar, at)
    return ClockView(state, str(kind_of(duty.kind).title), duty.due_on, words, detail, duty)


def clock_views(duties: Sequence[Duty], *, at: datetime) -> dict[int, ClockView]:
    """By primary key; one query for the calendars, whatever the length of the list, and none for no duty."""
    if not duties:
        return {}
    calendars = calendars_of(duty.agency for duty in duties)
    return {duty.pk: clock_view(duty, calendars[duty.agency_id], at=at) for duty in duties}


def _clock_words(duty: Duty, calendar: Calendar, at: datetime) -> tuple[ClockState, str, str]:
    if duty.state == DutyState.OPEN:
        days = distance(calendar, duty.agency, duty.due_at, at)
        is_late = duty.due_at < at
        state = ClockState.LATE if is_late else ClockState.SOON if days <= SOON else ClockState.IN_TIME
        return state, words_of(days, is_late=is_late), _extension_words(duty)
    if duty.state == DutyState.PAUSED:
        return ClockState.PAUSED, _("the clock is paused"), ""
    return ENDED_STATES.get(DutyState(duty.state), ClockState.ENDED), _ended_words(duty), duty.reason


ENDED_STATES = {DutyState.MET: ClockState.MET, DutyState.MISSED: ClockState.MISSED}


def _ended_words(duty: Duty) -> str:
    words = {
        DutyState.MET: _("done in time, %(date)s"),
        DutyState.MISSED: _("done late, %(date)s"),
        DutyState.WAIVED: _("given up by the requester, %(date)s"),
        DutyState.VOID: _("cancelled, %(date)s"),
    }[DutyState(duty.state)]
    ended_on = duty.agency.local(duty.ended_at).date() if duty.ended_at else duty.due_on
    return words % {"date": formats.date_format(ended_on)}


def _extension_words(duty: Duty) -> str:
    if duty.extended_on is None or duty.extended_for is None:
        return ""
    return _("extended by %(amount)s on %(date)s") % {
        "amount": unit_words(duty.extended_for, Unit(duty.extended_unit)),
        "date": formats.date_format(duty.extended_on),
    }


def explain(duty: Duty) -> Explanation | None:
    """Day by day, in the reader's language; None where a person set the date or the term is counted in hours."""
    term = term_of(duty)
    reckoning = reckon_duty(duty, calendar_of(duty.agency), duty.suspensions.all())
    if term is None or reckoning.term is None:
        return None
    return Explanation(
        title=str(term.title),
        source=term.source,
        words=term.words,
        start_on=reckoning.term.start_on,
        due_on=reckoning.due_on,
        days=day_views(reckoning.term),
        extension=_extension_words(duty),
        extended_days=day_views(reckoning.extended) if reckoning.extended else (),
    )


@dataclass(frozen=True)
class InstructionView:
    """An instruction of the head as a page shows it; `is_mine` when the reader is to carry it out."""

    instruction: Instruction
    clock: ClockView
    url: str
    is_mine: bool


def instruction_views(instructions: QuerySet[Instruction], reader: User, *, at: datetime) -> list[InstructionView]:
    mine = Q(pk__in=Duty.objects.filter(answered_for_by(reader, "responsible", at=at)).values("instruction"))
    known = instructions.annotate(is_mine=ExpressionWrapper(mine, BooleanField()))
    found = list(known.select_related("duty__agency", "duty__responsible", "about__agency", "given_by"))
    clocks = clock_views([row.duty for row in found], at=at)
    return [
        InstructionView(row, clocks[row.duty_id], kind_of(row.about.kind).path(row.about), row.is_mine) for row in found
    ]


def reminders(duties: Sequence[Duty]) -> list[Entry]:
    """What the clock wrote about these duties and to whom, oldest first: lines for a timeline."""
    steps = list(Step.objects.filter(duty__in=duties, outcome=StepOutcome.TOLD).order_by("taken_at", "pk"))
    names = {
        user.email: str(user) for user in User.objects.filter(email__in={to for step in steps for to in step.told})
    }
    words = [", ".join(names.get(email, email) for email in step.told) for step in steps]
    return [
        Entry(step.taken_at, _("A reminder went to %(people)s") % {"people": people}, str(SYSTEM), "")
        for step, people in zip(steps, words, strict=True)
    ]


def day_views(term: Term) -> tuple[DayView, ...]:
    language = get_language() or "kk"
    return tuple(_day_view(day, language) for day in term.days)


def _day_view(day: Day, language: str) -> DayView:
    mark = day.mark
    return DayView(day.on, day.role, day.number, mark.name(language) if mark else "", mark.act if mark else "")

"""What the public pages show of accreditation: intakes, a forecast, an application with its clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.hearing import hearing_words
from accreditation.held import ProceedingView, proceeding_views
from accreditation.models import (
    Accreditation,
    Allocation,
    Application,
    Card,
    Completion,
    Document,
    Intake,
    Letter,
    PlaceOffer,
    Pool,
)
from accreditation.places import place_in_line, pool_words, reasons
from accreditation.procedure import term_of
from accreditation.states import OPEN, Criterion, Function, Kind, State
from agencies.access import day_of
from deadlines.law import TERMS
from deadlines.queries import ClockView, Explanation, clock_view, explain
from deadlines.reckoning import calendar_of, calendars_of, reckon_term
from deadlines.terms import LegalTerm
from deadlines.words import distance, words_left, words_of
from kernel.workdays import Calendar, working_days_between


@dataclass(frozen=True)
class IntakeView:
    """An intake with both its dates and how far they are."""

    intake: Intake
    is_open: bool
    is_to_come: bool
    distance: str
    opens_on: date
    closes_on: date | None


@dataclass(frozen=True)
class Forecast:
    """By when it is decided if it is sent now."""

    term: LegalTerm
    due_on: date


@dataclass(frozen=True)
class PlaceView:
    """Why somebody has a place, or how many wait before them."""

    allocation: Allocation
    pool: str
    line: int  # who waits: the place in line
    reasons: Sequence[str]


@dataclass(frozen=True)
class ApplicationView:
    """The applicant's page."""

    application: Application
    clock: ClockView | None
    explanation: Explanation | None
    completion: Completion | None
    completion_left: str  # how long there is for it, in words
    place: PlaceView | None
    offer: PlaceOffer | None
    documents: Sequence[Document]
    letters: Sequence[Letter]
    accreditation: Accreditation | None
    card: Card | None
    may_withdraw: bool
    hearing: str  # whether the person is heard before a refusal, and why
    proceedings: Sequence[ProceedingView]  # the newest first


def intake_view(intake: Intake, calendar: Calendar | None = None, *, at: datetime) -> IntakeView:
    agency = intake.agency
    calendar = calendar or calendar_of(agency)
    is_to_come = at < intake.opens_at
    is_open = not is_to_come and intake.closes_at is not None and at <= intake.closes_at
    moment = intake.opens_at if is_to_come else intake.closes_at
    words = ""
    if is_open and moment:
        words = words_left(distance(calendar, agency, moment, at))
    elif is_to_come:
        days = max(0, (agency.local(intake.opens_at).date() - agency.local(at).date()).days)
        words = _opens_words(days)
    return IntakeView(
        intake=intake,
        is_open=is_open,
        is_to_come=is_to_come,
        distance=words,
        opens_on=agency.local(intake.opens_at).date(),
        closes_on=agency.local(intake.closes_at).date() if intake.closes_at else None,
    )


def _opens_words(days: int) -> str:
    if days == 0:
        return _("opens today")
    return ngettext("opens in %(days)s day", "opens in %(days)s days", days) % {"days": days}


def intake_views(intakes: Iterable[Intake], *, at: datetime) -> list[IntakeView]:
    """One query for the calendars, whatever the length of the list."""
    rows = list(intakes)
    calendars = calendars_of(row.agency for row in rows)
    return [intake_view(row, calendars[row.agency_id], at=at) for row in rows]


def current_intakes(*, at: datetime) -> list[IntakeView]:
    """Open and announced ones of all agencies; what closes first stands first."""
    found = Intake.objects.announced().filter(closes_at__gte=at, agency__is_active=True).select_related("agency")
    return intake_views(found.order_by("closes_at", "pk"), at=at)


def pools_of(intake: Intake) -> list[tuple[Pool, str]]:
    """Each with the functions that compete for it."""
    return [
        (pool, ", ".join(str(Function(code).label) for code in pool.functions))
        for pool in intake.pools.order_by("number")
    ]


def criteria_of(intake: Intake) -> list[str]:
    return [str(capfirst(Criterion(code).label)) for code in intake.criteria]


def forecast(intake: Intake, *, at: datetime) -> Forecast:
    """A permanent accreditation from the sending on, a temporary one back from its event (T28, T29)."""
    agency = intake.agency
    term = TERMS.on(term_of(intake), agency.local(at).date())
    start_at = intake.event_from_at if intake.kind == Kind.TEMPORARY and intake.event_from_at else at
    return Forecast(term, reckon_term(agency.zone, calendar_of(agency), term, start_at).due_on)


def application_view(application: Application, *, at: datetime) -> ApplicationView:
    duty = application.main_clock
    given = Accreditation.objects.filter(application=application).select_related("agency", "outlet").first()
    asked = application.completions.filter(completed_at=None).first()
    return ApplicationView(
        application=application,
        clock=clock_view(duty, calendar_of(application.agency), at=at) if duty else None,
        explanation=explain(duty) if duty else None,
        completion=asked,
        completion_left=_left(asked, application, at) if asked else "",
        place=_place(application),
        offer=application.offers.open().filter(until_at__gte=at).first(),
        documents=list(application.documents.select_related("file")),
        letters=list(application.letters.order_by("pk")),
        accreditation=given,
        card=given.card if given else None,
        may_withdraw=application.state in OPEN,
        hearing=hearing_words(application, duty) if duty and application.state in OPEN else "",
        proceedings=proceeding_views(application.proceedings.all(), application.agency, at=at),
    )


def _left(asked: Completion, application: Application, at: datetime) -> str:
    days = working_days_between(calendar_of(application.agency), application.agency.local(at).date(), asked.until_on)
    return words_of(days, is_late=days < 0)


def _place(application: Application) -> PlaceView | None:
    found = application.allocations.select_related("pool").order_by("run_at").last()
    if found is None or application.intake.confirmed_at is None:
        return None  # nobody is told of an allocation that may still be made anew
    line = place_in_line(application) if application.state == State.WAITING else 0
    return PlaceView(
        found, pool_words(found.pool), line, reasons(found.scores, application.agency.local(application.submitted_at))
    )


def public_accreditations(*, at: datetime) -> QuerySet[Accreditation]:
    """In force on the day, and named by consent alone (PD 7(3))."""
    found = Accreditation.objects.in_force(on=day_of(at)).filter(is_public=True, agency__is_active=True)
    return found.select_related("agency", "outlet").order_by("full_name", "pk")

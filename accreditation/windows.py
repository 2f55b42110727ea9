"""The days of an intake before it is announced: when it closes and by when whoever applies is decided, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accreditation.models import Intake
from accreditation.procedure import WINDOW, term_of
from accreditation.services.intakes import closing_of
from accreditation.states import Kind
from deadlines.law import TERMS
from deadlines.queries import DayView, day_views
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.terms import LegalTerm


@dataclass(frozen=True)
class WindowView:
    """`first_decision_on`, `last_decision_on`: of who applies at the first and at the last moment.

    `days` are those of the window, or, before an event, those by which the decision is counted back from it.
    """

    opens_at: datetime
    closes_at: datetime
    term: LegalTerm
    days: Sequence[DayView]
    ends_on: date
    decision: LegalTerm
    first_decision_on: date
    last_decision_on: date

    @property
    def is_possible(self) -> bool:
        """Somebody could apply at all."""
        return self.closes_at > self.opens_at


def window_view(intake: Intake) -> WindowView:
    agency, calendar = intake.agency, calendar_of(intake.agency)
    closes_at = intake.closes_at if intake.announced_at and intake.closes_at else closing_of(intake)
    opens_on = agency.local(intake.opens_at).date()
    decision = TERMS.on(term_of(intake), opens_on)
    if intake.kind == Kind.TEMPORARY and intake.event_from_at:
        counted = reckon_term(agency.zone, calendar, decision, intake.event_from_at)
        term, first, last = decision, counted, counted
    else:
        term = TERMS.on(WINDOW, opens_on)
        counted = reckon_term(agency.zone, calendar, term, intake.opens_at)
        first = reckon_term(agency.zone, calendar, decision, intake.opens_at)
        last = reckon_term(agency.zone, calendar, decision, closes_at)
    days = day_views(counted.term) if counted.term else ()
    return WindowView(intake.opens_at, closes_at, term, days, counted.due_on, decision, first.due_on, last.due_on)

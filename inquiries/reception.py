"""When an inquiry counts as registered and when its clock starts: the same before it is sent and after."""

from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Agency
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.states import Starts
from deadlines.terms import LegalTerm
from inquiries.models import Practice
from inquiries.procedure import term_on
from inquiries.states import Regime
from kernel.workdays import Calendar, registration_day


@dataclass(frozen=True)
class Reception:
    """`starts_at` is the moment the law counts from: MM 36 and AI 11 receipt, MM 35 and APPC registration.

    `term` is None where no law sets one: then `due_on` is the day the office has set itself.
    """

    term: LegalTerm | None
    calendar: Calendar
    received_at: datetime
    registered_on: date
    starts_at: datetime
    due_on: date


def reception(agency: Agency, regime: Regime, *, at: datetime) -> Reception:
    """Received at `at`; registered that day, or after hours on the next working day (APPC 64(3))."""
    received_at, calendar = agency.local(at), calendar_of(agency)
    registered_on = registration_day(calendar, agency.working_hours, received_at)
    term = term_on(regime, received_at.date())
    starts_at = received_at
    if term and term.starts is Starts.REGISTRATION and registered_on != received_at.date():
        starts_at = datetime.combine(registered_on, agency.opens, tzinfo=agency.zone)
    if term:
        due_on = reckon_term(agency.zone, calendar, term, starts_at).due_on
    else:
        due_on = calendar.add_working_days(registered_on, practice_of(agency).interview_days)
    return Reception(term, calendar, received_at, registered_on, starts_at, due_on)


def practice_of(agency: Agency) -> Practice:
    """The rules of the office, as set or as they come."""
    return Practice.objects.filter(agency=agency).first() or Practice(agency=agency)

"""Whether whoever applies is heard before a decision against them, and until when that must begin (APPC 73)."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accreditation.models import Application
from accreditation.practice import practice_of
from accreditation.procedure import term_of
from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.models import Duty
from deadlines.reckoning import calendar_of, reckon_term
from deadlines.terms import LegalTerm
from kernel.workdays import Direction

SHORTEST = 5  # working days: a procedure of a shorter term needs no hearing (APPC 73(2))
OBJECTION, PRELIMINARY = "hearing_objection", "preliminary_decision"


def is_heard(application: Application) -> bool:
    """The term of review leaves room for it, and the office has not said that its lawyers read the Code otherwise."""
    return _leaves_room(_review_of(application)) and practice_of(application.agency).hears_before_refusal


def _review_of(application: Application) -> LegalTerm:
    on = application.agency.local(application.submitted_at).date()
    return TERMS.on(term_of(application.intake), on)


def _leaves_room(term: LegalTerm) -> bool:
    """A temporary accreditation has no term of review, only the last day before its event."""
    return term.direction is Direction.AFTER and term.length >= SHORTEST


def objection_until(agency: Agency, at: datetime) -> date:
    term = TERMS.on(OBJECTION, agency.local(at).date())
    return reckon_term(agency.zone, calendar_of(agency), term, at).due_on


def decidable_from(agency: Agency, at: datetime) -> date:
    """The first day that leaves the whole term between the preliminary decision and the decision."""
    term, calendar = TERMS.on(PRELIMINARY, agency.local(at).date()), calendar_of(agency)
    return calendar.add_working_days(calendar.next_working_day(agency.local(at).date()), term.length)


def last_day_to_announce(duty: Duty) -> date:
    """Announced later, a decision comes after its own term: the days of the person are not shortened for that."""
    term = TERMS.on(PRELIMINARY, duty.due_on)
    return term.count(calendar_of(duty.agency), duty.due_on).due_on


def hearing_words(application: Application, duty: Duty) -> str:
    """What the "why" of the clock adds: whether a preliminary decision comes first, and why."""
    review = _review_of(application)
    if is_heard(application):
        days = {"term": review.words, "date": date_format(last_day_to_announce(duty))}
        return (
            _(
                "Before a refusal or limits the applicant gets a preliminary decision, and may object or be heard "
                "(APPC 73): the term of review is %(term)s. It is sent by %(date)s at the latest, for three working "
                "days lie between it and the decision."
            )
            % days
        )
    if _leaves_room(review):
        return _("No preliminary decision comes before a refusal: this office has set so in its practice.")
    return _(
        "No preliminary decision comes before a refusal: the Code asks for none where the term is shorter than five "
        "working days (APPC 73(2)). A refusal names its ground and the way to complain."
    )

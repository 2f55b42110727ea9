"""When is it due? The answer to anybody who asks, without a case: the calculator and the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.queries import DayView, day_views
from deadlines.reckoning import Reckoning, calendar_of, counted_years, reckon_extension, reckon_term
from deadlines.terms import Extension, LegalTerm, unit_words
from deadlines.words import day_words
from kernel.workdays import Calendar, Direction, Unit


class YearNotCounted(Exception):
    """The calendar does not know the days off of a year that the term touches."""

    def __init__(self, year: int, known: Sequence[int]) -> None:
        super().__init__(year)
        self.year, self.known = year, known

    @property
    def sentence(self) -> str:
        """For people."""
        facts = {"year": self.year, "known": ", ".join(map(str, self.known))}
        if not self.known:
            return _("The working calendar is empty, so no date can be counted.")
        return _("The working calendar does not know the days off of %(year)s. It knows: %(known)s.") % facts


class MomentNeeded(Exception):
    """A term of hours begins at a moment, not on a day."""


class NoExtension(Exception):
    """The law knows no extension of this term."""


@dataclass(frozen=True)
class Extended:
    """What the law allows (`law` is None where it allows nothing), and where it leads if it was asked for."""

    law: Extension | None
    due_on: date | None = None
    days: Sequence[DayView] = ()

    @property
    def possible(self) -> bool:
        return self.law is not None

    @property
    def words(self) -> str:
        """For people: how far, by whom, and on which ground alone."""
        if self.law is None:
            return _("The law knows none.")
        people = ", ".join(str(role.label) for role in sorted(self.law.by))
        facts = {"amount": unit_words(self.law.amount, self.law.unit), "people": people, "ground": self.law.ground}
        if self.law.from_decision:
            return _("Once, up to %(amount)s from the decision, by: %(people)s; only where %(ground)s.") % facts
        return _("Once, up to %(amount)s, by: %(people)s; only where %(ground)s.") % facts


@dataclass(frozen=True)
class Answer:
    """`due_on` and `due_at` are the final ones, after the extension if it was asked for; `base_on` is before it."""

    term: LegalTerm
    start_at: datetime
    start_on: date
    due_on: date
    due_at: datetime
    in_force: bool
    base_on: date
    days: Sequence[DayView]
    extension: Extended
    text: str


def find_due_date(code: str, start: date | datetime, *, agency: Agency | None = None, extended: bool = False) -> Answer:
    """The due date of a term, by the country's calendar or that of an agency, in the version of the law of its day.

    A bare date stands for the whole day; a moment is read in the agency's zone.
    """
    zone = agency.zone if agency else ZoneInfo(settings.TIME_ZONE)
    start_at = _moment(start, zone)
    term = TERMS.on(code, start_at.date())
    if term.unit is Unit.HOURS and not isinstance(start, datetime):
        raise MomentNeeded(code)
    _require_years(start_at.date())
    calendar = calendar_of(agency)
    base = reckon_term(zone, calendar, term, start_at)
    extension, final = _extend(zone, calendar, term, base, wanted=extended)
    _require_years(base.due_on, final.due_on)
    return Answer(
        term=term,
        start_at=start_at,
        start_on=start_at.date(),
        due_on=final.due_on,
        due_at=final.due_at,
        in_force=term.in_force(start_at.date()),
        base_on=base.due_on,
        days=day_views(base.term) if base.term else (),
        extension=extension,
        text=_text(term, start_at, base, extension),
    )


def _moment(start: date | datetime, zone: tzinfo) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time.min, tzinfo=zone)
    try:
        return start.astimezone(zone)
    except OverflowError:
        raise YearNotCounted(start.year, sorted(counted_years())) from None


def _require_years(*days: date) -> None:
    known = counted_years()
    for on in days:
        if on.year not in known:
            raise YearNotCounted(on.year, sorted(known))


def _extend(
    zone: tzinfo, calendar: Calendar, term: LegalTerm, base: Reckoning, *, wanted: bool
) -> tuple[Extended, Reckoning]:
    """The longest lawful extension. One counted from its decision is reckoned as decided on the last day."""
    law = term.extension
    if not wanted:
        return Extended(law), base
    if law is None:
        raise NoExtension(term.code)
    final = reckon_extension(zone, calendar, base, base.due_on, law.amount, law.unit)
    days = day_views(final.extended) if final.extended else ()
    return Extended(law, final.due_on, days), final


def _text(term: LegalTerm, start_at: datetime, base: Reckoning, extension: Extended) -> str:
    """The answer in one breath, in the reader's language."""
    facts = {
        "title": term.title,
        "term": term.words,
        "start": day_words(start_at.date()),
        "due": day_words(base.due_on),
    }
    if term.unit is Unit.HOURS:
        facts |= {"start": date_format(start_at, "DATETIME_FORMAT"), "due": date_format(base.due_at, "DATETIME_FORMAT")}
    if term.direction is Direction.BEFORE:
        text = _("%(title)s: at least %(term)s before %(start)s, so by %(due)s.") % facts
    else:
        text = _("%(title)s: %(term)s after %(start)s, so by %(due)s.") % facts
    if extension.due_on is not None:
        text += " " + _("Extended: by %(due)s.") % {"due": day_words(extension.due_on)}
    return text

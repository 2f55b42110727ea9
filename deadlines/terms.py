"""Terms of the law: what they are and how they are found. The terms themselves stand in `deadlines.law`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.states import Role
from deadlines.states import Starts
from kernel.workdays import Calendar, Direction, Term, Unit, count, count_back


class UnknownTerm(Exception):
    """No act known here sets a term of this code."""


@dataclass(frozen=True)
class Act:
    code: str
    title: str | Promise
    number: str | Promise

    def __str__(self) -> str:
        return _("%(act)s (%(number)s)") % {"act": self.title, "number": self.number}


@dataclass(frozen=True)
class Extension:
    """How far a term may be extended, once; the ground is not "more time" but the one the law names."""

    amount: int
    unit: Unit
    by: frozenset[Role]
    ground: str | Promise
    notice: str  # code of the term in which the requester is told
    from_decision: bool = False  # else it is added to the expiring term


@dataclass(frozen=True)
class LegalTerm:
    """`amount` units from the day after `starts`, or before it. `reported` facts can be set per installation."""

    code: str
    title: str | Promise
    act: Act
    article: str
    amount: int
    unit: Unit
    starts: Starts
    direction: Direction = Direction.AFTER
    extension: Extension | None = None
    in_force_from: date = date(2016, 1, 1)
    in_force_until: date | None = None
    reported: bool = False
    rolls: bool = True

    @property
    def length(self) -> int:
        """The amount in force here: settings.TERM_AMOUNTS may replace a reported one, never a confirmed one."""
        return settings.TERM_AMOUNTS.get(self.code, self.amount) if self.reported else self.amount

    @property
    def source(self) -> str:
        """For people: the act and, where its text was seen, the article."""
        if not self.article:
            return str(self.act)
        return _("%(act)s, article %(article)s") % {"act": self.act, "article": self.article}

    @property
    def words(self) -> str:
        """ "5 working days" in the reader's language."""
        return unit_words(self.length, self.unit)

    def in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)

    def count(self, calendar: Calendar, start_on: date, *, paused: Iterable[date] = ()) -> Term:
        """The due day of a term of days or months. Terms of hours are moments: see `reckoning`."""
        if self.direction is Direction.BEFORE:
            return count_back(calendar, start_on, self.length)
        return count(calendar, start_on, self.length, self.unit, rolls=self.rolls, paused=frozenset(paused))


def unit_words(amount: int, unit: Unit) -> str:
    if amount == 0:
        return _("at once")
    texts = {
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", amount),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", amount),
        Unit.CALENDAR_DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", amount),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", amount),
    }
    return texts[unit] % {"n": amount}


class TermBook:
    """Versions of every term by date: a case keeps the law of its day."""

    def __init__(self, terms: Iterable[LegalTerm]) -> None:
        versions: dict[str, list[LegalTerm]] = {}
        for term in terms:
            versions.setdefault(term.code, []).append(term)
        self._versions: Mapping[str, tuple[LegalTerm, ...]] = {
            code: tuple(sorted(found, key=lambda term: term.in_force_from)) for code, found in versions.items()
        }

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self._versions)

    def __iter__(self) -> Iterator[LegalTerm]:
        """Every version of every term, in the order of the acts."""
        return (term for versions in self._versions.values() for term in versions)

    def on(self, code: str, on: date) -> LegalTerm:
        """The version in force on a day; before the first known one, the first.

        A caller that must not apply a law backwards asks `term.in_force(on)`.
        """
        versions = self.versions(code)
        held = [term for term in versions if term.in_force_from <= on]
        return held[-1] if held else versions[0]

    def versions(self, code: str) -> tuple[LegalTerm, ...]:
        try:
            return self._versions[code]
        except KeyError:
            raise UnknownTerm(code) from None

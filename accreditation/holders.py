"""The accreditations of an office as lists: which, in which order, each in one line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accreditation.held import days_words
from accreditation.models import Accreditation, Application, Card, ConsentWithdrawal, Proceeding
from accreditation.models.accreditations import AccreditationQuerySet
from accreditation.states import HELD, UNDECIDED, HolderState, ProceedingState
from agencies.access import day_of
from deadlines.queries import ClockView, clock_views

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Show:
    """A saved filter of the list. `code` stands in addresses."""

    code: str
    words: str | Promise
    where: Callable[[date], Q]
    by_end: bool = True

    @property
    def ordering(self) -> tuple[OrderBy | str, ...]:
        """What ends first stands first; a list of the past begins with the latest."""
        return (F("valid_until_on").asc(), "pk") if self.by_end else ("-valid_from_on", "-pk")


def _held(on: date) -> Q:
    return Q(state__in=HELD, valid_until_on__gte=on)


IN_PROCEEDING = Q(Exists(Proceeding.objects.filter(accreditation=OuterRef("pk"), state__in=UNDECIDED)))
APPEALED = Q(Exists(Proceeding.objects.filter(accreditation=OuterRef("pk"), state=ProceedingState.APPEALED)))
HAS_NO_CARD = ~Q(Exists(Card.objects.filter(accreditation=OuterRef("pk"), revoked_at=None)))
WITHDRAWN = Q(Exists(ConsentWithdrawal.objects.filter(application=OuterRef("application"), decided_at=None)))

SHOWS: Mapping[str, Show] = {
    show.code: show
    for show in (
        Show(
            "in_force",
            pgettext_lazy("accreditations", "In force"),
            lambda on: Q(state=HolderState.IN_FORCE, valid_until_on__gte=on),
        ),
        Show("ends_soon", _("Ends within 30 days"), lambda on: _held(on) & Q(valid_until_on__lte=on + SOON)),
        Show("suspended", pgettext_lazy("accreditations", "Suspended"), lambda on: Q(state=HolderState.SUSPENDED)),
        Show("proceeding", _("Proceeding open"), lambda on: IN_PROCEEDING),
        Show("deprived", pgettext_lazy("accreditations", "Deprived"), lambda on: Q(state=HolderState.DEPRIVED)),
        Show("appealed", pgettext_lazy("accreditations", "Appealed"), lambda on: APPEALED),
        Show("cardless", _("Without a good card"), lambda on: _held(on) & HAS_NO_CARD),
        Show("withdrawn", _("Consent withdrawn"), lambda on: WITHDRAWN),
        Show("all", _("All"), lambda on: Q(), by_end=False),
    )
}
# Bounded by what an office has to look after; the whole past is not counted.
COUNTED = tuple(code for code in SHOWS if code not in ("in_force", "all"))


def counts(accreditations: AccreditationQuerySet, *, at: datetime) -> dict[str, int]:
    """How many rows each saved filter of work has, in one query."""
    on = day_of(at)
    marks = {f"is_{code}": ExpressionWrapper(SHOWS[code].where(on), BooleanField()) for code in COUNTED}
    marked = accreditations.order_by().annotate(**marks)
    return marked.aggregate(**{code: Count("pk", filter=Q(**{f"is_{code}": True})) for code in COUNTED})


@dataclass(frozen=True)
class Row:
    """One accreditation in a list: its card, how long it holds, and the proceeding against it."""

    accreditation: Accreditation
    days: str
    card: str
    proceeding: Proceeding | None
    is_withdrawn: bool

    @property
    def url(self) -> str:
        return case_url(self.accreditation)


def case_url(accreditation: Accreditation) -> str:
    return _url(accreditation.application)


def _url(application: Application) -> str:
    return reverse("admin:accreditation_case", args=[application.agency.slug, application.number])


def rows(accreditations: Sequence[Accreditation], *, at: datetime) -> list[Row]:
    """The lines of a list, a page of it at most; the number of queries does not grow with their number."""
    good = Card.objects.filter(accreditation__in=accreditations, revoked_at=None)
    cards = dict(good.values_list("accreditation", "number"))
    running = (*UNDECIDED, ProceedingState.APPEALED)
    proceedings = Proceeding.objects.filter(accreditation__in=accreditations, state__in=running).order_by("pk")
    open_ones = {proceeding.accreditation_id: proceeding for proceeding in proceedings}
    asked = ConsentWithdrawal.objects.filter(application__accreditation__in=accreditations, decided_at=None)
    withdrawn = set(asked.values_list("application", flat=True))
    return [
        Row(
            accreditation=item,
            days=days_words(item, at=at),
            card=cards.get(item.pk, ""),
            proceeding=open_ones.get(item.pk),
            is_withdrawn=item.application_id in withdrawn,
        )
        for item in accreditations
    ]


@dataclass(frozen=True)
class Waiting:
    """What waits for whoever decides: a proceeding, or (`clock`) a withdrawal of consent. `may_decide`: today."""

    url: str
    name: str
    outlet: str
    number: str
    proceeding: Proceeding | None = None
    clock: ClockView | None = None
    may_decide: bool = True


def open_proceedings(where: Q, *, at: datetime) -> list[Waiting]:
    """Those that may be decided first stand first."""
    on, found = day_of(at), Proceeding.objects.undecided().filter(where).known()
    return [
        Waiting(
            url=_url(row.case) + "#held",
            name=row.full_name,
            outlet=str(row.case.outlet),
            number=row.case.number,
            proceeding=row,
            may_decide=row.decidable_from_on <= on and not (row.wants_hearing and row.protocol_at is None),
        )
        for row in found.order_by("decidable_from_on", "pk")
    ]


def open_withdrawals(withdrawals: QuerySet[ConsentWithdrawal], *, at: datetime) -> list[Waiting]:
    """By the time left."""
    known = withdrawals.filter(decided_at=None).select_related(
        "duty__agency", "application__agency", "application__outlet"
    )
    rows = list(known.order_by("duty__due_at", "pk"))
    clocks = clock_views([row.duty for row in rows], at=at)
    return [
        Waiting(
            url=_url(row.application),
            name=row.application.full_name,
            outlet=str(row.application.outlet),
            number=row.application.number,
            clock=clocks[row.duty_id],
        )
        for row in rows
    ]

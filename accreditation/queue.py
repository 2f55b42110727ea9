"""The officers' work as lists: which applications, in which order, each in one line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accreditation.findings import required_checks
from accreditation.models import Application, Clock, Completion, Letter, Proceeding, Review
from accreditation.models.applications import ApplicationQuerySet
from accreditation.states import OPEN, ReviewKind, State
from agencies.access import answered_for_by
from deadlines.queries import ClockView, clock_views
from deadlines.spans import Spans


@dataclass(frozen=True)
class Show:
    """A saved filter of the queue. `code` stands in addresses; `where` needs rows with their `due_at`."""

    code: str
    words: str | Promise
    where: Callable[[User, Spans], Q]
    by_time_left: bool = True

    @property
    def ordering(self) -> tuple[OrderBy | str, ...]:
        """What is still to be done by the time left, the rest as it came."""
        return (F("due_at").asc(nulls_last=True), "pk") if self.by_time_left else ("-submitted_at", "-pk")


def _checked(kind: ReviewKind) -> Q:
    return Q(Exists(Review.objects.filter(application=OuterRef("pk"), kind=kind)))


IS_OPEN = Q(state__in=OPEN)
IN_HAND = Q(state=State.SUBMITTED)
NEEDS_PRESS = ~_checked(ReviewKind.PRESS)
NEEDS_SECURITY = Q(intake__is_strategic=True) & ~_checked(ReviewKind.SECURITY)
NEEDS_IDENTITY = Q(identity_confirmed_at=None)
# A return that was not completed in time waits for whoever decides.
LAPSED = Q(state=State.RETURNED) & Q(
    Exists(Completion.objects.filter(application=OuterRef("pk"), completed_at=None, lapsed_at__isnull=False))
)

# The applicant was told what is intended: it is decided when their days are over, and stands among the proceedings.
ANNOUNCED = Q(Exists(Proceeding.objects.undecided().filter(application=OuterRef("pk"))))

SHOWS: Mapping[str, Show] = {
    show.code: show
    for show in (
        Show("open", pgettext_lazy("applications", "Open"), lambda user, spans: IS_OPEN),
        Show("to_review", _("To review"), lambda user, spans: IN_HAND & (NEEDS_PRESS | NEEDS_IDENTITY)),
        Show("to_secure", _("For security"), lambda user, spans: IN_HAND & NEEDS_SECURITY),
        Show(
            "to_decide",
            _("To decide"),
            lambda user, spans: ((IN_HAND & ~NEEDS_PRESS & ~NEEDS_SECURITY & ~NEEDS_IDENTITY) | LAPSED) & ~ANNOUNCED,
        ),
        Show("announced", _("Preliminary decision sent"), lambda user, spans: IS_OPEN & ANNOUNCED),
        Show("late", _("Late"), lambda user, spans: IS_OPEN & Q(due_at__lt=spans.now)),
        Show("today", _("Ends today"), lambda user, spans: IS_OPEN & Q(due_at__range=(spans.now, spans.tonight))),
        Show(
            "week",
            _("Next 7 days"),
            lambda user, spans: IS_OPEN & Q(due_at__gt=spans.tonight, due_at__lte=spans.week_ends),
        ),
        Show("mine", _("Waits for me"), lambda user, spans: IS_OPEN & answered_for_by(user, "reviewer", at=spans.now)),
        Show("unassigned", _("No officer"), lambda user, spans: IS_OPEN & Q(reviewer=None)),
        Show("returned", pgettext_lazy("applications", "Returned"), lambda user, spans: Q(state=State.RETURNED)),
        Show("waiting", _("Waiting list"), lambda user, spans: Q(state=State.WAITING)),
        Show(
            "undelivered",
            _("Letters not delivered"),
            lambda user, spans: Q(pk__in=Letter.objects.undelivered().order_by().values("application")),
            by_time_left=False,
        ),
        Show("all", _("All"), lambda user, spans: Q(), by_time_left=False),
    )
}
# Bounded by the work that is open and by the letters that did not arrive.
COUNTED = tuple(code for code in SHOWS if code != "all")


def counts(applications: ApplicationQuerySet, user: User, *, at: datetime) -> dict[str, int]:
    """How many rows each saved filter of work to be done has, in one query."""
    spans = Spans.around(at)
    marks = {f"is_{code}": ExpressionWrapper(SHOWS[code].where(user, spans), BooleanField()) for code in COUNTED}
    to_do = Application.objects.open().order_by().values("pk")
    to_do = to_do.union(Letter.objects.undelivered().order_by().values("application"))
    marked = applications.filter(pk__in=to_do).with_due_at().annotate(**marks)
    return marked.aggregate(**{code: Count("pk", filter=Q(**{f"is_{code}": True})) for code in COUNTED})


@dataclass(frozen=True)
class Row:
    """One application in a list: its clock, whose it is, and the checks that were made."""

    application: Application
    clock: ClockView | None
    is_mine: bool
    checks: frozenset[str]

    @property
    def is_open(self) -> bool:
        return self.application.state in OPEN

    @property
    def url(self) -> str:
        return reverse("admin:accreditation_case", args=[self.application.agency.slug, self.application.number])

    @property
    def next(self) -> tuple[str, str | Promise] | None:
        """Move and words of what is to be done next, whoever may do it; none while the applicant has to act."""
        if self.application.state != State.SUBMITTED:
            return None
        if ReviewKind.PRESS not in self.checks:
            return "check_press", _("Check")
        if self.application.identity_confirmed_at is None:
            return "confirm_identity", _("Confirm the identity")
        if not self.checks.issuperset(required_checks(self.application)):
            return "check_security", _("Check for security")
        return "", _("Decide")


def rows(applications: Sequence[Application], user: User, *, at: datetime) -> list[Row]:
    """The lines of a list, a page of it at most, each with agency, outlet, intake and officer read along.

    The number of queries does not grow with the number of lines.
    """
    if not applications:
        return []
    clocks = _clocks(applications, at)
    checks: dict[int, set[str]] = {}
    for pk, kind in Review.objects.filter(application__in=applications).values_list("application", "kind"):
        checks.setdefault(pk, set()).add(kind)
    return [
        Row(item, clocks.get(item.pk), item.reviewer == user, frozenset(checks.get(item.pk, ())))
        for item in applications
    ]


def _clocks(applications: Sequence[Application], at: datetime) -> dict[int, ClockView]:
    """Of each application the newest clock: after a promotion from the waiting list there are two."""
    links = list(Clock.objects.filter(application__in=applications).select_related("duty__agency").order_by("pk"))
    views = clock_views([link.duty for link in links], at=at)
    return {link.application_id: views[link.duty_id] for link in links}

"""The officers' work as lists: which inquiries, in which order, each in one line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import answered_for_by
from deadlines.models import Duty
from deadlines.queries import ClockView, clock_views
from deadlines.spans import Spans
from deadlines.states import RUNNING, DutyState
from documents.seals import fingerprint
from inquiries.duties import OWED_KINDS, TRIAGE
from inquiries.models import Answer, Clock, Extension, Inquiry, InquiryQuerySet, Letter, UnitRequest
from inquiries.rules import lawful_moves_of
from inquiries.states import OPEN, UNSENT, AnswerState, ExtensionState, State, UnitRequestState
from kernel.identifiers import is_bin, is_iin


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
        return (F("due_at").asc(nulls_last=True), "pk") if self.by_time_left else ("-received_at", "-pk")


IS_OPEN = Q(state__in=OPEN)


def _missed(user: User, spans: Spans) -> Q:
    missed = Duty.objects.filter(state=DutyState.MISSED, ended_at__gte=spans.month_began)
    return Q(Exists(missed.filter(inquiry_clock__inquiry=OuterRef("pk"))))


def _has(rows: QuerySet[Any]) -> Q:
    """Whose inquiry is the one looked at."""
    return Q(Exists(rows.filter(inquiry=OuterRef("pk"))))


UNIT_ASKED = UnitRequest.objects.filter(state=UnitRequestState.ASKED)
UNIT_ANSWERED = UnitRequest.objects.filter(state=UnitRequestState.ANSWERED)
EXTENSION_ASKED = Extension.objects.filter(state=ExtensionState.ASKED)
IN_REVIEW = Answer.objects.filter(state=AnswerState.REVIEW)
DRAFTED = Answer.objects.filter(state__in=UNSENT)
TRIAGE_RUNS = Clock.objects.filter(duty__kind=TRIAGE.code, duty__state__in=RUNNING)


SHOWS: Mapping[str, Show] = {
    show.code: show
    for show in (
        Show("open", _("To answer"), lambda user, spans: IS_OPEN),
        Show("late", _("Late"), lambda user, spans: IS_OPEN & Q(due_at__lt=spans.now)),
        Show("today", _("Ends today"), lambda user, spans: IS_OPEN & Q(due_at__range=(spans.now, spans.tonight))),
        Show(
            "week",
            _("Next 7 days"),
            lambda user, spans: IS_OPEN & Q(due_at__gt=spans.tonight, due_at__lte=spans.week_ends),
        ),
        Show("mine", _("Waits for me"), lambda user, spans: IS_OPEN & answered_for_by(user, "assignee", at=spans.now)),
        Show("unassigned", _("No officer"), lambda user, spans: IS_OPEN & Q(assignee=None)),
        Show("triage", _("Decide who answers"), lambda user, spans: IS_OPEN & _has(TRIAGE_RUNS)),
        Show("waiting_unit", _("Waits for a unit"), lambda user, spans: IS_OPEN & _has(UNIT_ASKED)),
        Show(
            "unit_answered",
            _("Units have answered"),
            lambda user, spans: IS_OPEN & _has(UNIT_ANSWERED) & ~_has(UNIT_ASKED) & ~_has(DRAFTED),
        ),
        Show(
            "waiting_head",
            _("Waits for a decision"),
            lambda user, spans: IS_OPEN & (_has(EXTENSION_ASKED) | _has(IN_REVIEW)),
        ),
        Show(
            "undelivered",
            _("Letters not delivered"),
            lambda user, spans: Q(pk__in=Letter.objects.undelivered().values("inquiry")),
            by_time_left=False,
        ),
        Show("answered", _("Answered"), lambda user, spans: Q(state=State.ANSWERED), by_time_left=False),
        Show("missed", _("Answered late this month"), _missed, by_time_left=False),
        Show("all", _("All"), lambda user, spans: Q(), by_time_left=False),
    )
}
# Bounded by the work that is open and by the letters that did not arrive.
COUNTED = (
    *("open", "late", "today", "week", "mine", "unassigned"),
    *("triage", "waiting_unit", "unit_answered", "waiting_head", "undelivered"),
)


def counts(inquiries: InquiryQuerySet, user: User, *, at: datetime) -> dict[str, int]:
    """How many rows each saved filter of work to be done has, in one query."""
    spans = Spans.around(at)
    marks = {f"is_{code}": ExpressionWrapper(SHOWS[code].where(user, spans), BooleanField()) for code in COUNTED}
    # A union, because an OR of both would read every inquiry there ever was.
    to_do = Inquiry.objects.open().values("pk").union(Letter.objects.undelivered().order_by().values("inquiry"))
    marked = inquiries.filter(pk__in=to_do).with_due_at().annotate(**marks)
    return marked.aggregate(**{code: Count("pk", filter=Q(**{f"is_{code}": True})) for code in COUNTED})


@dataclass(frozen=True)
class Row:
    """One inquiry in a list: the clock that matters, whose it is, and the moves open to the reader."""

    inquiry: Inquiry
    clock: ClockView | None
    moves: Sequence[tuple[str, str]]
    is_mine: bool
    alike: int = 1  # how many ask the same, this one included

    @property
    def url(self) -> str:
        return reverse("admin:inquiries_case", args=[self.inquiry.agency.slug, self.inquiry.number])


def rows(inquiries: Sequence[Inquiry], user: User, *, at: datetime) -> list[Row]:
    """The lines of a list, a page of it at most, each with its agency and officer read along.

    The number of queries does not grow with the number of lines.
    """
    if not inquiries:
        return []
    clocks = _clocks(inquiries, at)
    moves = lawful_moves_of(user, inquiries, at=at)
    alike = _group_sizes(inquiries)
    return [
        Row(item, clocks.get(item.pk), moves[item.pk], item.assignee == user, alike.get(item.pk, 0) + 1)
        for item in inquiries
    ]


def _group_sizes(inquiries: Sequence[Inquiry]) -> dict[int, int]:
    grouped = Inquiry.objects.open().filter(grouped_under__in=inquiries)
    counted = grouped.values("grouped_under").annotate(n=Count("pk")).order_by()
    return {row["grouped_under"]: row["n"] for row in counted if row["grouped_under"]}


def _clocks(inquiries: Sequence[Inquiry], at: datetime) -> dict[int, ClockView]:
    """Of each inquiry the clock that ends next, what is owed outside the house first; else the one that ended last."""
    links = list(Clock.objects.filter(inquiry__in=inquiries).select_related("duty__agency").order_by("duty__due_at"))
    views = clock_views([link.duty for link in links], at=at)
    running = [link for link in reversed(links) if link.duty.ended_at is None]
    ended = [link for link in links if link.duty.ended_at]
    owed = [link for link in running if link.duty.kind in OWED_KINDS]
    return {link.inquiry_id: views[link.duty_id] for link in (*ended, *running, *owed)}


def holder_of(number: str) -> str:
    """How a list names whoever holds this IIN or BIN: an IIN by its fingerprint alone; empty for another text."""
    if is_iin(number):
        return fingerprint(number)
    return number if is_bin(number) else ""


def of_holder(holder: str) -> Q:
    return Q(bin=holder) if is_bin(holder) else Q(iin_fingerprint=holder)

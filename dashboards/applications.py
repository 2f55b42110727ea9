"""Applications for accreditation as the desk and the head see them, beside the inquiries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from accreditation.models import Application
from accreditation.models.applications import ApplicationQuerySet
from accreditation.queue import SHOWS, Row, rows
from agencies.access import can
from agencies.models import Agency
from agencies.states import Permission
from deadlines.models import Duty, Step
from deadlines.spans import Spans
from deadlines.states import Audience, DutyState

LINES = 10  # of one section; the rest is behind its door


@dataclass(frozen=True)
class Lines:
    """The first of them; `url` leads to all."""

    rows: Sequence[Row]
    count: int
    url: str

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


@dataclass(frozen=True)
class ApplicationDecision:
    """A decision that is owed and late, or was escalated to the head."""

    duty: Duty
    row: Row


def applications_url(show: str, agency: Agency | None = None, words: str = "") -> str:
    query = {"show": show, "agency": agency.slug if agency else "", "q": words}
    kept = {name: value for name, value in query.items() if value}
    return reverse("admin:accreditation_application_changelist", query=kept)


def lines(
    applications: ApplicationQuerySet,
    *shows: str,
    user: User,
    agency: Agency | None = None,
    limit: int = LINES,
    at: datetime,
) -> Lines:
    """Of saved filters, by the time left; `url` is that of the first."""
    spans = Spans.around(at)
    wanted = reduce(or_, (SHOWS[show].where(user, spans) for show in shows))
    found = applications.with_due_at().filter(wanted)
    known = found.select_related("agency", "outlet", "intake", "reviewer").order_by(*SHOWS["open"].ordering)
    first = list(known[: limit + 1])
    count = found.count() if len(first) > limit else len(first)
    return Lines(rows(first[:limit], user, at=at), count, applications_url(shows[0], agency))


def late_decisions(agency: Agency, user: User, *, at: datetime) -> list[ApplicationDecision]:
    """What nobody has decided in time, or was escalated, and got neither a reading nor an instruction."""
    told = Exists(Step.objects.filter(duty=OuterRef("pk"), code__startswith=Audience.HEAD.lower()))
    unread = Duty.objects.filter(
        Q(due_at__lt=at) | told, state=DutyState.OPEN, acknowledgements=None, instructions=None
    )
    waiting = unread.filter(application_clock__application__agency=agency).select_related("application_clock")
    duties = {duty.application_clock.application_id: duty for duty in waiting.select_related("application_clock")}
    if not duties:
        return []
    known = Application.objects.filter(pk__in=duties).with_due_at()
    known = known.select_related("agency", "outlet", "intake", "reviewer").order_by(*SHOWS["open"].ordering)
    return [ApplicationDecision(duties[row.application.pk], row) for row in rows(list(known), user, at=at)]


def to_decide(applications: ApplicationQuerySet, agency: Agency, user: User, *, at: datetime) -> Lines:
    """What this person may decide now."""
    if not can(user, Permission.DECIDE_ACCREDITATION, agency, at=at):
        return Lines((), 0, applications_url("to_decide", agency))
    return lines(applications, "to_decide", user=user, agency=agency, at=at)

"""Events as lines of a list: when and how far away, how full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from briefings.figures import Figures, figures_of
from briefings.models import Event
from deadlines.spans import Spans
from kernel.workdays import DAY

LINES = 10  # on the desk; nobody holds more in two days


@dataclass(frozen=True)
class Line:
    """`starts_at` and `ends_at` are in the agency's zone."""

    event: Event
    starts_at: datetime
    ends_at: datetime
    distance: str
    figures: Figures

    @property
    def url(self) -> str:
        return reverse("admin:briefings_event_page", args=[self.event.pk])


def lines(events: Sequence[Event], *, at: datetime) -> list[Line]:
    """Each with agency and room read along; the number of queries does not grow with the number of lines."""
    if not events:
        return []
    figures = figures_of(events)
    return [_line(event, figures[event.pk], at) for event in events]


def _line(event: Event, figures: Figures, at: datetime) -> Line:
    agency = event.agency
    starts_at = agency.local(event.starts_at)
    words = distance_words(starts_at.date(), agency.local(at).date())
    return Line(event, starts_at, agency.local(event.ends_at), words, figures)


def distance_words(on: date, today: date) -> str:
    """How far away a day is, in calendar days."""
    days = (on - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def today_and_tomorrow(user: User, *, at: datetime) -> list[Line]:
    """For the desk: what takes place on these two days, at the agencies whose events this person sees."""
    until = Spans.around(at).tonight + DAY
    soon = Event.objects.visible_to(user, at=at).coming(at=at).filter(starts_at__lte=until)
    return lines(list(soon.select_related("agency", "room").order_by("starts_at", "pk")[:LINES]), at=at)

"""The calendar of a person's own questions (RFC 5545), as calendar programs fetch it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from deadlines.models import Duty
from deadlines.states import DutyState
from inquiries.duties import MAIN_KINDS
from inquiries.models import CalendarFeed, Clock, Inquiry
from inquiries.states import OPEN, State

EVENTS = 500  # the newest: nobody has more dates ahead
HOUR = timedelta(hours=1)


def find_reader(token: str) -> User | None:
    """Whose calendar this address is; None once it is closed, or the account is."""
    if not token.isalnum():
        return None
    feed = CalendarFeed.objects.filter(token=token, user__is_active=True).select_related("user").first()
    return feed.user if feed else None


def render_feed(user: User, *, at: datetime) -> bytes:
    """In the person's language. Nothing in it opens a case: calendars are kept by others."""
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//pressoffice//inquiries//")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Answers of press offices"))
        for inquiry in _inquiries(user):
            for event in _events(inquiry, at):
                calendar.add_component(event)
        return bytes(calendar.to_ical())


def _inquiries(user: User) -> QuerySet[Inquiry]:
    clocks = Clock.objects.filter(duty__kind__in=MAIN_KINDS).select_related("duty").order_by("pk")
    shown = Inquiry.objects.asked_by(user).filter(state__in=(*OPEN, State.WITHDRAWN, State.AGREED))
    found = shown.select_related("agency", "interview")
    return found.prefetch_related(Prefetch("clocks", clocks), "clocks__duty__changes")[:EVENTS]


def _events(inquiry: Inquiry, at: datetime) -> Iterator[Event]:
    duties = [clock.duty for clock in inquiry.clocks.all()]
    if inquiry.state == State.AGREED and inquiry.interview.starts_at:
        yield _interview(inquiry, duties, inquiry.interview.starts_at, at)
    else:
        yield _due_date(inquiry, duties, at)


def _due_date(inquiry: Inquiry, duties: Sequence[Duty], at: datetime) -> Event:
    """A whole day, that takes no time of the reader's own. A paused clock has no sure date."""
    duty = duties[-1]
    event = _event(inquiry, duties, "answer", at)
    event.add("summary", _("Answer due: %(subject)s") % {"subject": inquiry.subject})
    event.add("dtstart", duty.due_on)
    event.add("dtend", duty.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if inquiry.state == State.WITHDRAWN:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "TENTATIVE" if duty.state == DutyState.PAUSED else "CONFIRMED")
    return event


def _interview(inquiry: Inquiry, duties: Sequence[Duty], starts_at: datetime, at: datetime) -> Event:
    """In UTC, which every program turns into the reader's own time."""
    event = _event(inquiry, duties, "interview", at)
    event.add("summary", _("Interview: %(subject)s") % {"subject": inquiry.subject})
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + HOUR)
    event.add("location", inquiry.interview.place)
    event.add("status", "CONFIRMED")
    return event


def _event(inquiry: Inquiry, duties: Sequence[Duty], kind: str, at: datetime) -> Event:
    """The same `uid` whatever happens to the case; `sequence` grows with everything that moves a date."""
    event = Event()
    event.add("uid", f"{kind}-{inquiry.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("sequence", _sequence(duties))
    event.add("description", f"{inquiry.number}\n{inquiry.agency.name}")
    event.add("url", settings.SITE_URL + reverse("inquiries:mine"))
    return event


def _sequence(duties: Sequence[Duty]) -> int:
    """Moved dates, later clocks and ended ones: none of them is ever taken back."""
    return sum(len(duty.changes.all()) + (duty.ended_at is not None) for duty in duties) + len(duties) - 1

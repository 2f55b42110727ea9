"""Events as calendar programs read them (RFC 5545, 5546).

One UID for the life of an event, a SEQUENCE that grows with every change, a STATUS that says when it is off, and times
in the agency's zone with its VTIMEZONE: Google, Outlook and Apple then show, move and remove one and the same entry.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Timezone, vCalAddress, vText
from icalendar import Event as Entry

from briefings.models import Event, Registration
from briefings.states import ACTIVE, EventState, RegistrationState

HOUR = timedelta(hours=1)
STATUS = {
    EventState.PROVISIONAL: "TENTATIVE",
    EventState.CONFIRMED: "CONFIRMED",
    EventState.UNDER_WAY: "CONFIRMED",
    EventState.HELD: "CONFIRMED",
    EventState.CANCELLED: "CANCELLED",
}
UNSURE = (RegistrationState.APPLIED, RegistrationState.WAITING, RegistrationState.OFFERED)


def render_calendar(events: Iterable[Event], *, name: str, language: str) -> bytes:
    """A feed that is fetched again and again; cancelled events stay in it, so that they vanish from the reader's."""
    calendar = _feed(name)
    with translation.override(language):
        rows = list(events)
        _add_zones(calendar, rows)
        for event in rows:
            calendar.add_component(_entry(event))
    return bytes(calendar.to_ical())


def render_own(registrations: Sequence[Registration], *, language: str) -> bytes:
    """The events somebody registered for: sure only where they have a place, and off where they have none any more."""
    with translation.override(language):
        calendar = _feed(gettext("My events"))
        _add_zones(calendar, [registration.event for registration in registrations])
        for registration in registrations:
            entry = _entry(registration.event)
            state = RegistrationState(registration.state)
            if state not in ACTIVE:
                entry["status"] = vText("CANCELLED")
            elif state in UNSURE and registration.event.state != EventState.CANCELLED:
                entry["status"] = vText("TENTATIVE")
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _feed(name: str) -> Calendar:
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    return calendar


def render_invitation(registration: Registration) -> str:
    """For one participant, in their language: REQUEST puts it into the calendar or moves it, CANCEL takes it out."""
    event = registration.event
    is_off = event.state == EventState.CANCELLED or registration.state != RegistrationState.REGISTERED
    calendar = _calendar("CANCEL" if is_off else "REQUEST")
    with translation.override(registration.language):
        _add_zones(calendar, [event])
        entry = _entry(event)
        if is_off:
            entry["status"] = vText("CANCELLED")
        entry.add("organizer", _address(event.agency.email, event.agency.name))
        attendee = _address(registration.email, registration.full_name)
        attendee.params["PARTSTAT"] = vText("DECLINED" if is_off else "ACCEPTED")
        entry.add("attendee", attendee)
        calendar.add_component(entry)
    return bytes(calendar.to_ical()).decode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//pressoffice//events//")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _add_zones(calendar: Calendar, events: Iterable[Event]) -> None:
    """Each zone once; the years around the events are enough."""
    rows = list(events)
    for zone in sorted({event.agency.time_zone for event in rows}):
        moments = [event.starts_at for event in rows if event.agency.time_zone == zone]
        first = datetime(min(moments).year, 1, 1, tzinfo=UTC).date()
        last = datetime(max(moments).year + 1, 1, 1, tzinfo=UTC).date()
        calendar.add_component(Timezone.from_tzid(zone, first_date=first, last_date=last))


def _entry(event: Event) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.uid}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("summary", event.name)
    entry.add("dtstart", event.agency.local(event.starts_at))
    entry.add("dtend", event.agency.local(event.ends_at))
    entry.add("status", STATUS[EventState(event.state)])
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    if where := event.place or event.stream_url:
        entry.add("location", where)
    entry.add("description", f"{event.agency.name}\n\n{event.summary}")
    return entry


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"MAILTO:{email}")
    address.params["CN"] = vText(name)
    return address

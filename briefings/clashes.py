"""What stands against a time, a room or a speaker: warnings, never refusals. Pure reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.models import Agency
from briefings.models import Event, Speaker
from briefings.models.events import EventQuerySet
from briefings.services import SpeakerWords
from briefings.states import TAKES_PLACE, EventKind, EventState, PositionKind
from deadlines.reckoning import calendar_of
from deadlines.words import day_words
from kernel.workdays import DAY, Calendar

LIVE = (EventState.DRAFT, *TAKES_PLACE)
FOR_THE_PRESS = (EventKind.PRESS_CONFERENCE, EventKind.BRIEFING)  # what newsrooms send people to
Names = frozenset[str]


class ClashKind(StrEnum):
    ROOM = "ROOM"
    SPEAKER = "SPEAKER"
    OTHER_AGENCY = "OTHER_AGENCY"
    CLOSED_DAY = "CLOSED_DAY"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    ROOM_TOO_SMALL = "ROOM_TOO_SMALL"


@dataclass(frozen=True)
class Clash:
    """`other` is the event it clashes with, where it is one. `key` tells a warning that was seen from a new one."""

    kind: ClashKind
    words: str
    key: str
    other: Event | None = None


def clashes_of(event: Event, *, speakers: Sequence[SpeakerWords], seats: int | None = None) -> list[Clash]:
    """Of an event that is kept or only typed: its agency, times and room must be known. `seats`: places in the room."""
    overlapping = Event.objects.between(event.starts_at, event.ends_at).exclude(pk=event.pk)
    return [
        *_rooms(event, overlapping),
        *_speakers(event, overlapping, speakers),
        *_others(event, overlapping),
        *_days(event),
        *_seats(event, seats),
    ]


def clashes_kept(event: Event) -> list[Clash]:
    """Of an event as it stands in the database."""
    speakers = [SpeakerWords(_by_language(row), {}) for row in event.speakers.all()]
    return clashes_of(event, speakers=speakers, seats=seats_of({row.kind: row.places for row in event.positions.all()}))


def seats_of(places: Mapping[str, int | None]) -> int:
    """How many people the numbered places bring into the room."""
    return sum(number or 0 for kind, number in places.items() if kind != PositionKind.REMOTE)


def _rooms(event: Event, overlapping: EventQuerySet) -> Iterator[Clash]:
    if event.room_id is None:
        return
    for other in overlapping.filter(room=event.room_id, state__in=LIVE).select_related("agency"):
        words = _("The room is taken: %(event)s") % {"event": _named(other)}
        yield Clash(ClashKind.ROOM, words, f"room-{other.pk}-{_span(other)}", other)


def _speakers(event: Event, overlapping: EventQuerySet, speakers: Sequence[SpeakerWords]) -> Iterator[Clash]:
    """By the name in any language; a draft of another agency is nobody's business."""
    names = _names(name for speaker in speakers for name in speaker.names.values())
    if not names:
        return
    known = overlapping.filter(state__in=LIVE)
    known = known.filter(agency=event.agency_id) | known.exclude(announced_at=None)
    rows = Speaker.objects.filter(event__in=known).select_related("event__agency").order_by("event", "number")
    for row in rows:
        if names & _names(_by_language(row).values()):
            words = _("%(name)s speaks elsewhere at that time: %(event)s")
            named = {"name": row.name, "event": _named(row.event)}
            yield Clash(ClashKind.SPEAKER, words % named, f"speaker-{row.pk}-{_span(row.event)}", row.event)


def _others(event: Event, overlapping: EventQuerySet) -> Iterator[Clash]:
    announced = overlapping.announced().filter(state__in=TAKES_PLACE, kind__in=FOR_THE_PRESS)
    for other in announced.exclude(agency=event.agency_id).select_related("agency").order_by("starts_at", "pk"):
        words = _("Another agency invites the press at that time: %(agency)s, %(event)s")
        named = {"agency": other.agency.name, "event": _named(other)}
        yield Clash(ClashKind.OTHER_AGENCY, words % named, f"other-{other.pk}-{_span(other)}", other)


def _days(event: Event) -> Iterator[Clash]:
    """A closed day says it once; the hours of the office are looked at on its working days alone."""
    agency, calendar = event.agency, calendar_of(event.agency)
    starts, ends = agency.local(event.starts_at), agency.local(event.ends_at - timedelta(microseconds=1))
    on, is_closed = starts.date(), False
    while on <= ends.date():
        if not calendar.works(on):
            is_closed = True
            yield Clash(ClashKind.CLOSED_DAY, _closed_words(calendar, on), f"closed-{on}")
        on += DAY
    if not is_closed and not _within_hours(agency, starts, agency.local(event.ends_at)):
        hours = {"opens": time_format(agency.opens), "closes": time_format(agency.closes)}
        words = _("Outside the working hours of the agency, %(opens)s–%(closes)s.") % hours
        yield Clash(ClashKind.OUT_OF_HOURS, words, f"hours-{starts:%Y%m%dT%H%M}-{agency.local(event.ends_at):%H%M}")


def _closed_words(calendar: Calendar, on: date) -> str:
    mark = calendar.mark(on)
    if mark is None:
        return _("%(day)s is a day off.") % {"day": day_words(on)}
    return _("%(day)s is a day off: %(reason)s.") % {"day": day_words(on), "reason": mark.name(get_language() or "kk")}


def _within_hours(agency: Agency, starts: datetime, ends: datetime) -> bool:
    return starts.date() == ends.date() and agency.opens <= starts.time() and ends.time() <= agency.closes


def _seats(event: Event, seats: int | None) -> Iterator[Clash]:
    if event.room and seats and seats > event.room.seats:
        words = _("The room has %(room)s seats, and %(places)s places are given.")
        numbers = {"room": event.room.seats, "places": seats}
        yield Clash(ClashKind.ROOM_TOO_SMALL, words % numbers, f"seats-{event.room_id}-{seats}")


def _named(event: Event) -> str:
    local = event.agency.local(event.starts_at)
    return f"“{event.name}”, {date_format(local, 'DATETIME_FORMAT')} ({event.get_state_display()})"


def _span(event: Event) -> str:
    return f"{event.starts_at:%Y%m%dT%H%M}"


def _by_language(speaker: Speaker) -> dict[str, str]:
    return {language: getattr(speaker, f"name_{language}") for language in ("kk", "ru", "en")}


def _names(names: Iterable[str]) -> Names:
    """However they were typed."""
    return frozenset(" ".join(name.casefold().split()) for name in names if name.strip())

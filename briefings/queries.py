"""Reads of events: the list, the places, and where somebody stands in the line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from accounts.models import User
from agencies.models import Agency
from briefings.models import Event, Position, Registration
from briefings.models.events import SEARCHED, EventQuerySet
from briefings.models.registrations import RegistrationQuerySet
from briefings.states import COMING, SEATED, EventState, RegistrationState

KNOWN = ("agency", "room")
ON_THE_FRONT_PAGE = 3
LONGEST = 100  # characters of a search that count
IN_A_FEED = 500
FED_FOR = timedelta(days=90)  # a cancelled event stays so long, that it vanishes from every reader's calendar


@dataclass(frozen=True)
class Wanted:
    """What a visitor looks for; what is empty leaves all in."""

    words: str = ""
    agency: Agency | None = None
    kind: str = ""
    language: str = ""


@dataclass(frozen=True)
class PlaceView:
    """Places of a kind. `free` None: as many as come. Nobody passes those who wait."""

    position: Position
    free: int | None
    waiting: int

    @property
    def has_room(self) -> bool:
        return self.free is None or (self.free > 0 and not self.waiting)


def public_events(wanted: Wanted) -> EventQuerySet:
    found = Event.objects.announced().select_related(*KNOWN)
    for word in wanted.words.replace("\0", " ")[:LONGEST].split():
        named = Q(pk__in=())
        for name in SEARCHED:
            named |= Q(**{f"{name}__icontains": word})
        found = found.filter(named)
    if wanted.agency:
        found = found.filter(agency=wanted.agency)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.language:  # spoken, or interpreted into it
        spoken = Q(languages__contains=[wanted.language]) | Q(interpretation__contains=[wanted.language])
        found = found.filter(spoken)
    return found


def listed(wanted: Wanted, *, past: bool, at: datetime) -> EventQuerySet:
    """What is to come, the next first; or what is over, the last first. Cancelled ones stay until their time passes."""
    over = Q(ends_at__lt=at) | Q(state=EventState.HELD)
    found = public_events(wanted)
    return found.filter(over).order_by("-starts_at", "pk") if past else found.exclude(over).order_by("starts_at", "pk")


def next_events(*, at: datetime) -> EventQuerySet:
    """For the front page."""
    coming = Event.objects.announced().filter(state__in=COMING, starts_at__gte=at, agency__is_active=True)
    return coming.select_related(*KNOWN).order_by("starts_at", "pk")[:ON_THE_FRONT_PAGE]


def fed_events(agency: Agency | None, *, at: datetime) -> EventQuerySet:
    """For calendar programs; the latest when there are too many."""
    found = public_events(Wanted(agency=agency)).filter(ends_at__gte=at - FED_FOR)
    return found.order_by("-starts_at", "pk")[:IN_A_FEED]


def places_of(event: Event) -> list[PlaceView]:
    seated = Count("registrations", filter=Q(registrations__state__in=SEATED))
    waiting = Count("registrations", filter=Q(registrations__state=RegistrationState.WAITING))
    return [
        PlaceView(row, None if row.places is None else max(0, row.places - row.seated), row.waiting)
        for row in event.positions.annotate(seated=seated, waiting=waiting)
    ]


def place_in_line(registration: Registration) -> int:
    """From 1; by the order in which places are offered."""
    before = Registration.objects.waiting().filter(position=registration.position_id, rank__lt=registration.rank)
    return before.count() + 1


def own_registrations(user_id: int, *, past: bool, at: datetime) -> RegistrationQuerySet:
    """Of one account: what is to come, the next first; or what is over."""
    found = Registration.objects.filter(user=user_id).select_related("event__agency", "event__room", "position")
    if past:
        return found.filter(event__ends_at__lt=at).order_by("-event__starts_at", "-pk")
    return found.filter(event__ends_at__gte=at).order_by("event__starts_at", "-pk")


def fed_registrations(user: User, *, at: datetime) -> list[Registration]:
    """One for each event, the newest: whoever withdrew and came back is there once."""
    known = Registration.objects.of(user).filter(event__ends_at__gte=at - FED_FOR)
    found = known.select_related("event__agency", "event__room").order_by("-event__starts_at", "event", "-rank")
    newest = {row.event_id: row for row in reversed(found[:IN_A_FEED])}
    return sorted(newest.values(), key=lambda row: (row.event.starts_at, row.event_id))

"""What every write to an event shares: the right to it, the lock, and what the public is told."""

from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.models import User
from agencies.access import Authority, require
from agencies.states import Permission
from briefings.models import Change, Event
from briefings.states import EVENT_LIFECYCLE, ChangeKind, EventState

KNOWN = ("agency__parent", "room", "intake")


class EventMoved(Exception):
    """Somebody was faster: the event is no longer in the state that was seen."""


def may_run(event: Event, *, by: User, at: datetime) -> Authority:
    """The authority to run the event, else NotPermitted."""
    return require(by, Permission.RUN_EVENTS, event.agency, at=at)


def turn_event(event: Event, move: str, **fields: Any) -> Event:
    """A conditional UPDATE is the lock: EventMoved when somebody was faster. Returns the fresh row."""
    before = EventState(event.state)
    after = EVENT_LIFECYCLE.target(move, before)
    if not Event.objects.filter(pk=event.pk, state=before).update(state=after, **fields):
        raise EventMoved(event.name)
    return fresh(event)


def fresh(event: Event) -> Event:
    return Event.objects.select_related(*KNOWN).get(pk=event.pk)


def make_public(
    event: Event,
    kind: ChangeKind,
    *,
    note_kk: str = "",
    note_ru: str = "",
    started_at: datetime | None = None,
    by: User,
    at: datetime,
) -> Change:
    """Write down what changed. It raises the sequence that calendars know the event by, and a sweep tells people."""
    Event.objects.filter(pk=event.pk).update(sequence=F("sequence") + 1, changed_at=at)
    event.refresh_from_db(fields=["sequence", "changed_at"])
    return Change.objects.create(
        event=event,
        kind=kind,
        note_kk=note_kk,
        note_ru=note_ru,
        started_at=started_at,
        starts_at=event.starts_at,
        sequence=event.sequence,
        by=by,
        at=at,
    )

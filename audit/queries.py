"""Reading the trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from audit.models import Event
from audit.words import actor, sentence


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, as people read it."""

    at: datetime
    words: str
    who: str
    note: str


def timeline(*things: Model) -> QuerySet[Event]:
    """What happened to these things, oldest first, with who and for whom."""
    wanted = Q(pk__in=())
    for thing in things:
        wanted |= Q(subject_type=thing._meta.label_lower, subject_id=thing.pk)
    return Event.objects.filter(wanted).select_related("by", "acting__membership__user").order_by("at", "pk")


def entries(*things: Model, without: Collection[str] = ()) -> list[Entry]:
    """The timeline in words; `without` leaves out actions that another one tells already."""
    return [_entry(event) for event in timeline(*things).exclude(action__in=without)]


def entries_of_each(things: Sequence[Model], *, but_of: User | None = None) -> dict[int, list[Entry]]:
    """The timelines of several things of one kind, by primary key; one query, however many there are.

    `but_of` leaves out what this person did.
    """
    found: dict[int, list[Entry]] = {thing.pk: [] for thing in things}
    for event in timeline(*things).exclude(by=but_of) if things else ():
        found[event.subject_id].append(_entry(event))
    return found


def _entry(event: Event) -> Entry:
    return Entry(event.at, sentence(event), actor(event), event.note)

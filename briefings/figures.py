"""How full events are: places, who has one, who waits, who is inside; and who came when it is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accreditation.states import Direction
from briefings.models import Event, Position, Registration, Visit
from briefings.states import SEATED, PositionKind, RegistrationState


@dataclass
class Figures:
    """Of the room; who takes part by video link is counted apart. `places` None: as many as come."""

    places: int | None = 0
    seated: int = 0
    remote: int = 0
    waiting: int = 0
    inside: int = 0


def figures_of(events: Iterable[Event]) -> dict[int, Figures]:
    """By primary key; three queries, however many events there are."""
    found = {event.pk: Figures() for event in events}
    positions = Position.objects.filter(event__in=found).exclude(kind=PositionKind.REMOTE)
    for key, places in positions.values_list("event", "places").order_by("pk"):
        counted = found[key].places
        found[key].places = None if places is None or counted is None else counted + places
    is_remote = Q(position__kind=PositionKind.REMOTE)
    people = Registration.objects.filter(event__in=found).order_by("event_id").values("event")
    counts = people.annotate(
        seated=Count("pk", filter=Q(state__in=SEATED) & ~is_remote),
        remote=Count("pk", filter=Q(state__in=SEATED) & is_remote),
        waiting=Count("pk", filter=Q(state=RegistrationState.WAITING)),
    )
    for row in counts:
        figures = found[row["event"]]
        figures.seated, figures.remote, figures.waiting = row["seated"], row["remote"], row["waiting"]
    latest = Visit.objects.filter(registration__event__in=found).order_by("registration_id", "-at", "-pk")
    inside = Visit.objects.filter(pk__in=latest.distinct("registration_id").values("pk"), direction=Direction.IN)
    by_event = inside.order_by("registration__event_id").values_list("registration__event")
    for key, number in by_event.annotate(number=Count("pk")):
        found[key].inside = number
    return found


@dataclass
class Presence:
    """Of a group of those who were to come: how many did. `share` in per cent."""

    label: str
    registered: int = 0
    came: int = 0

    @property
    def stayed_away(self) -> int:
        return self.registered - self.came

    @property
    def share(self) -> int:
        return round(100 * self.came / self.registered) if self.registered else 0


@dataclass
class Attendance:
    """Who had a place in the room and came. Nobody sees who takes part by video link: `remote` counts them alone."""

    whole: Presence
    outlets: Sequence[Presence] = ()
    positions: Sequence[Presence] = ()
    walk_ins: int = 0
    remote: int = 0


def attendance_of(event: Event) -> Attendance:
    """The largest outlets first; an outlet is the entity where it is known, else the name that was typed."""
    came = Visit.objects.filter(registration=OuterRef("pk"), direction=Direction.IN)
    had_place = Registration.objects.filter(event=event, state=RegistrationState.REGISTERED)
    known = had_place.select_related("position", "outlet").order_by("rank")
    present = frozenset(had_place.filter(Exists(came)).values_list("pk", flat=True))
    whole, walk_ins, remote = Presence(""), 0, 0
    outlets: dict[object, Presence] = {}
    kinds: dict[str, Presence] = {}
    for row in known:
        if row.position.kind == PositionKind.REMOTE:
            remote += 1
            continue
        name = row.outlet.name if row.outlet else row.outlet_name
        outlet = outlets.setdefault(row.outlet_id or name.casefold().strip(), Presence(name))
        kind = kinds.setdefault(row.position.kind, Presence(row.position.get_kind_display()))
        walk_ins += row.is_walk_in
        for group in (whole, outlet, kind):
            group.registered += 1
            group.came += row.pk in present
    by_size = sorted(outlets.values(), key=lambda group: (-group.registered, group.label))
    ordered = [kinds[kind] for kind in PositionKind.values if kind in kinds]
    return Attendance(whole, by_size, ordered, walk_ins, remote)

"""Places that become free, offered in order; the row of the places is the lock.

Not accepted in time, the place goes on to the next, and whoever let it pass waits on behind all others.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max

from audit.services import record
from briefings.models import Event, Position, Registration
from briefings.notices import tell_kept_place, tell_unplaced
from briefings.states import REGISTRATION_LIFECYCLE, TAKES_PLACE, RegistrationState
from kernel.sweeping import each_apart


class RegistrationMoved(Exception):
    """Somebody was faster: the registration is no longer in the state that was seen."""


def turn_registration(registration: Registration, move: str, **fields: object) -> Registration:
    """A conditional UPDATE is the lock: RegistrationMoved when somebody was faster. Returns the fresh row."""
    before = RegistrationState(registration.state)
    after = REGISTRATION_LIFECYCLE.target(move, before)
    if not Registration.objects.filter(pk=registration.pk, state=before).update(state=after, **fields):
        raise RegistrationMoved(registration.pk)
    return fresh(registration)


def fresh(registration: Registration) -> Registration:
    known = Registration.objects.select_related("event__agency__parent", "event__room", "position", "user")
    return known.get(pk=registration.pk)


def free_places(position: Position) -> int | None:
    """How many are left; None: as many as come. The caller holds the row."""
    if position.places is None:
        return None
    return max(0, position.places - position.registrations.seated().count())


def next_rank(event: Event) -> int:
    """Behind everybody. The caller holds the row of the event's position, and no two kinds share a rank."""
    last: int | None = Registration.objects.filter(event=event).aggregate(last=Max("rank"))["last"]
    return (last or 0) + 1


def lock_places(event: Event) -> list[Position]:
    """Every kind of place, always in one order, so that no two who lock them wait for each other."""
    return list(Position.objects.select_for_update().filter(event=event).order_by("pk"))


def fill_places(event: Event, *, at: datetime) -> int:
    """Offer each free place to the next in order, or give it where nobody need confirm: how many were served."""
    if event.state not in TAKES_PLACE or at >= event.starts_at:
        return 0
    served = 0
    for position in lock_places(event):
        free = free_places(position)
        waiting = Registration.objects.waiting().filter(position=position)
        for registration in waiting if free is None else waiting[:free]:
            _offer(registration, event, at=at)
            served += 1
    return served


def _offer(registration: Registration, event: Event, *, at: datetime) -> None:
    until_at = min(at + timedelta(hours=event.confirm_hours), event.starts_at)
    offered = turn_registration(registration, "offer", offer_until_at=until_at)
    record("registration.offered", offered, by=None, at=at, agency=event.agency)
    tell_kept_place(offered, at=at)


def promote_due(*, at: datetime, limit: int) -> int:
    """End the offers whose time is over and offer every free place in order: how many events were served."""
    waits = (RegistrationState.WAITING, RegistrationState.OFFERED)
    found = Event.objects.filter(state__in=TAKES_PLACE, registrations__state__in=waits, starts_at__gt=at).distinct()
    keys = found.order_by("starts_at", "pk").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_serve, at=at), keys, what="waiting list")


@transaction.atomic
def _serve(pk: int, *, at: datetime) -> bool:
    event = Event.objects.select_related("agency").get(pk=pk)
    lock_places(event)
    lapsed = list(Registration.objects.to_lapse(at=at).filter(event=event).order_by("rank"))
    for registration in lapsed:
        waiting = turn_registration(registration, "lapse", rank=next_rank(event), offer_until_at=None)
        record("registration.offer_lapsed", waiting, by=None, at=at, agency=event.agency)
    return bool(len(lapsed) + fill_places(event, at=at))


def end_waiting(event: Event, *, at: datetime) -> int:
    """The event begins: nobody can be promoted any more, and each is told."""
    left = Registration.objects.filter(
        event=event, state__in=(RegistrationState.WAITING, RegistrationState.OFFERED, RegistrationState.APPLIED)
    )
    registrations = list(left.order_by("rank"))
    for registration in registrations:
        ended = turn_registration(registration, "end", ended_at=at)
        record("registration.unplaced", ended, by=None, at=at, agency=event.agency)
        tell_unplaced(ended, at=at)
    return len(registrations)

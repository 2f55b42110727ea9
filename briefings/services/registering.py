"""Taking part: registered while there are places, on the waiting list after that; withdrawn, accepted, settled."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from accreditation.models import Accreditation, Application, Outlet
from accreditation.states import OPEN, Function, Kind, State
from agencies.access import Authority, day_of
from audit.services import record
from briefings.models import Event, Position, Registration
from briefings.models.registrations import new_secret
from briefings.notices import tell_registered, tell_unaccredited, tell_waiting, tell_withdrawn
from briefings.services.base import may_run
from briefings.services.promoting import (
    RegistrationMoved,
    fill_places,
    free_places,
    lock_places,
    next_rank,
    turn_registration,
)
from briefings.services.reminding import next_reminder_at
from briefings.states import TAKES_PLACE, Entry, EventKind, EventState, PositionKind, RegistrationState
from kernel.sweeping import each_apart


class RegistrationClosed(Exception):
    """The event takes no registrations now: it is over, cancelled, or its term has passed."""


class AccreditationNeeded(Exception):
    """The event is for accredited journalists, and this person is not one at this body."""


class QuotaReached(Exception):
    """The outlet has as many people at this event as any outlet may have."""


class RegulationUnread(Exception):
    """The regulation of the event is acknowledged first, in the version it has now."""


@dataclass(frozen=True)
class Participant:
    """Who takes part, as they say. `outlet` where it is an entity, else its name alone."""

    full_name: str
    email: str
    outlet_name: str
    language: str
    user: User | None = None
    outlet: Outlet | None = None
    phone: str = ""
    function: Function = Function.JOURNALIST
    wishes: str = ""


def held_accreditation(event: Event, user: User | None, *, at: datetime) -> Accreditation | None:
    """The permanent accreditation at this body by which somebody comes in; it must hold on the day of the event."""
    if user is None:
        return None
    on = event.agency.local(event.starts_at).date()
    held = Accreditation.objects.of(user).in_force(on=day_of(at)).filter(agency=event.agency, kind=Kind.PERMANENT)
    return held.filter(valid_until_on__gte=on).select_related("outlet").order_by("pk").first()


def takes_registrations(event: Event, *, at: datetime) -> bool:
    """Nobody registers for a closed session: it is announced, no more (AI 13(2))."""
    is_open = event.state in TAKES_PLACE and event.kind != EventKind.CLOSED_SESSION
    return is_open and at < min(event.registers_until_at, event.ends_at)


@transaction.atomic
def register(
    *,
    event: Event,
    participant: Participant,
    position: PositionKind = PositionKind.SEAT,
    acknowledged: int = 0,
    application: Application | None = None,
    secret: str = "",
    at: datetime,
) -> Registration:
    """A place, or the next rank of the waiting list. The same address twice is the registration it has.

    RegistrationClosed, AccreditationNeeded, QuotaReached, RegulationUnread. With an `application` it waits for that.
    """
    found, places = _locked(event)
    if not takes_registrations(found, at=at) or position not in places:
        raise RegistrationClosed
    if known := Registration.objects.active().filter(event=found, email__iexact=participant.email).first():
        return known
    if acknowledged != found.regulation_version:
        raise RegulationUnread
    accreditation = _accredited(found, participant.user, application, at=at)
    known_as = _known_as(found, participant, accreditation, position)
    state = RegistrationState.APPLIED if application and not accreditation else _state_for(places[position])
    registration = Registration.objects.create(
        event=found,
        position=places[position],
        accreditation=accreditation,
        application=None if accreditation else application,
        state=state,
        secret=secret or new_secret(),
        rank=next_rank(found),
        regulation_version=acknowledged,
        registered_at=at,
        next_reminder_at=next_reminder_at(found, at=at) if state == RegistrationState.REGISTERED else None,
        **vars(known_as),
    )
    record("registration.made", registration, by=participant.user, at=at, agency=found.agency, after={"state": state})
    _tell(registration, at=at)
    return registration


def _locked(event: Event) -> tuple[Event, dict[PositionKind, Position]]:
    """The event as it is now, and its places, which nobody else takes meanwhile."""
    places = {PositionKind(row.kind): row for row in lock_places(event)}
    return Event.objects.select_related("agency__parent", "room").get(pk=event.pk), places


def _accredited(
    event: Event, user: User | None, application: Application | None, *, at: datetime
) -> Accreditation | None:
    """By what they come in; AccreditationNeeded where they need one, hold none and have not applied for it."""
    accreditation = held_accreditation(event, user, at=at)
    if event.entry != Entry.OPEN and accreditation is None and application is None:
        raise AccreditationNeeded
    return accreditation


def _known_as(
    event: Event, participant: Participant, accreditation: Accreditation | None, position: PositionKind
) -> Participant:
    """With the outlet of the accreditation. QuotaReached: who takes part by video link takes up none of it."""
    outlet = accreditation.outlet if accreditation else participant.outlet
    if position != PositionKind.REMOTE:
        _require_quota(event, outlet, participant.outlet_name)
    return replace(participant, outlet=outlet, outlet_name=outlet.name if outlet else participant.outlet_name)


def _state_for(position: Position) -> RegistrationState:
    """Nobody passes those who wait: a place that is free while somebody waits is theirs."""
    free = free_places(position)
    has_room = free is None or (free > 0 and not position.registrations.waiting().exists())
    return RegistrationState.REGISTERED if has_room else RegistrationState.WAITING


def _require_quota(event: Event, outlet: Outlet | None, name: str) -> None:
    """The same for every outlet (MM 35); who takes part by video link takes up none of it."""
    if event.outlet_quota is None:
        return
    active = Registration.objects.active().filter(event=event).exclude(position__kind=PositionKind.REMOTE)
    same = active.filter(outlet=outlet) if outlet else active.filter(outlet_name__iexact=name.strip())
    if same.count() >= event.outlet_quota:
        raise QuotaReached


def _tell(registration: Registration, *, at: datetime) -> None:
    if registration.state == RegistrationState.REGISTERED:
        tell_registered(registration, at=at)
    elif registration.state == RegistrationState.WAITING:
        tell_waiting(registration, at=at)


@transaction.atomic
def accept_place(*, registration: Registration, by: User | None, at: datetime) -> Registration:
    """The place that is kept becomes theirs; RegistrationMoved once its time is over."""
    lock_places(registration.event)
    kept = Registration.objects.filter(pk=registration.pk, state=RegistrationState.OFFERED, offer_until_at__gte=at)
    if not kept.exists():
        raise RegistrationMoved(registration.pk)
    planned = next_reminder_at(registration.event, at=at)
    accepted = turn_registration(registration, "accept", offer_until_at=None, next_reminder_at=planned)
    record("registration.accepted", accepted, by=by, at=at, agency=accepted.event.agency)
    tell_registered(accepted, at=at)
    return accepted


@transaction.atomic
def withdraw_registration(
    *, registration: Registration, by: User | Authority | None, note: str = "", at: datetime
) -> Registration:
    """Somebody will not come; the place goes to the next in order at once."""
    lock_places(registration.event)
    gone = turn_registration(registration, "withdraw", ended_at=at, offer_until_at=None, next_reminder_at=None)
    record("registration.withdrawn", gone, by=by, at=at, agency=gone.event.agency, note=note)
    fill_places(gone.event, at=at)
    return gone


@transaction.atomic
def withdraw_for(*, registration: Registration, note: str, by: User, at: datetime) -> Registration:
    """An officer withdraws somebody who asked for it; `note` says how. The person is told, and their calendar too."""
    authority = may_run(registration.event, by=by, at=at)
    gone = withdraw_registration(registration=registration, by=authority, note=note, at=at)
    tell_withdrawn(gone, at=at)
    return gone


@transaction.atomic
def admit_walk_in(
    *, event: Event, participant: Participant, position: PositionKind = PositionKind.SEAT, by: User, at: datetime
) -> Registration:
    """Somebody at the door, while there is room and nobody waits; RegistrationClosed where the event takes none.

    AccreditationNeeded and QuotaReached as for everybody else: the door is no way around the rules (MM 35).
    """
    authority = may_run(event, by=by, at=at)
    found, places = _locked(event)
    if known := Registration.objects.active().filter(event=found, email__iexact=participant.email).first():
        return known
    is_on = found.state in (EventState.CONFIRMED, EventState.UNDER_WAY)
    if not found.takes_walk_ins or not is_on or position not in places:
        raise RegistrationClosed
    if _state_for(places[position]) != RegistrationState.REGISTERED:
        raise RegistrationClosed
    accreditation = _accredited(found, participant.user, None, at=at)
    known_as = _known_as(found, participant, accreditation, position)
    registration = Registration.objects.create(
        event=found,
        position=places[position],
        accreditation=accreditation,
        state=RegistrationState.REGISTERED,
        rank=next_rank(found),
        is_walk_in=True,
        registered_at=at,
        **vars(known_as),
    )
    record("registration.walked_in", registration, by=authority, at=at, agency=found.agency)
    return registration


def settle_applications_due(*, at: datetime, limit: int) -> int:
    """Give a place, or a rank, to whoever was accredited for the event meanwhile; tell those who were not."""
    decided = Registration.objects.filter(state=RegistrationState.APPLIED).exclude(application__state__in=OPEN)
    keys = decided.order_by("rank").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_settle, at=at), keys, what="registration")


@transaction.atomic
def _settle(pk: int, *, at: datetime) -> bool:
    registration = Registration.objects.select_related("event__agency", "application", "position").get(pk=pk)
    places = {row.pk: row for row in lock_places(registration.event)}
    state = Registration.objects.filter(pk=pk).values_list("state", flat=True).get()
    if state != RegistrationState.APPLIED or registration.application is None:
        return False
    agency = registration.event.agency
    if registration.application.state != State.ACCREDITED:
        refused = turn_registration(registration, "refuse", ended_at=at)
        record("registration.refused", refused, by=None, at=at, agency=agency)
        tell_unaccredited(refused, at=at)
        return True
    accreditation = Accreditation.objects.filter(application=registration.application).first()
    has_room = _state_for(places[registration.position_id]) == RegistrationState.REGISTERED
    planned = next_reminder_at(registration.event, at=at) if has_room else None
    settled = turn_registration(
        registration, "seat" if has_room else "wait", accreditation=accreditation, next_reminder_at=planned
    )
    record("registration.settled", settled, by=None, at=at, agency=agency, after={"state": settled.state})
    _tell(settled, at=at)
    return True

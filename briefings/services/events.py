"""Events: prepared, announced, confirmed, moved, cancelled; begun and closed by the sweep. No change is silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from accreditation.models import Intake
from accreditation.services import announce_intake, cancel_intake, move_intake_event, save_intake
from accreditation.states import INTAKE_LIFECYCLE, IntakeState, Kind
from agencies.access import Authority
from audit.services import record
from briefings.models import Event, Position, Speaker
from briefings.services.base import EventMoved, fresh, make_public, may_run, turn_event
from briefings.services.promoting import end_waiting, fill_places
from briefings.services.reminding import plan_reminders
from briefings.states import EVENT_LIFECYCLE, ChangeKind, Entry, EventKind, EventState, PositionKind
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term
from kernel.sweeping import each_apart

CLOSED_NOTICE = "closed_meeting_notice"
OVER = (EventState.HELD, EventState.CANCELLED)  # what they said stays
WHAT_CALENDARS_SHOW = ("name_kk", "name_ru", "name_en", "room_id", "place_kk", "place_ru", "stream_url")


class EventInThePast(Exception):
    """People are told in advance of what is to come."""


class NoticeTooLate(Exception):
    """A closed session is announced at least three working days before (AI 13(2)); `last_at` was the last moment."""

    def __init__(self, last_at: datetime) -> None:
        super().__init__(last_at)
        self.last_at = last_at


class NothingMoves(Exception):
    """The new time is the one it has."""


class PlacesTaken(Exception):
    """More people than that are seated already: the number of places may grow, or stay above them."""


@dataclass(frozen=True)
class SpeakerWords:
    """`names` and `roles` by language."""

    names: Mapping[str, str]
    roles: Mapping[str, str]


def last_notice_at(event: Event) -> datetime | None:
    """Until when a closed session must have been announced (AI 13(2)); None for an event without such a term."""
    if event.kind != EventKind.CLOSED_SESSION:
        return None
    agency = event.agency
    term = TERMS.on(CLOSED_NOTICE, agency.local(event.starts_at).date())
    return reckon_term(agency.zone, calendar_of(agency), term, event.starts_at).due_at


@transaction.atomic
def save_event(
    *,
    event: Event,
    speakers: Sequence[SpeakerWords] = (),
    places: Mapping[PositionKind, int | None] | None = None,
    by: User,
    at: datetime,
) -> Event:
    """Prepare an event, or change what it says. What it takes place by is changed by `move_event` once it is public.

    Speakers replace those there were. PlacesTaken where more are seated than there would be places. A change that
    calendars show raises the sequence: whoever subscribed sees it.
    """
    authority = may_run(event, by=by, at=at)
    before = Event.objects.select_for_update(of=("self",)).filter(pk=event.pk).first() if event.pk else None
    if event.pk and (before is None or before.state != event.state or before.state in OVER):
        raise EventMoved(event.name)
    _carry_over(event, before, by=by, at=at)
    event.changed_at = at
    event.save()
    event.speakers.all().delete()
    for number, speaker in enumerate(speakers, start=1):
        words = {f"name_{language}": words for language, words in speaker.names.items()}
        words |= {f"role_{language}": words for language, words in speaker.roles.items()}
        Speaker.objects.create(event=event, number=number, **words)
    set_places(event, places or {}, at=at)
    record("event.saved", event, by=authority, at=at, agency=event.agency)
    return event


def _carry_over(event: Event, before: Event | None, *, by: User, at: datetime) -> None:
    """What a form does not decide: who wrote it, its version of the regulation; once it is public its time, and its
    kind and entry with it: a term of notice and an intake hang on them."""
    if before is None:
        event.created_by, event.created_at = by, at
        event.regulation_version = 1 if event.regulation_ru else 0
        return
    if (before.regulation_kk, before.regulation_ru) != (event.regulation_kk, event.regulation_ru):
        event.regulation_version = before.regulation_version + 1
    if before.announced_at:
        event.starts_at, event.ends_at = before.starts_at, before.ends_at
        event.kind, event.entry = before.kind, before.entry
        if any(getattr(before, name) != getattr(event, name) for name in WHAT_CALENDARS_SHOW):
            event.sequence = before.sequence + 1


def set_places(event: Event, places: Mapping[PositionKind, int | None], *, at: datetime) -> None:
    """Kinds that are not named go, if nobody takes one up. What has grown is offered to those who wait."""
    for position in Position.objects.select_for_update().filter(event=event):
        kind = PositionKind(position.kind)
        seated = position.registrations.seated().count()
        if kind not in places:
            if position.registrations.exists():
                raise PlacesTaken(kind, seated)
            position.delete()
            continue
        limit = places[kind]
        if limit is not None and limit < seated:
            raise PlacesTaken(kind, seated)
        Position.objects.filter(pk=position.pk).update(places=limit)
    known = set(event.positions.values_list("kind", flat=True))
    Position.objects.bulk_create(
        Position(event=event, kind=kind, places=limit) for kind, limit in places.items() if kind not in known
    )
    if event.announced_at:
        fill_places(event, at=at)


@transaction.atomic
def announce_event(*, event: Event, provisional: bool = False, by: User, at: datetime) -> Event:
    """Make it public, confirmed or provisional, and tell the accredited in advance (MM 28(2)) and the subscribers.

    EventInThePast; NoticeTooLate for a closed session. A temporary entry opens its intake (T29).
    """
    authority = may_run(event, by=by, at=at)
    if event.starts_at <= at:
        raise EventInThePast
    last_at = last_notice_at(event)
    if last_at and at > last_at:
        raise NoticeTooLate(last_at)
    found = turn_event(event, "announce" if provisional else "confirm", announced_at=event.announced_at or at)
    kind = ChangeKind.ANNOUNCED if event.state == EventState.DRAFT else ChangeKind.CONFIRMED
    make_public(found, kind, by=by, at=at)
    action = "event.announced" if provisional else "event.confirmed"
    record(action, found, by=authority, at=at, agency=found.agency, after={"starts_at": found.starts_at.isoformat()})
    if found.entry == Entry.TEMPORARY and found.intake_id is None:
        found = _open_intake(found, by=by, at=at)
    return found


def _open_intake(event: Event, *, by: User, at: datetime) -> Event:
    """The window in which others apply for the accreditation at this event; it closes so that all can be decided."""
    names = {f"name_{language}": getattr(event, f"name_{language}") for language in ("kk", "ru", "en")}
    intake = Intake(
        agency=event.agency,
        kind=Kind.TEMPORARY,
        text_kk=event.summary_kk,
        text_ru=event.summary_ru,
        opens_at=at,
        closes_at=event.registration_until_at,
        event_from_at=event.starts_at,
        event_until_at=event.ends_at,
        event_place=event.place[:300],
        **names,
    )
    saved = save_intake(intake=intake, by=by, at=at)
    Event.objects.filter(pk=event.pk).update(intake=announce_intake(intake=saved, by=by, at=at))
    return fresh(event)


@transaction.atomic
def move_event(
    *, event: Event, starts_at: datetime, ends_at: datetime, note_kk: str, note_ru: str, by: User, at: datetime
) -> Event:
    """Another time, with a public note. Registrations stay; whoever is registered is told and may withdraw.

    EventInThePast, NothingMoves; NoticeTooLate where a closed session would come too soon after this notice.
    """
    authority = may_run(event, by=by, at=at)
    if starts_at <= at:
        raise EventInThePast
    if (starts_at, ends_at) == (event.starts_at, event.ends_at):
        raise NothingMoves
    before = event.starts_at
    until_at = event.registration_until_at
    moved = {"starts_at": starts_at, "ends_at": ends_at}
    if until_at:
        moved["registration_until_at"] = min(until_at + (starts_at - before), starts_at)
    found = turn_event(event, "move", **moved)
    last_at = last_notice_at(found)
    if last_at and at > last_at:
        raise NoticeTooLate(last_at)
    if found.intake:
        move_intake_event(intake=found.intake, event_from_at=starts_at, event_until_at=ends_at, by=by, at=at)
    change = make_public(found, ChangeKind.MOVED, note_kk=note_kk, note_ru=note_ru, started_at=before, by=by, at=at)
    plan_reminders(found, at=at)
    times = {"before": {"starts_at": before.isoformat()}, "after": {"starts_at": starts_at.isoformat()}}
    record("event.moved", found, by=authority, at=at, agency=found.agency, note=change.note_ru, **times)
    return fresh(found)


@transaction.atomic
def cancel_event(*, event: Event, note_kk: str, note_ru: str, by: User, at: datetime) -> Event:
    """Take it back, with a public note. It stays on its page and in calendars, as cancelled."""
    authority = may_run(event, by=by, at=at)
    found = turn_event(event, "cancel", ended_at=at)
    if found.intake and INTAKE_LIFECYCLE.allows("cancel", IntakeState(found.intake.state)):
        cancel_intake(intake=found.intake, reason=f"{note_kk} / {note_ru}"[:500], by=by, at=at)
    change = make_public(found, ChangeKind.CANCELLED, note_kk=note_kk, note_ru=note_ru, by=by, at=at)
    record("event.cancelled", found, by=authority, at=at, agency=found.agency, note=change.note_ru)
    return fresh(found)


@transaction.atomic
def drop_event(*, event: Event, by: User, at: datetime) -> Event:
    """A draft that will not be: nobody was told of it."""
    authority = may_run(event, by=by, at=at)
    found = turn_event(event, "drop", ended_at=at)
    record("event.dropped", found, by=authority, at=at, agency=found.agency)
    return found


def turn_events_due(*, at: datetime, limit: int) -> int:
    """Begin and close by their moments. One that was never confirmed does not begin: its officer decides."""
    begin = Event.objects.to_begin(at=at).order_by("starts_at").values_list("pk", flat=True)[:limit]
    begun = each_apart(partial(_begin, at=at), begin, what="event")
    close = Event.objects.to_close(at=at).order_by("ends_at").values_list("pk", flat=True)[:limit]
    return begun + each_apart(partial(_close, at=at), close, what="event")


@transaction.atomic
def _begin(pk: int, *, at: datetime) -> bool:
    return _turn(pk, "begin", "event.begun", None, at)


@transaction.atomic
def _close(pk: int, *, at: datetime) -> bool:
    return _turn(pk, "close", "event.held", None, at)


@transaction.atomic
def close_event(*, event: Event, by: User, at: datetime) -> Event:
    """It is over, before or after the time it was to end."""
    authority = may_run(event, by=by, at=at)
    if not _turn(event.pk, "close", "event.held", authority, at):
        raise EventMoved(event.name)
    return fresh(event)


def _turn(pk: int, move: str, action: str, authority: Authority | None, at: datetime) -> bool:
    found = Event.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).select_related("agency")
    event = found.first()
    if event is None or not EVENT_LIFECYCLE.allows(move, EventState(event.state)):
        return False
    turned = turn_event(event, move, **({"ended_at": at} if move == "close" else {}))
    if move == "begin":
        end_waiting(turned, at=at)
    record(action, turned, by=authority, at=at, agency=turned.agency)
    return True

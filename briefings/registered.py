"""Registrations of an event as lists: filtered, searched, and found by whoever stands at the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accreditation.models import Card
from accreditation.scanned import read_scanned
from accreditation.services.cards import card_status_at
from accreditation.states import Direction, GateVerdict
from briefings.models import Event, Registration, Visit
from briefings.models.registrations import RegistrationQuerySet
from briefings.states import ACTIVE, SEATED, PositionKind, RegistrationState

SHOWS: Mapping[str, tuple[str | Promise, Q]] = {
    "active": (pgettext_lazy("registrations", "In force"), Q(state__in=ACTIVE)),
    "seated": (_("With a place"), Q(state__in=SEATED)),
    "waiting": (_("Waiting list"), Q(state=RegistrationState.WAITING)),
    "applied": (_("Wait for the accreditation"), Q(state=RegistrationState.APPLIED)),
    "gone": (_("Withdrawn and ended"), ~Q(state__in=ACTIVE)),
    "all": (_("All"), Q()),
}
LINES = 50  # at the door: whoever sees more types a name


def counts(event: Event) -> dict[str, int]:
    """How many each filter has, in one query."""
    marks = {code: Count("pk", filter=where) for code, (_words, where) in SHOWS.items() if code != "all"}
    return Registration.objects.filter(event=event).aggregate(**marks, all=Count("pk"))


def listed(event: Event, *, show: str, words: str) -> RegistrationQuerySet:
    """In the order of arrival."""
    found = Registration.objects.filter(SHOWS[show][1], event=event)
    found = found.select_related("position", "outlet", "accreditation", "application")
    return found.filter(_has(words)).order_by("rank") if words else found.order_by("rank")


def _has(words: str) -> Q:
    """Each word somewhere: in the name, the outlet, the e-mail or the telephone."""
    where = Q()
    for word in words.replace("\0", "").split():
        where &= (
            Q(full_name__icontains=word)
            | Q(outlet_name__icontains=word)
            | Q(email__icontains=word)
            | Q(phone__icontains=word)
        )
    return where


@dataclass(frozen=True)
class DoorLine:
    """Somebody at the door; `last` is the latest time they passed it."""

    registration: Registration
    last: Visit | None

    @property
    def is_inside(self) -> bool:
        return self.last is not None and self.last.direction == Direction.IN

    @property
    def has_place(self) -> bool:
        return self.registration.state == RegistrationState.REGISTERED


@dataclass(frozen=True)
class AtTheDoor:
    """What was found for what was typed. `card`: it was the number or the code of this card, of `verdict` now."""

    lines: Sequence[DoorLine]
    more: int = 0
    card: Card | None = None
    verdict: GateVerdict | None = None

    @property
    def is_card_good(self) -> bool:
        return self.verdict == GateVerdict.VALID


def at_the_door(event: Event, typed: str, *, at: datetime) -> AtTheDoor:
    """By name or outlet, or by the number, code or QR of an accreditation card; nothing typed: all who may come in.

    Who withdrew or waits is found by name alone, so that the guard can say why they have no place.
    """
    people = Registration.objects.filter(event=event).exclude(position__kind=PositionKind.REMOTE)
    card = card_of(event, typed)
    if card:
        found = people.filter(_holder(card))
    elif typed.strip():
        found = people.filter(_has(typed))
    else:
        found = people.filter(state=RegistrationState.REGISTERED)
    rows = list(found.select_related("position", "outlet").order_by("full_name", "rank")[: LINES + 1])
    more = found.count() - LINES if len(rows) > LINES else 0
    shown = rows[:LINES]
    last = _last_visits(shown)
    lines = [DoorLine(row, last.get(row.pk)) for row in shown]
    return AtTheDoor(lines, more, card, card_status_at(card, at) if card else None)


def card_of(event: Event, typed: str) -> Card | None:
    """By number, code or QR, of the event's agency: another's number means nobody here."""
    read = read_scanned(typed)
    if not read.words:
        return None
    cards = Card.objects.filter(agency=event.agency).select_related(
        "agency", "accreditation__outlet", "accreditation__application", "accreditation__holder"
    )
    named = Q(code=read.code) if read.code else Q(number=read.number)
    return cards.prefetch_related("accreditation__pauses").filter(named).first()


def _holder(card: Card) -> Q:
    accreditation = card.accreditation
    return Q(accreditation=accreditation) | (
        Q(user=accreditation.holder_id) if accreditation.holder_id else Q(pk__in=())
    )


def _last_visits(registrations: Sequence[Registration]) -> dict[int, Visit]:
    rows = Visit.objects.filter(registration__in=registrations).select_related("by")
    latest = rows.order_by("registration_id", "-at", "-pk").distinct("registration_id")
    return {row.registration_id: row for row in latest}

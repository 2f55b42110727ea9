"""What a gate must know to work alone, and who is inside."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from accreditation import tokens
from accreditation.models import Card, Gate, Passage, SigningKey
from accreditation.states import Direction, GateVerdict, HolderState, Revocation
from agencies.models import Agency

SUSPENDED = "SUSPENDED"
# Reasons of the revocation list for cards that are not revoked themselves.
STATE_REASONS = {
    HolderState.SUSPENDED: SUSPENDED,
    HolderState.DEPRIVED: Revocation.DEPRIVED.value,
    HolderState.GIVEN_UP: Revocation.ENDED.value,
    HolderState.EXPIRED: Revocation.ENDED.value,
}


@dataclass(frozen=True)
class RevokedCard:
    """`card` is `card_digest` of the code: whoever holds the card finds it, nobody else can tell whose it is."""

    card: str
    reason: str


@dataclass(frozen=True)
class KnownCard:
    """A card that is not over, so that its number can be typed without network. No name leaves the house."""

    number: str
    card: str
    first_on: date
    last_on: date
    zones: int


@dataclass(frozen=True)
class HeadCount:
    gate: Gate
    inside: int


def card_digest(code: str) -> str:
    """Twenty hexadecimal digits of the code's SHA-256."""
    return hashlib.sha256(code.encode()).hexdigest()[:20]


def revoked_cards(agency: Agency, *, at: datetime) -> list[RevokedCard]:
    """Cards not over yet that no gate may let in: revoked, or of a suspended or ended accreditation."""
    bad = Q(revoked_at__isnull=False) | Q(accreditation__state__in=STATE_REASONS)
    bad |= Q(key__distrusted_from__isnull=False)  # until the sweep has signed them anew
    found = Card.objects.current(on=agency.local(at).date()).filter(bad, agency=agency).order_by("pk")
    return [
        RevokedCard(card_digest(code), revocation or STATE_REASONS.get(HolderState(state), Revocation.KEY.value))
        for code, revocation, state in found.values_list("code", "revocation", "accreditation__state")
    ]


def known_cards(agency: Agency, *, at: datetime) -> list[KnownCard]:
    found = Card.objects.current(on=agency.local(at).date()).filter(agency=agency).order_by("pk")
    fields = ("number", "code", "valid_from_on", "valid_until_on", "accreditation__zones")
    return [
        KnownCard(number, card_digest(code), first_on, last_on, tokens.zone_mask(zones))
        for number, code, first_on, last_on, zones in found.values_list(*fields)
    ]


def published_keys(agency: Agency) -> list[SigningKey]:
    """Every key that has ever signed and is trusted: old cards must be verifiable."""
    return list(SigningKey.objects.trusted().filter(agency=agency).order_by("pk"))


def distrusted_keys(agency: Agency) -> list[SigningKey]:
    """Apart from the others, so that whoever does not know of this list refuses what they signed as well."""
    return list(SigningKey.objects.distrusted().filter(agency=agency).order_by("pk"))


def inside(agency: Agency, *, at: datetime, zones: Sequence[int] | None = None) -> list[Passage]:
    """The entries of today that nobody left from; `zones`: of the gates with these zones alone."""
    today = datetime.combine(agency.local(at).date(), time.min, agency.zone)
    moved = Q(direction=Direction.OUT) | Q(told=GateVerdict.VALID)
    rows = Passage.objects.filter(moved, agency=agency, card__isnull=False, scanned_at__gte=today)
    if zones is not None:
        rows = rows.filter(gate__zones=list(zones))
    stay = ("card_id", "gate__zones")  # of a card in a place; `card` alone would sort as cards do
    last = rows.order_by(*stay, "-scanned_at", "-received_at", "-pk").distinct(*stay)
    known = last.select_related("card", "gate", "by", "doubles__gate", "doubles__by", "doubles__card")
    return [row.doubles or row for row in known if row.direction == Direction.IN]


def head_counts(agency: Agency, *, at: datetime) -> list[HeadCount]:
    """By the gate through which they came in."""
    entries = Counter(row.gate_id for row in inside(agency, at=at))
    gates = Gate.objects.filter(Q(is_active=True) | Q(pk__in=entries), agency=agency)
    return [HeadCount(gate, entries[gate.pk]) for gate in gates]


def people_inside(agency: Agency, *, at: datetime) -> int:
    """Who is in an inner zone is in the building too, and counts once."""
    return len({row.card_id for row in inside(agency, at=at)})

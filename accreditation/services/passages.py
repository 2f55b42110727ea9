"""Who passed a gate: each scan once, the first entry kept, doubles marked whichever phone was first to upload."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accreditation import tokens
from accreditation.models import Card, Gate, Passage, SigningKey
from accreditation.scanned import Scanned, read_scanned
from accreditation.services.cards import card_status_at
from accreditation.states import Direction, GateVerdict
from agencies.access import require
from agencies.models import Agency
from agencies.states import Permission

OLDEST = timedelta(days=30)  # a phone that was offline for longer has a wrong clock
CHAINED = (GateVerdict.VALID, GateVerdict.ALREADY_INSIDE)  # verdicts that follow from the other passages


@dataclass(frozen=True)
class Scan:
    """`told`: what the phone said by itself, because it was offline; None: it waits for our answer."""

    mark: UUID
    text: str
    direction: Direction
    scanned_at: datetime
    told: GateVerdict | None = None


@dataclass(frozen=True)
class Judged:
    """By the card alone, before it is known who is inside."""

    card: Card | None
    verdict: GateVerdict
    words: str


@transaction.atomic
def record_passages(*, gate: Gate, scans: Sequence[Scan], by: User, at: datetime) -> list[Passage]:
    """Write the scans that are new and answer all of them, in their order; sent again, nothing changes.

    A scan from the future is taken as made now. A phone that told its verdict by itself because our answer was lost
    corrects what we believed it told.
    """
    require(by, Permission.CHECK_CARDS, gate.agency, at=at)
    # Two uploads of one gate come one after the other; then cards are locked, by their keys in order.
    locked = Gate.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=gate.pk)
    judged = _judge(locked, scans, at)
    known = {row.mark: row for row in Passage.objects.filter(mark__in=[scan.mark for scan in scans])}
    fresh = {scan.mark: _row(locked, scan, judged[scan.mark], by, at) for scan in scans if scan.mark not in known}
    Passage.objects.bulk_create(fresh.values())
    for scan in scans:
        if scan.told and scan.mark in known and not known[scan.mark].is_offline:
            Passage.objects.filter(mark=scan.mark, gate=locked).update(told=scan.told, is_offline=True)
    touched = {(found.card, _bounded(scan, at)) for scan in scans if (found := judged[scan.mark]).card}
    for card, day in sorted({(card.pk, _day(locked.agency, moment)) for card, moment in touched if card}):
        _reckon(card, locked, day)
    answered = answers(locked.agency, [scan.mark for scan in scans])
    return [answered[scan.mark] for scan in scans if scan.mark in answered]


def answers(agency: Agency, marks: Iterable[UUID]) -> dict[UUID, Passage]:
    """With everything an answer shows."""
    known = ("card__accreditation__outlet", "doubles__gate", "doubles__by", "gate")
    return {row.mark: row for row in Passage.objects.filter(agency=agency, mark__in=marks).select_related(*known)}


def _bounded(scan: Scan, at: datetime) -> datetime:
    return max(min(scan.scanned_at, at), at - OLDEST)


def _day(agency: Agency, at: datetime) -> date:
    return agency.local(at).date()


def _row(gate: Gate, scan: Scan, judged: Judged, by: User, at: datetime) -> Passage:
    """`told` stays open where it depends on who is inside; `_reckon` says it."""
    waits = judged.verdict == GateVerdict.VALID and scan.direction == Direction.IN
    return Passage(
        agency=gate.agency,
        gate=gate,
        card=judged.card,
        mark=scan.mark,
        direction=scan.direction,
        told=scan.told or ("" if waits else judged.verdict),
        verdict=judged.verdict,
        words=judged.words,
        is_offline=scan.told is not None,
        scanned_at=_bounded(scan, at),
        received_at=at,
        by=by,
    )


def _judge(gate: Gate, scans: Sequence[Scan], at: datetime) -> Mapping[UUID, Judged]:
    read = {scan.mark: read_scanned(scan.text) for scan in scans}
    named = Q(code__in={found.code for found in read.values()}) | Q(
        agency=gate.agency, number__in={found.number for found in read.values()}
    )
    lines = Card.objects.select_for_update(no_key=True, of=("self",)).filter(named).order_by("pk")
    cards = list(lines.select_related("agency", "accreditation", "key").prefetch_related("accreditation__pauses"))
    by_words = {card.code: card for card in cards}
    by_words |= {card.number: card for card in cards if card.agency_id == gate.agency_id}
    keys = {key.key_id: key for key in SigningKey.objects.filter(agency=gate.agency)}
    return {
        scan.mark: _verdict(gate, scan, read[scan.mark], by_words.get(read[scan.mark].words), keys, at)
        for scan in scans
    }


def _verdict(
    gate: Gate, scan: Scan, read: Scanned, card: Card | None, keys: Mapping[str, SigningKey], at: datetime
) -> Judged:
    words = read.words
    if read.token is not None and (refusal := _refusal(read, keys, _bounded(scan, at))):
        return Judged(None, refusal, words)
    if card is None:
        return Judged(None, GateVerdict.UNKNOWN, words)
    if card.agency_id != gate.agency_id:
        return Judged(None, GateVerdict.FOREIGN, words)
    verdict = card_status_at(card, _bounded(scan, at))
    zones = set(card.accreditation.zones)
    if verdict == GateVerdict.VALID and scan.direction == Direction.IN and gate.zones and not zones & set(gate.zones):
        verdict = GateVerdict.WRONG_ZONE
    return Judged(card, verdict, card.number)


def _refusal(read: Scanned, keys: Mapping[str, SigningKey], at: datetime) -> GateVerdict | None:
    """Why the token of a QR proves nothing. A good token under another card's address is a forgery too.

    Of a key that is no longer trusted it proved something until then: a scan is judged by its own time.
    """
    public = {bytes.fromhex(key.key_id): bytes.fromhex(key.public_key) for key in keys.values()}
    try:
        words = tokens.verify(tokens.from_text(read.token or ""), public)
    except tokens.UnknownKey:
        return GateVerdict.FOREIGN
    except tokens.Refused:
        return GateVerdict.BAD_SIGNATURE
    if words.code != read.code:
        return GateVerdict.BAD_SIGNATURE
    lost_at = keys[words.key_id.hex()].distrusted_from
    return GateVerdict.DISTRUSTED if lost_at and lost_at <= at else None


def _reckon(card: int, gate: Gate, day: date) -> None:
    """Walk the passages of a card through gates of the same zones on one day, by the time of the scan.

    Nobody stays inside over midnight: who left by a door without a gate would be refused for ever.
    """
    zone = gate.agency.zone
    day_from, day_until = (datetime.combine(on, time.min, zone) for on in (day, day + timedelta(days=1)))
    rows = Passage.objects.select_for_update(of=("self",)).filter(
        card=card, gate__zones=gate.zones, scanned_at__gte=day_from, scanned_at__lt=day_until
    )
    entry: Passage | None = None
    for row in rows.order_by("scanned_at", "received_at", "pk"):
        if row.direction == Direction.OUT:
            entry = None
            continue
        _settle(row, entry)
        if row.told == GateVerdict.VALID:
            entry = entry or row


def _settle(row: Passage, entry: Passage | None) -> None:
    """What the row is, with somebody let in before it by the same card (`entry`) or nobody."""
    before = (row.told, row.verdict, row.doubles_id)
    settled = GateVerdict.ALREADY_INSIDE if entry else GateVerdict.VALID
    row.told = row.told or settled
    # Who was refused was not inside; and what is wrong with the card itself stays wrong.
    if row.told == GateVerdict.VALID and row.verdict in CHAINED:
        row.verdict, row.doubles = settled, entry
    elif row.told == GateVerdict.ALREADY_INSIDE and row.verdict in CHAINED:
        row.verdict, row.doubles = GateVerdict.ALREADY_INSIDE, entry or row.doubles
    if before != (row.told, row.verdict, row.doubles_id):
        row.save(update_fields=["told", "verdict", "doubles"])

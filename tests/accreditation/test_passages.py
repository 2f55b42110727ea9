"""Scans at gates: judged, kept once, doubles by the time of the scan whichever phone was first to upload."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from accreditation import gatework
from accreditation.models import Card, Gate, Passage
from accreditation.scanned import Scanned, read_scanned
from accreditation.services.cards import reissue_card, report_lost
from accreditation.services.keys import rotate_key
from accreditation.services.passages import Scan, record_passages
from accreditation.states import Direction, GateVerdict, HolderState
from agencies.access import NotPermitted
from agencies.states import Role
from tests.accreditation.press import THURSDAY, make_card, make_gate, together
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
IN, OUT = Direction.IN, Direction.OUT
VALID, INSIDE = GateVerdict.VALID, GateVerdict.ALREADY_INSIDE


def at_minute(minute: float) -> datetime:
    return THURSDAY + minute * MINUTE


def guard_of(gate: Gate) -> User:
    return make_member(Role.GATE, gate.agency).user


def scan(card: Card | str, minute: float = 0, direction: Direction = IN, **fields) -> Scan:
    text = card if isinstance(card, str) else card.qr
    return Scan(**{"mark": uuid4(), "text": text, "direction": direction, "scanned_at": at_minute(minute)} | fields)


def upload(gate: Gate, scans: Sequence[Scan], minute: float = 60, by: User | None = None) -> list[GateVerdict]:
    rows = record_passages(gate=gate, scans=scans, by=by or guard_of(gate), at=at_minute(minute))
    return [GateVerdict(row.verdict) for row in rows]


def now(mark: UUID) -> tuple[str, str, int | None]:
    row = Passage.objects.get(mark=mark)
    return row.told, row.verdict, row.doubles_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://press.example.kz/verify/00112233445566778899/#AbC", Scanned("00112233445566778899", "", "AbC")),
        ("https://press.example.kz/kk/verify/00112233445566778899/#", Scanned("00112233445566778899", "", "")),
        ("0011 2233-4455 6677 8899", Scanned("00112233445566778899")),
        ("AABBccddeeff00112233", Scanned("aabbccddeeff00112233")),
        (" crd-2026-000123 ", Scanned(number="CRD-2026-000123")),
        ("2026 123", Scanned(number="CRD-2026-000123")),
        ("https://example.com/menu", Scanned()),
        ("", Scanned()),
        ("x" * 10_000, Scanned()),
    ],
)
def test_gate_reads_what_is_shown_or_typed(text, expected):
    assert read_scanned(text) == expected


def test_scan_is_let_in_and_written_once():
    card = make_card()
    gate = make_gate(card.agency)
    sent = [scan(card)]
    assert [upload(gate, sent, by=guard_of(gate)) for _ in range(3)] == [[VALID]] * 3
    row = Passage.objects.get()
    assert (row.words, row.told, row.card, row.is_offline) == (card.number, VALID, card, False)


@pytest.mark.parametrize("typed", ["number", "code"])
def test_number_and_code_may_be_typed(typed):
    card = make_card()
    assert upload(make_gate(card.agency), [scan(getattr(card, typed))]) == [VALID]


def test_each_refusal_has_its_own_reason():
    card = make_card(zones=[2])
    agency = card.agency
    gate = make_gate(agency)
    good = card.qr
    foreign = make_card()
    later, over, paused, lost = (make_card(agency) for _ in range(4))
    Card.objects.filter(pk=later.pk).update(valid_from_on=THURSDAY.date() + timedelta(days=1))
    Card.objects.filter(pk=over.pk).update(valid_until_on=THURSDAY.date() - timedelta(days=1))
    type(paused.accreditation).objects.filter(pk=paused.accreditation_id).update(state=HolderState.GIVEN_UP)
    report_lost(card=lost, by=None, at=at_minute(-1))
    middle = good.index("#") + 40
    altered = good[:middle] + ("A" if good[middle] != "A" else "B") + good[middle + 1 :]
    cases = [
        (altered, GateVerdict.BAD_SIGNATURE, "one letter of the token altered"),
        (good.replace(card.code, lost.code), GateVerdict.BAD_SIGNATURE, "a good token under another code"),
        (good.partition("#")[0] + "#", GateVerdict.BAD_SIGNATURE, "no token"),
        (foreign.qr, GateVerdict.FOREIGN, "a key of another agency"),
        (foreign.code, GateVerdict.FOREIGN, "typed, of another agency"),
        (later.qr, GateVerdict.NOT_YET, "tomorrow"),
        (over.qr, GateVerdict.EXPIRED, "yesterday"),
        (lost.qr, GateVerdict.REVOKED, "lost"),
        (paused.qr, GateVerdict.REVOKED, "given up"),
        ("CRD-2026-999999", GateVerdict.UNKNOWN, "no such number"),
        ("https://example.com/", GateVerdict.UNKNOWN, "a QR of something else"),
        (good, VALID, "and the good one"),
        (good, INSIDE, "replayed"),
    ]
    found = upload(gate, [scan(text, minute) for minute, (text, _verdict, _why) in enumerate(cases)])
    assert list(zip(found, [why for _text, _verdict, why in cases], strict=True)) == [
        (verdict, why) for _text, verdict, why in cases
    ]


def test_token_of_a_replaced_card_is_revoked_and_a_rotated_key_still_lets_in():
    card = make_card()
    senior = make_member(Role.SENIOR_OFFICER, card.agency).user
    rotate_key(agency=card.agency, by=senior, at=THURSDAY)
    gate = make_gate(card.agency)
    assert upload(gate, [scan(card), scan(card, 1, OUT)]) == [VALID, VALID]
    new = reissue_card(card=card, by=senior, at=at_minute(2))
    assert upload(gate, [scan(card, 3), scan(new, 4)]) == [GateVerdict.REVOKED, VALID]


@pytest.mark.parametrize(
    ("of_card", "of_gate", "expected", "why"),
    [
        ([1], [1, 2], VALID, "one of the gate's zones"),
        ([3], [1, 2], GateVerdict.WRONG_ZONE, "another zone"),
        ([], [1], GateVerdict.WRONG_ZONE, "no zone at all"),
        ([], [], VALID, "a gate for everybody"),
    ],
)
def test_gate_wants_one_of_its_zones(of_card, of_gate, expected, why):
    card = make_card(zones=of_card)
    assert upload(make_gate(card.agency, zones=of_gate), [scan(card)]) == [expected], why


def test_leaving_is_never_refused_for_the_zone_and_ends_the_stay():
    card = make_card(zones=[1])
    gate = make_gate(card.agency, zones=[1])
    type(card.accreditation).objects.update(zones=[])
    assert upload(gate, [scan(card, 1, OUT)]) == [VALID]


@pytest.mark.parametrize("order", ["in order", "reversed", "one by one reversed"])
def test_first_entry_is_kept_in_whatever_order_two_phones_upload(order):
    card = make_card()
    north, south = make_gate(card.agency), make_gate(card.agency)
    early, late = scan(card, 10, told=VALID), scan(card, 15, told=VALID)
    uploads = [(north, early), (south, late)]
    for gate, one in uploads if order == "in order" else reversed(uploads):
        upload(gate, [one])
    entry = Passage.objects.get(mark=early.mark)
    assert now(early.mark) == (VALID, VALID, None)
    assert now(late.mark) == (VALID, INSIDE, entry.pk)
    [inside] = gatework.inside(card.agency, at=at_minute(60))
    assert inside == entry


def test_leaving_that_comes_late_makes_the_double_an_entry_again():
    card = make_card()
    gate = make_gate(card.agency)
    first, second, leaving = scan(card, 1, told=VALID), scan(card, 9, told=VALID), scan(card, 5, OUT, told=VALID)
    upload(gate, [first, second])
    assert now(second.mark)[1] == INSIDE
    upload(gate, [leaving], 70)
    assert now(second.mark) == (VALID, VALID, None)


def test_who_was_refused_as_already_inside_did_not_enter():
    """Refused at five; the leaving at three arrives later. The refusal stays, and nobody is inside."""
    card = make_card()
    gate = make_gate(card.agency)
    refused = scan(card, 5)
    upload(gate, [scan(card, 1), refused])
    upload(gate, [scan(card, 3, OUT, told=VALID)], 70)
    assert now(refused.mark)[:2] == (INSIDE, INSIDE)
    assert gatework.inside(card.agency, at=at_minute(80)) == []


def test_let_in_offline_with_a_revoked_card_is_inside_and_shown_as_revoked():
    card = make_card()
    gate = make_gate(card.agency)
    report_lost(card=card, by=None, at=at_minute(1))
    offline = scan(card, 10, told=VALID)
    assert upload(gate, [offline]) == [GateVerdict.REVOKED]
    assert now(offline.mark) == (VALID, GateVerdict.REVOKED, None)
    assert len(gatework.inside(card.agency, at=at_minute(60))) == 1


def test_phone_that_never_got_our_answer_corrects_what_it_told():
    """We said “already inside”, the answer was lost, and the phone let in by itself."""
    card = make_card()
    gate = make_gate(card.agency)
    lost = scan(card, 5)
    assert upload(gate, [scan(card, 1), lost]) == [VALID, INSIDE]
    again = Scan(**vars(lost) | {"told": VALID})
    assert [upload(gate, [again]) for _ in range(2)] == [[INSIDE], [INSIDE]]
    assert now(lost.mark)[0] == VALID
    assert Passage.objects.get(mark=lost.mark).is_offline


def test_inner_zone_is_another_place_and_people_are_counted_once():
    card = make_card(zones=[1])
    door, hall = make_gate(card.agency), make_gate(card.agency, zones=[1])
    other = make_card(card.agency)
    assert upload(door, [scan(card), scan(other)]) == [VALID, VALID]
    assert upload(hall, [scan(card, 5)]) == [VALID]
    counts = {row.gate: row.inside for row in gatework.head_counts(card.agency, at=at_minute(60))}
    assert (counts, gatework.people_inside(card.agency, at=at_minute(60))) == ({door: 2, hall: 1}, 2)


def test_night_ends_every_stay():
    card = make_card()
    gate = make_gate(card.agency)
    assert upload(gate, [scan(card)]) == [VALID]
    tomorrow = 24 * 60
    assert gatework.inside(card.agency, at=at_minute(tomorrow)) == []
    assert upload(gate, [scan(card, tomorrow)], tomorrow) == [VALID]


@pytest.mark.parametrize(
    ("ahead", "kept"), [(0, 0), (5, 0), (60 * 24 * 400, 0), (-3, -3), (-60 * 24 * 400, -60 * 24 * 30)]
)
def test_clock_of_the_phone_is_bounded(ahead, kept):
    card = make_card(at=at_minute(-60 * 24 * 31))
    one = scan(card, ahead)
    upload(make_gate(card.agency), [one], 0)
    assert Passage.objects.get().scanned_at == at_minute(kept)


def test_only_gate_staff_of_the_agency_record():
    card = make_card()
    gate = make_gate(card.agency)
    for who in (make_user(), make_member(Role.AUDITOR, card.agency).user, make_member(Role.GATE).user):
        with pytest.raises(NotPermitted):
            upload(gate, [scan(card)], by=who)
    assert not Passage.objects.exists()


def test_mark_of_another_agency_is_not_answered():
    card, stranger = make_card(), make_gate()
    one = scan(card)
    upload(make_gate(card.agency), [one])
    assert record_passages(gate=stranger, scans=[one], by=guard_of(stranger), at=at_minute(61)) == []


def test_batch_that_dies_half_way_leaves_nothing_and_may_come_again(monkeypatch):
    card = make_card()
    other, gate = make_card(card.agency), make_gate(card.agency)
    guard = guard_of(gate)
    sent = [scan(card), scan(other, 1), scan(card, 2, OUT)]

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("accreditation.services.passages.answers", die)
        with pytest.raises(KeyboardInterrupt):
            upload(gate, sent, by=guard)
    assert not Passage.objects.exists()
    assert upload(gate, sent, by=guard) == [VALID, VALID, VALID]
    assert Passage.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_phones_and_a_repeated_upload_at_the_same_moment_lose_and_double_nothing():
    agency = make_agency()
    cards = [make_card(agency) for _ in range(3)]
    gates = [make_gate(agency), make_gate(agency)]
    guard = make_member(Role.GATE, agency).user
    batches = [
        (gates[place], [scan(card, minute, told=VALID) for minute, card in enumerate(order, start=place * 10)])
        for place, order in enumerate((cards, cards[::-1]))
    ]
    uploads = batches * 3  # each phone sends its batch three times
    outcomes = together(*[partial(upload, gate, scans, by=guard) for gate, scans in uploads])
    assert outcomes == [None] * 6
    assert Passage.objects.count() == 6
    entries = {one.mark for one in batches[0][1]}  # the first phone scanned ten minutes before the second
    assert {row.mark for row in Passage.objects.filter(verdict=VALID)} == entries
    doubles = Passage.objects.filter(verdict=INSIDE)
    assert {(row.card_id, row.doubles.card_id, row.doubles.mark in entries) for row in doubles} == {
        (card.pk, card.pk, True) for card in cards
    }


def test_state_of_a_gate_costs_the_same_for_one_card_and_three(django_assert_num_queries):
    agency = make_agency()
    gate = make_gate(agency)
    for count in (1, 2):
        cards = [make_card(agency) for _ in range(count)]
        upload(gate, [scan(card) for card in cards])
        with django_assert_num_queries(1):
            found = gatework.inside(agency, at=at_minute(60), zones=gate.zones)
            assert [(row.gate.name, row.by.full_name != "", row.card.code != "") for row in found]


def test_recording_costs_the_same_for_one_scan_and_three_of_new_cards(django_assert_max_num_queries):
    """Each card is reckoned by itself: one reading and one row."""
    agency = make_agency()
    gate = make_gate(agency)
    guard = guard_of(gate)
    for count, limit in ((1, 14), (3, 18)):
        sent = [scan(make_card(agency)) for _ in range(count)]
        with django_assert_max_num_queries(limit):
            upload(gate, sent, by=guard)

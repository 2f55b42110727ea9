"""Zones, gates, cards, keys and the log of passages, as officers work with them."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accreditation.models import Card, Gate, SigningKey, Zone
from accreditation.services.passages import Scan, record_passages
from accreditation.states import Direction, GateVerdict, Revocation
from agencies.states import Role
from audit.queries import entries
from tests.accreditation.press import THURSDAY, make_card, make_gate
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
NAMES = {"name_kk": "Зал", "name_ru": "Зал", "name_en": "Hall"}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


def at_work(agency, role: Role = Role.SENIOR_OFFICER) -> Client:
    client = Client()
    client.force_login(make_member(role, agency).user)
    return client


def url(page: str, *args: object) -> str:
    return reverse(f"admin:accreditation_{page}", args=args)


def act(client: Client, model: str, action: str, *rows) -> str:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], "index": "0"}
    return client.post(url(f"{model}_changelist"), chosen, follow=True).content.decode()


def test_senior_officer_adds_zones_and_gates_and_both_are_in_the_trail():
    agency = make_agency()
    client = at_work(agency)
    client.post(url("zone_add"), {"agency": agency.pk, "number": 2, **NAMES})
    zone = Zone.objects.get()
    client.post(url("gate_add"), {"agency": agency.pk, "zones": [2], "is_active": "on", **NAMES})
    gate = Gate.objects.get()
    assert (zone.number, gate.zones) == (2, [2])
    assert [entry.words for entry in entries(zone, gate)] == ["The zone was saved", "The gate was saved"]


def test_gate_takes_no_zone_of_another_agency_and_number_of_a_zone_stays():
    agency, other = make_agency(), make_agency()
    Zone.objects.create(agency=other, number=7, **NAMES)
    zone = Zone.objects.create(agency=agency, number=1, **NAMES)
    client = at_work(agency)
    client.post(url("gate_add"), {"agency": agency.pk, "zones": [7], "is_active": "on", **NAMES})
    assert not Gate.objects.exists()
    client.post(url("zone_change", zone.pk), {"number": 5, **NAMES | {"name_en": "Foyer"}})
    zone.refresh_from_db()
    assert (zone.number, zone.name_en) == (1, "Foyer")


def test_officer_revokes_reissues_and_takes_back_cards_from_the_list():
    agency = make_agency()
    lost, worn, back = (make_card(agency) for _ in range(3))
    client = at_work(agency, Role.PRESS_OFFICER)
    assert "1 card was revoked." in act(client, "card", "report_lost", lost)
    assert "1 new card was issued." in act(client, "card", "reissue", worn)
    assert "1 card was taken back." in act(client, "card", "take_back", back)
    assert [card.revocation for card in Card.objects.order_by("pk")] == [
        *(Revocation.LOST, Revocation.REPLACED, Revocation.RETURNED),
        "",
    ]
    assert "revoked or replaced already" in act(client, "card", "take_back", back)


def test_auditor_sees_cards_and_has_no_action():
    card = make_card()
    client = at_work(card.agency, Role.AUDITOR)
    assert card.number in client.get(url("card_changelist")).content.decode()
    act(client, "card", "report_lost", card)
    card.refresh_from_db()
    assert card.revoked_at is None


def test_page_of_a_card_shows_no_token():
    card = make_card()
    page = at_work(card.agency).get(url("card_change", card.pk)).content.decode()
    assert (card.accreditation.full_name in page, card.token in page) == (True, False)


def test_key_is_rotated_once_per_agency_and_shown_without_its_private_part():
    key = make_card().key
    client = at_work(key.agency)
    assert "Old cards stay good" in act(client, "signingkey", "rotate", key)
    assert SigningKey.objects.filter(retired_at=None).count() == 1
    assert SigningKey.objects.count() == 2
    page = client.get(url("signingkey_change", key.pk)).content.decode()
    assert (key.public_key in page, key.sealed_private_key in page) == (True, False)


@pytest.fixture
def passed():
    """Three people at two gates: two inside, one let in offline with a lost card."""
    agency = make_agency()
    north, south = (make_gate(agency) for _ in range(2))
    guard = make_member(Role.GATE, agency).user
    cards = [make_card(agency) for _ in range(3)]
    ago = timedelta(minutes=5)

    def scan(card: Card, direction: Direction = Direction.IN, days: int = 0, **fields) -> Scan:
        return Scan(uuid4(), card.qr, direction, THURSDAY - ago - timedelta(days=days), **fields)

    Card.objects.filter(pk=cards[2].pk).update(revoked_at=THURSDAY - 2 * ago, revocation=Revocation.LOST)
    record_passages(gate=north, scans=[scan(cards[0]), scan(cards[1])], by=guard, at=THURSDAY)
    record_passages(
        gate=south,
        scans=[scan(cards[2], told=GateVerdict.VALID), scan(cards[1], Direction.OUT)],
        by=guard,
        at=THURSDAY,
    )
    return agency, cards


def test_log_shows_who_is_inside_by_gate(passed):
    agency, _cards = passed
    page = at_work(agency, Role.PRESS_OFFICER).get(url("passage_changelist")).content.decode()
    assert "2 people are inside now" in page
    names = [gate.name_en for gate in Gate.objects.order_by("pk")]
    assert [f"came in by {name}: 1" in page for name in names] == [True, True]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 4),
        ("day=2026-03-19", 4),
        ("day=2026-03-18", 0),
        ("verdict__exact=REVOKED", 1),
        ("doubt=1", 1),
        ("direction__exact=OUT", 1),
        ("q=CRD-2026-000002", 2),
    ],
)
def test_log_is_filtered(passed, query, expected):
    agency, _cards = passed
    response = at_work(agency, Role.PRESS_OFFICER).get(f"{url('passage_changelist')}?{query}")
    assert response.context["cl"].result_count == expected


@pytest.mark.parametrize("day", ["yesterday", "9999-12-31", "2026-13-01", "0001-01-01"])
def test_day_that_no_calendar_has_breaks_nothing(passed, day):
    agency, _cards = passed
    answer = at_work(agency, Role.PRESS_OFFICER).get(f"{url('passage_changelist')}?day={day}")
    assert answer.status_code in (200, 302)


def test_empty_list_says_what_would_stand_in_it():
    officer = at_work(make_agency(), Role.PRESS_OFFICER)
    assert "Each card that a gate scans" in officer.get(url("passage_changelist")).content.decode()
    filtered = officer.get(url("passage_changelist"), {"doubt": "1"}).content.decode()
    assert ("Each card that a gate scans" in filtered, "Nothing was found" in filtered) == (False, True)


def test_gates_of_others_are_no_filter(passed):
    agency, _cards = passed
    other = make_gate()
    officer = at_work(agency, Role.PRESS_OFFICER)
    assert other.name_en not in officer.get(url("passage_changelist")).content.decode()
    assert officer.get(f"{url('passage_changelist')}?gate={other.pk}").context["cl"].result_count == 4


@pytest.mark.parametrize(("model", "queries"), [("card", 6), ("passage", 11)])
def test_list_costs_the_same_for_one_row_and_three(model, queries, django_assert_num_queries):
    agency = make_agency()
    gate, guard = make_gate(agency), make_member(Role.GATE, agency).user
    client = at_work(agency, Role.PRESS_OFFICER)
    for count in (1, 2):
        for _ in range(count):
            scan = Scan(uuid4(), make_card(agency).qr, Direction.IN, THURSDAY)
            record_passages(gate=gate, scans=[scan], by=guard, at=THURSDAY)
        with django_assert_num_queries(queries):
            client.get(url(f"{model}_changelist"))

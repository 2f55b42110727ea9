"""What phones at gates ask and send, and the pages they open."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accreditation.models import Passage
from accreditation.services.cards import report_lost
from accreditation.services.passages import OLDEST
from agencies.states import Role
from tests.accreditation.press import THURSDAY, make_card, make_gate
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as clock:
        yield clock


def guard_of(agency, **options) -> Client:
    client = Client(**options)
    client.force_login(make_member(Role.GATE, agency).user)
    return client


def send(client: Client, gate, *scans: dict, sent_at=THURSDAY, **headers):
    body = {"sent_at": sent_at.isoformat(), "scans": list(scans)}
    return client.post(reverse("api:gate_passages", args=[gate.pk]), body, "application/json", headers=headers)


def scan(text: str, at=THURSDAY, **fields) -> dict:
    return {"mark": str(uuid4()), "text": text, "direction": "IN", "scanned_at": at.isoformat()} | fields


def test_phone_gets_all_it_needs_and_no_names_of_card_holders():
    agency = make_agency()
    gate = make_gate(agency, zones=[2, 3])
    good, lost = (make_card(agency, zones=[2]) for _ in range(2))
    report_lost(card=lost, by=None, at=THURSDAY)
    client = guard_of(agency)
    send(client, gate, scan(good.qr))
    answer = client.get(reverse("api:gate", args=[gate.pk]))
    said = answer.json()
    assert (said["agency"], said["zones"], said["time_zone"]) == (agency.pk, 0b110, "Asia/Almaty")
    assert [row["number"] for row in said["cards"]] == [good.number, lost.number]
    assert [(row["card"], row["reason"]) for row in said["revoked"]] == [(said["cards"][1]["card"], "LOST")]
    assert [(row["card"], row["gate"]) for row in said["inside"]] == [(said["cards"][0]["card"], gate.name)]
    assert [key["key_id"] for key in said["keys"]] == [good.key.key_id]
    assert good.accreditation.full_name not in answer.content.decode()
    assert good.code not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_answer_names_the_holder_and_the_first_entry():
    card = make_card()
    gate = make_gate(card.agency)
    client = guard_of(card.agency)
    first, second = (send(client, gate, scan(card.qr)).json()["results"][0] for _ in range(2))
    assert (first["verdict"], first["name"], first["first_entry"]) == ("VALID", card.accreditation.full_name, None)
    assert (second["verdict"], second["first_entry"]["gate"]) == ("ALREADY_INSIDE", gate.name)
    assert second["first_entry"]["at"] == "2026-03-19T11:00:00+05:00"


def test_wrong_clock_of_a_phone_is_corrected_by_what_it_says_the_time_is():
    """The phone is a year behind: seven minutes ago by its own clock was seven minutes ago."""
    card = make_card()
    gate = make_gate(card.agency)
    wrong = THURSDAY - timedelta(days=365)
    send(guard_of(card.agency), gate, scan(card.qr, wrong - timedelta(minutes=7)), sent_at=wrong)
    assert Passage.objects.get().scanned_at == THURSDAY - timedelta(minutes=7)


@pytest.mark.parametrize(
    ("scanned", "sent", "kept"),
    [
        ("2026-03-20T00:00:00Z", "2026-03-19T06:00:00Z", timedelta()),
        ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", OLDEST),
        ("9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", timedelta()),
    ],
)
def test_no_clock_is_too_wrong(scanned, sent, kept):
    card = make_card()
    gate = make_gate(card.agency)
    body = {"sent_at": sent, "scans": [scan(card.qr) | {"scanned_at": scanned}]}
    url = reverse("api:gate_passages", args=[gate.pk])
    answer = guard_of(card.agency).post(url, body, "application/json")
    if answer.status_code == 200:
        assert Passage.objects.get().scanned_at == THURSDAY - kept
    assert answer.status_code in (200, 400), "a moment that no clock has may be refused, never break"


@pytest.mark.parametrize(
    "spoil",
    [
        {"mark": "x"},
        {"direction": "UP"},
        {"told": "MAYBE"},
        {"text": "x" * 1001},
        {"scanned_at": "yesterday"},
        {"text": "nul\0"},
    ],
    ids=lambda value: str(value)[:30],
)
def test_spoilt_scan_is_refused_with_its_field(spoil):
    card = make_card()
    gate = make_gate(card.agency)
    answer = send(guard_of(card.agency), gate, scan(card.qr) | spoil)
    assert answer.status_code == 400
    assert not Passage.objects.exists()


def test_upload_needs_the_csrf_token_that_the_state_carries():
    card = make_card()
    gate = make_gate(card.agency)
    client = guard_of(card.agency, enforce_csrf_checks=True)
    assert send(client, gate, scan(card.qr)).status_code == 403
    token = client.get(reverse("api:gate", args=[gate.pk])).json()["csrf"]
    assert send(client, gate, scan(card.qr), x_csrftoken=token).status_code == 200


def test_gate_of_another_agency_and_a_closed_one_are_not_there():
    card = make_card()
    gate = make_gate(card.agency)
    assert send(guard_of(make_agency()), gate, scan(card.qr)).status_code == 404
    closed = make_gate(card.agency, is_active=False)
    assert send(guard_of(card.agency), closed, scan(card.qr)).status_code == 404
    assert send(Client(), gate, scan(card.qr)).status_code == 403


def test_plain_page_records_a_form_sent_twice_once():
    card = make_card()
    gate = make_gate(card.agency)
    client, url = guard_of(card.agency), reverse("gate:gate", args=[gate.pk])
    typed = {"mark": str(uuid4()), "direction": "IN", "text": card.number}
    pages = [client.post(url, typed).content.decode() for _ in range(2)]
    assert ["Let in" in page.partition("<form")[0] for page in pages] == [True, True]
    assert card.accreditation.full_name in pages[0]
    assert Passage.objects.count() == 1
    again = client.post(url, typed | {"mark": str(uuid4())}).content.decode()
    assert re.search(rf"Came in at 11[^,]*, {gate.name_en}, let in by", again)
    assert "This field is required" in client.post(url, typed | {"text": ""}).content.decode()


def test_guard_signs_in_to_the_gate():
    client = guard_of(make_agency())
    assert client.get("/en/start/").url == "/gate/"


def test_worker_keeps_every_file_a_page_of_the_gate_loads():
    card = make_card()
    gate = make_gate(card.agency)
    client = guard_of(card.agency)
    worker = client.get(reverse("gate:worker"))
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    page = client.get(reverse("gate:gate", args=[gate.pk])).content.decode()

    loaded = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
    assert loaded - set(re.findall(r'"(/static/[^"]+)"', worker.content.decode())) == set()
    assert len(loaded) == 7

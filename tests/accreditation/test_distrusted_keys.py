"""A signing key that somebody else may have: nothing it signed proves anything, and nobody is left without a card."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accreditation import tokens
from accreditation.gatework import card_digest
from accreditation.models import Card, SigningKey
from accreditation.services import suspend_accreditation
from accreditation.services.cards import card_status, issue_card, reissue_card, report_lost, sign_anew_due
from accreditation.services.keys import KeyDistrusted, NotYetLost, distrust_key, live_key, rotate_key, sign_token
from accreditation.services.passages import Scan, record_passages
from accreditation.states import Direction, GateVerdict, Revocation
from accreditation.verification import find_card
from agencies.access import NotPermitted
from agencies.states import Role
from audit.queries import timeline
from notifications.models import Message
from tests.accreditation.holders import held
from tests.accreditation.office import make_office, signed_in
from tests.accreditation.press import THURSDAY, make_accredited, make_card, make_gate
from tests.accreditation.test_passages import scan, upload
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(hours=2)
TODAY = THURSDAY.date()


@pytest.fixture
def card():
    return make_accredited(at=THURSDAY).card


def senior_of(agency):
    return make_member(Role.SENIOR_OFFICER, agency).user


def distrust(key, *, since=THURSDAY, at=NOW, by=None):
    return distrust_key(key=key, since=since, reason="A laptop was stolen", by=by or senior_of(key.agency), at=at)


def key_lists(agency):
    said = Client().get(reverse("api:card_keys", args=[agency.slug])).json()
    return [{row["key_id"] for row in said[name]} for name in ("keys", "distrusted")]


def at_gate(gate, *texts, at=NOW, told=None):
    """What the portal answers, each scan made and sent at that moment."""
    guard = make_member(Role.GATE, gate.agency).user
    scans = [Scan(uuid4(), text, Direction.OUT, at, told) for text in texts]
    return [row.verdict for row in record_passages(gate=gate, scans=scans, by=guard, at=NOW)]


WHO = {
    Role.SENIOR_OFFICER: True,
    Role.SYSTEM_OWNER: True,
    Role.PRESS_OFFICER: False,
    Role.FIRST_HEAD: False,
    Role.GATE: False,
    Role.AUDITOR: False,
}


@pytest.mark.parametrize("role", WHO)
def test_who_keeps_the_agency_declares_a_key(card, role):
    person = make_member(role, card.agency).user
    if WHO[role]:
        assert distrust(card.key, by=person).distrusted_from is None
    else:
        with pytest.raises(NotPermitted):
            distrust(card.key, by=person)


def test_senior_officer_of_another_agency_declares_nothing(card):
    with pytest.raises(NotPermitted):
        distrust(card.key, by=senior_of(make_agency()))


def test_live_key_is_replaced_in_the_same_moment_and_the_trail_says_why(card):
    new = distrust(card.key)
    old = SigningKey.objects.get(pk=card.key_id)
    assert (old.distrusted_from, old.distrusted_at, old.retired_at) == (THURSDAY, NOW, NOW)
    assert live_key(agency=card.agency, at=NOW) == new != old
    event = timeline(old).get(action="signing_key.distrusted")
    assert event.note == "A laptop was stolen"


def test_old_key_is_declared_without_touching_the_live_one(card):
    old = card.key
    live = rotate_key(agency=card.agency, by=senior_of(card.agency), at=THURSDAY)
    old.refresh_from_db()
    assert distrust(old) == live


MOMENTS = [
    (NOW + timedelta(minutes=1), "it is still to come"),
    (THURSDAY - timedelta(minutes=1), "the key was not made yet"),
]


@pytest.mark.parametrize(("since", "why"), MOMENTS)
def test_moment_is_one_of_the_life_of_the_key(card, since, why):
    with pytest.raises(NotYetLost):
        distrust(card.key, since=since)


def test_key_is_declared_once(card):
    distrust(card.key)
    card.key.refresh_from_db()
    with pytest.raises(KeyDistrusted):
        distrust(card.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(pk=card.key_id).update(retired_at=None)


def test_key_leaves_the_published_ones_and_its_cards_are_on_the_list_before_any_sweep(card):
    agency, old = card.agency, card.key.key_id
    assert key_lists(agency) == [{old}, set()]
    with time_machine.travel(NOW, tick=False):
        new = distrust(card.key)
        assert key_lists(agency) == [{new.key_id}, {old}]
        revoked = Client().get(reverse("api:revoked_cards", args=[agency.slug])).json()["cards"]
    assert revoked == [{"card": card_digest(card.code), "reason": Revocation.KEY}]


def test_card_of_the_key_is_not_good_anywhere_at_once(card):
    distrust(card.key)
    found = Card.objects.select_related("key", "accreditation", "agency").get(pk=card.pk)
    assert card_status(found, TODAY) == GateVerdict.REVOKED
    page = find_card(card.code, at=NOW)
    assert (page.is_in_force, page.facts) == (False, ())


def test_gate_with_network_refuses_old_and_forged_tokens_and_each_has_its_word(card):
    """Whoever has the key signs what they like: a token for more zones is as good as the real one was."""
    agency, key, gate = card.agency, card.key, make_gate(card.agency)
    words = tokens.unpack(tokens.from_text(card.token))
    forged = sign_token(key, replace(words, zones=frozenset({1, 2, 3})))
    altered = card.qr[:-4] + ("AAAA" if not card.qr.endswith("AAAA") else "BBBB")
    of_forged = f"{card.qr.partition('#')[0]}#{forged}"
    assert at_gate(gate, card.qr, of_forged) == [GateVerdict.VALID, GateVerdict.VALID], "a control: the key is trusted"
    distrust(key)
    sign_anew_due(at=NOW, limit=9)
    new = Card.objects.good().get(accreditation=card.accreditation)
    assert at_gate(gate, card.qr, of_forged, altered, card.number, new.qr, make_card().qr) == [
        GateVerdict.DISTRUSTED,
        GateVerdict.DISTRUSTED,
        GateVerdict.BAD_SIGNATURE,
        GateVerdict.REVOKED,
        GateVerdict.VALID,
        GateVerdict.FOREIGN,
    ]
    assert agency == new.agency


def test_scan_made_without_network_is_judged_by_its_own_time(card):
    gate = make_gate(card.agency)
    distrust(card.key, since=THURSDAY + timedelta(hours=1))
    before, after = THURSDAY + timedelta(minutes=59), THURSDAY + timedelta(minutes=61)
    told = GateVerdict.VALID
    assert [at_gate(gate, card.qr, at=at, told=told) for at in (before, after)] == [
        [GateVerdict.VALID],
        [GateVerdict.DISTRUSTED],
    ]


def test_phone_learns_which_keys_to_refuse_alone(card):
    gate = make_gate(card.agency)
    old, new = card.key.key_id, distrust(card.key)
    guard = signed_in(make_member(Role.GATE, card.agency).user)
    with time_machine.travel(NOW, tick=False):
        said = guard.get(reverse("api:gate", args=[gate.pk])).json()
    assert [row["key_id"] for row in said["keys"]] == [new.key_id]
    assert said["distrusted"] == [{"key_id": old, "distrusted_from": "2026-03-19T11:00:00+05:00"}]


def test_every_holder_gets_a_new_card_once_and_a_letter_with_the_way_to_it():
    office = make_office()
    accreditations = [held(office) for _ in range(3)]
    lost = accreditations[2].card
    report_lost(card=lost, by=office.officer, at=THURSDAY)
    distrust(accreditations[0].card.key)
    assert [sign_anew_due(at=NOW, limit=9) for _ in range(2)] == [2, 0]
    for accreditation in accreditations[:2]:
        old, new = accreditation.cards.order_by("pk")
        assert (old.revocation, new.replaces, new.revoked_at) == (Revocation.KEY, old, None)
        assert new.key.distrusted_from is None
        mail = Message.objects.get(key=f"card-signed-anew/{new.pk}", channel="EMAIL")
        assert new.code in str(mail.url) + mail.text
        assert not Message.objects.filter(key=f"card-issued/{new.pk}").exists(), "one letter of it"
    assert list(accreditations[2].cards.all()) == [lost], "who lost theirs asks the office"


def test_suspended_holder_keeps_the_suspension_and_who_is_over_gets_nothing():
    office = make_office()
    paused, over = (held(office) for _ in range(2))
    suspend_accreditation(accreditation=paused, reason="Court", by=office.senior, at=THURSDAY)
    Card.objects.filter(accreditation=over).update(valid_until_on=TODAY - timedelta(days=1))
    Card.objects.filter(accreditation=over).update(valid_from_on=TODAY - timedelta(days=2))
    distrust(paused.card.key)
    assert sign_anew_due(at=NOW, limit=9) == 1
    new = Card.objects.select_related("key", "accreditation").get(replaces__accreditation=paused)
    assert card_status(new, TODAY) == GateVerdict.SUSPENDED


def test_card_reissued_by_hand_meanwhile_is_left_alone(card):
    distrust(card.key)
    reissue_card(card=card, by=senior_of(card.agency), at=NOW)
    assert sign_anew_due(at=NOW, limit=9) == 0
    assert Card.objects.good().filter(accreditation=card.accreditation).count() == 1


def test_sweep_takes_a_portion_at_a_time():
    office = make_office()
    cards = [held(office).card for _ in range(3)]
    distrust(cards[0].key)
    assert [sign_anew_due(at=NOW, limit=2) for _ in range(3)] == [2, 1, 0]


def test_cards_of_paper_are_listed_to_be_printed_again_until_they_are(card):
    other = make_card(card.agency)
    Card.objects.filter(pk=card.pk).update(printed_at=THURSDAY)
    distrust(card.key)
    sign_anew_due(at=NOW, limit=9)
    client = signed_in(senior_of(card.agency))
    page = reverse("admin:accreditation_card_changelist")
    listed = client.get(page, {"reprint": "1"}).context["cl"].queryset
    new = Card.objects.good().get(replaces=card)
    assert list(listed) == [new]
    assert set(client.get(page, {"reprint": "2"}).context["cl"].queryset) == {new, Card.objects.get(replaces=other)}
    assert "1 card" in client.get(reverse("admin:accreditation_signingkey_change", args=[card.key_id])).content.decode()
    Card.objects.filter(pk=new.pk).update(printed_at=NOW)
    assert not client.get(page, {"reprint": "1"}).context["cl"].queryset.exists()


def test_officer_declares_a_key_on_its_page_and_reads_first_what_follows(card):
    client, page = signed_in(senior_of(card.agency)), reverse("admin:accreditation_signingkey_changelist")
    chosen = {"action": "distrust", "_selected_action": card.key_id}
    with time_machine.travel(NOW, tick=False):
        asked = client.post(page, chosen)
        assert "1 card in force is signed anew" in asked.content.decode()
        assert not SigningKey.objects.distrusted().exists(), "nothing has happened yet"
        early = client.post(page, chosen | {"declare": "1", "since": "2026-03-19T10:59", "reason": "Stolen"})
        assert "after the key was made" in early.content.decode()
        done = client.post(page, chosen | {"declare": "1", "since": "2026-03-19T11:30", "reason": "Stolen"})
        assert done.status_code == 302
        key = SigningKey.objects.get(pk=card.key_id)
        assert key.distrusted_from == THURSDAY + timedelta(minutes=30), "by the clock of the agency"
        again = client.post(page, chosen, follow=True)
    assert "this key is declared already" in again.content.decode()


def test_stranger_declares_no_key_of_another_agency(card):
    stranger = signed_in(senior_of(make_agency()))
    chosen = {"action": "distrust", "_selected_action": card.key_id, "declare": "1"}
    stranger.post(reverse("admin:accreditation_signingkey_changelist"), chosen | {"since": "2026-03-19T11:30"})
    assert not SigningKey.objects.distrusted().exists()


def test_card_issued_after_the_declaration_is_signed_by_the_new_key(card):
    new = distrust(card.key)
    report_lost(card=card, by=None, at=NOW)
    assert issue_card(accreditation=card.accreditation, replaces=None, by=None, at=NOW).key == new
    assert upload(make_gate(card.agency), [scan(card, 1)]) == [GateVerdict.DISTRUSTED]

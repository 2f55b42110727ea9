"""Keys, cards and what anybody may read of them."""

import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from nacl.signing import VerifyKey

from accreditation import tokens
from accreditation.models import Accreditation, Card, Pause, SigningKey
from accreditation.services.cards import (
    CardExists,
    CardRevoked,
    NotHeld,
    card_status,
    card_status_at,
    issue_card,
    reissue_card,
    report_lost,
    return_card,
    revoke_card,
)
from accreditation.services.keys import live_key, rotate_key
from accreditation.states import GateVerdict, HolderState, Revocation
from agencies.access import NotPermitted
from agencies.states import Role
from audit.queries import entries
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_accreditation, make_card, together
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
TODAY = THURSDAY.date()
LAST = TODAY + timedelta(days=364)


def keys_of(agency) -> dict[bytes, bytes]:
    """As anybody gets them."""
    with translation.override("en"):  # a request leaves its language behind
        said = Client().get(reverse("api:card_keys", args=[agency.slug])).json()
    return {bytes.fromhex(key["key_id"]): bytes.fromhex(key["public_key"]) for key in said["keys"]}


def test_card_is_numbered_signed_and_sent_to_its_holder():
    accreditation = make_accreditation(zones=[2])
    card = issue_card(accreditation=accreditation, by=None, at=THURSDAY)
    assert card.number == "CRD-2026-000001"
    words = tokens.verify(tokens.from_text(card.token), keys_of(card.agency))
    photo = accreditation.application.photo.sha256
    identity = tokens.identity_digest(
        name="Әсел Ғабитқызы Һәкімова",
        outlet=accreditation.outlet.name_kk,
        function="JOURNALIST",
        photo_sha256=photo,
    )
    assert words == tokens.TokenWords(
        bytes.fromhex(card.key.key_id),
        card.agency_id,
        card.code,
        card.number,
        identity,
        TODAY,
        LAST,
        frozenset({2}),
    )
    [message] = Message.objects.filter(kind="accreditation_card", channel="EMAIL")
    assert (message.address, message.language) == (accreditation.application.email, "kk")
    assert message.url == f"/kk/card/{card.code}/{accreditation.application.secret}/"
    assert [entry.words for entry in entries(card)] == ["Card CRD-2026-000001 was issued"]


def test_published_keys_verify_a_card_with_another_library():
    card = make_card()
    token = tokens.from_text(card.qr.partition("#")[2])
    [public] = keys_of(card.agency).values()
    assert VerifyKey(public).verify(token[:-64], token[-64:]) == token[:-64]


def test_private_key_lies_nowhere_open():
    key = make_card().key
    assert key.public_key not in key.sealed_private_key
    assert len(key.sealed_private_key) > 100


def test_rotated_key_verifies_what_it_signed_and_signs_no_more():
    card = make_card()
    senior = make_member(Role.SENIOR_OFFICER, card.agency).user
    with pytest.raises(NotPermitted):
        rotate_key(agency=card.agency, by=make_member(Role.PRESS_OFFICER, card.agency).user, at=THURSDAY)
    new = rotate_key(agency=card.agency, by=senior, at=THURSDAY)
    later = reissue_card(card=card, by=senior, at=THURSDAY)
    keys = keys_of(card.agency)
    assert [tokens.verify(tokens.from_text(each.token), keys).number for each in (card, later)] == [
        "CRD-2026-000001",
        "CRD-2026-000002",
    ]
    assert (later.key, card.key.key_id != new.key_id) == (new, True)
    retired = SigningKey.objects.get(pk=card.key_id)
    assert [entry.words for entry in entries(retired, new)] == [
        f"Signing key {retired.key_id} was made",
        f"Signing key {retired.key_id} was retired",
        f"Signing key {new.key_id} was made",
    ]


def test_keys_of_one_agency_verify_no_card_of_another():
    ours, theirs = make_card(), make_card()
    with pytest.raises(tokens.UnknownKey):
        tokens.verify(tokens.from_text(theirs.token), keys_of(ours.agency))


def test_second_card_replaces_or_is_refused():
    card = make_card()
    with pytest.raises(CardExists):
        issue_card(accreditation=card.accreditation, by=None, at=THURSDAY)
    new = reissue_card(card=card, by=None, at=THURSDAY)
    card.refresh_from_db()
    assert (card.revocation, card.revoked_at, new.replaces) == (Revocation.REPLACED, THURSDAY, card)
    assert card.accreditation.card == new


def test_constraint_holds_one_good_card_whatever_code_forgets_it():
    card = make_card()
    card.pk, card.number, card.code = None, "CRD-2026-000009", "ab" * 10
    with pytest.raises(IntegrityError, match="one_good_card_per_accreditation"), transaction.atomic():
        card.save(force_insert=True)


@pytest.mark.parametrize("state", [HolderState.EXPIRED, HolderState.GIVEN_UP])
def test_nobody_gets_a_card_for_what_is_over(state):
    with pytest.raises(NotHeld):
        make_card(state=state)


def test_lost_card_is_revoked_at_once_by_its_holder_and_by_nobody_elses():
    card = make_card()
    with pytest.raises(NotPermitted):
        report_lost(card=card, by=make_user(), at=THURSDAY)
    report_lost(card=card, by=card.accreditation.holder, at=THURSDAY)
    card.refresh_from_db()
    assert card_status(card, TODAY) == GateVerdict.REVOKED
    assert [entry.words for entry in entries(card)][-1] == "Card CRD-2026-000001 was revoked: reported lost"
    with pytest.raises(CardRevoked):
        report_lost(card=card, by=None, at=THURSDAY)
    assert Message.objects.filter(kind="accreditation_card", channel="EMAIL").count() == 2
    new = reissue_card(card=card, by=make_member(Role.PRESS_OFFICER, card.agency).user, at=THURSDAY)
    card.refresh_from_db()
    assert (card.revocation, new.revoked_at) == (Revocation.LOST, None)


@pytest.mark.parametrize("role", [Role.GATE, Role.AUDITOR, Role.SECURITY])
def test_who_does_not_review_touches_no_card(role):
    card = make_card()
    by = make_member(role, card.agency).user
    for touch in (
        lambda: reissue_card(card=card, by=by, at=THURSDAY),
        lambda: report_lost(card=card, by=by, at=THURSDAY),
        lambda: return_card(card=card, by=by, at=THURSDAY),
        lambda: revoke_card(card=card, revocation=Revocation.ENDED, by=by, at=THURSDAY),
    ):
        with pytest.raises(NotPermitted):
            touch()
    assert Card.objects.good().count() == 1


DAY = timedelta(days=1)
STATUSES = [
    ({}, "", TODAY, GateVerdict.VALID, "its first day"),
    ({}, "", LAST, GateVerdict.VALID, "its last day"),
    ({}, "", TODAY - DAY, GateVerdict.NOT_YET, "before the first"),
    ({}, "", LAST + DAY, GateVerdict.EXPIRED, "after the last"),
    ({}, "LOST", TODAY, GateVerdict.REVOKED, "lost"),
    ({}, "LOST", LAST + DAY, GateVerdict.EXPIRED, "over, whatever it was: the list has forgotten it"),
    ({}, "LOST", TODAY - DAY, GateVerdict.REVOKED, "revoked before it began"),
    ({"state": HolderState.SUSPENDED}, "", TODAY, GateVerdict.SUSPENDED, "suspended"),
    ({"state": HolderState.SUSPENDED}, "LOST", TODAY, GateVerdict.REVOKED, "lost weighs more"),
    ({"state": HolderState.GIVEN_UP}, "", TODAY, GateVerdict.REVOKED, "over, though nobody revoked the card"),
    ({"state": HolderState.EXPIRED}, "", TODAY, GateVerdict.EXPIRED, "the sweep was here"),
    ({"state": HolderState.DEPRIVED, "deprived_until_on": LAST}, "", TODAY, GateVerdict.REVOKED, "deprived"),
]


@pytest.mark.parametrize(("state", "revocation", "on", "expected", "why"), STATUSES, ids=lambda value: str(value)[:40])
def test_card_says_one_thing_each_day(state, revocation, on, expected, why):
    card = make_card()
    if revocation:
        revoke_card(card=card, revocation=Revocation(revocation), by=None, at=THURSDAY)
    Accreditation.objects.update(**state)
    card = Card.objects.select_related("accreditation").get()
    assert card_status(card, on) == expected, why


def test_scan_is_judged_by_its_own_moment():
    """Offline at ten, revoked at eleven, uploaded at noon: at ten the card was good."""
    card = make_card()
    hour = timedelta(hours=1)
    paused = Pause.objects.create(
        accreditation=card.accreditation, reason="-", from_at=THURSDAY + hour, until_at=THURSDAY + 2 * hour
    )
    revoke_card(card=card, revocation=Revocation.LOST, by=None, at=THURSDAY + 3 * hour)
    card.refresh_from_db()
    seen = [card_status_at(card, paused.from_at + half * hour / 2) for half in range(-1, 6)]
    assert seen == [
        *(GateVerdict.VALID, GateVerdict.SUSPENDED, GateVerdict.SUSPENDED),
        *(GateVerdict.VALID, GateVerdict.VALID, GateVerdict.REVOKED, GateVerdict.REVOKED),
    ]


def verify_page(card: Card, on: date = TODAY) -> str:
    with time_machine.travel(THURSDAY + (on - TODAY), tick=False):
        return Client().get(f"/en/verify/{card.code}/").content.decode()


def test_anybody_reads_the_face_of_a_good_card_and_nothing_else():
    card = make_card()
    page = verify_page(card)
    application = card.accreditation.application
    for shown in ("Valid", card.number, "Әсел Ғабитқызы Һәкімова", card.accreditation.outlet.name, "Journalist"):
        assert shown in page
    for hidden in (application.email, application.phone, application.secret, card.token, application.number):
        assert hidden not in page
    assert "<img" not in page.partition("<main")[2], "no photograph"


@pytest.mark.parametrize(
    ("change", "on", "word"),
    [
        ({}, LAST + DAY, "Expired"),
        ({"state": HolderState.SUSPENDED}, TODAY, "Suspended"),
        ({"state": HolderState.GIVEN_UP}, TODAY, "Revoked"),
    ],
)
def test_card_that_is_not_good_names_nobody(change, on, word):
    card = make_card()
    Accreditation.objects.update(**change)
    page = verify_page(card, on)
    assert f"<span>{word}</span>" in page
    assert card.accreditation.full_name not in page


def test_qr_opens_the_page_in_any_language_and_a_wrong_code_finds_nothing():
    card = make_card()
    path = card.qr.partition("#")[0].removeprefix("http://127.0.0.1:8000")
    assert Client().get(path, follow=True).status_code == 200
    assert Client().get(f"/en/verify/{'0' * 20}/").status_code == 404


def test_codes_cannot_be_tried_one_after_the_other(monkeypatch):
    from documents.limits import Limit

    assert Limit.THROTTLE_RATES["verify"] == "600/hour"
    monkeypatch.setattr(Limit, "THROTTLE_RATES", Limit.THROTTLE_RATES | {"verify": "3/hour"})
    answers = [Client().get(f"/en/verify/{number:020x}/").status_code for number in range(4)]
    assert answers == [404, 404, 404, 429]


def revoked(agency, **headers):
    return Client().get(reverse("api:revoked_cards", args=[agency.slug]), headers=headers)


def test_revocation_list_tells_who_holds_a_card_and_nobody_else():
    with time_machine.travel(THURSDAY, tick=False):
        agency = make_agency()
        good, lost, paused, over = (make_card(agency) for _ in range(4))
        make_card(state=HolderState.SUSPENDED)  # of another agency
        for card in (lost, over):
            revoke_card(card=card, revocation=Revocation.LOST, by=None, at=THURSDAY)
        Card.objects.filter(pk=over.pk).update(valid_until_on=TODAY - DAY)
        Accreditation.objects.filter(pk=paused.accreditation_id).update(state=HolderState.SUSPENDED)
        first = revoked(agency)
        assert first.json() == {
            "agency": agency.pk,
            "cards": [
                {"card": digest(lost), "reason": "LOST"},
                {"card": digest(paused), "reason": "SUSPENDED"},
            ],
        }
        assert lost.code not in first.content.decode()
        assert revoked(agency, if_none_match=first["ETag"]).status_code == 304
        assert first["Cache-Control"] == "public, max-age=60"
        report_lost(card=good, by=None, at=THURSDAY)
        assert revoked(agency, if_none_match=first["ETag"]).status_code == 200


def digest(card: Card) -> str:
    """As the reference says, not as our code does it."""
    return hashlib.sha256(card.code.encode("ascii")).hexdigest()[:20]


@pytest.mark.parametrize(("name", "queries"), [("card_keys", 3), ("revoked_cards", 2)])
def test_lists_cost_the_same_for_one_card_and_three(name, queries, django_assert_num_queries):
    with time_machine.travel(THURSDAY, tick=False):
        agency = make_agency()
        for count in (1, 2):
            for _ in range(count):
                report_lost(card=make_card(agency), by=None, at=THURSDAY)
                SigningKey.objects.update(retired_at=THURSDAY)
            with django_assert_num_queries(queries):
                Client().get(reverse(f"api:{name}", args=[agency.slug]))


@pytest.mark.django_db(transaction=True)
def test_two_officers_issue_at_once_and_one_card_comes_of_it():
    accreditation = make_accreditation()
    outcomes = together(*[lambda: issue_card(accreditation=accreditation, by=None, at=THURSDAY)] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CardExists"] * 3 + ["NoneType"]
    assert Card.objects.count() == SigningKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_first_key_is_made_once():
    agency = make_agency()
    assert together(*[lambda: live_key(agency=agency, at=THURSDAY)] * 4) == [None] * 4
    assert SigningKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_card_lost_and_replaced_at_once_is_revoked_once():
    card = make_card()
    together(
        lambda: report_lost(card=card, by=None, at=THURSDAY),
        lambda: reissue_card(card=card, by=None, at=THURSDAY),
    )
    assert Card.objects.good().count() == 1
    assert len([entry for entry in entries(card) if "revoked" in entry.words]) == 1

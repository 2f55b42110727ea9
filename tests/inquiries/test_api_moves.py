"""Machines work on inquiries through the same forms as officers, and are refused in the same sentences."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from agencies.models import ApiToken
from agencies.states import Scope
from inquiries.services import PublicWords, draft_publication, publish_answer
from inquiries.states import Regime, State
from pressoffice.tokens.services import create_token
from tests.inquiries.desk import HOUR, THURSDAY, answered, asked, fresh, given, make_office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


def moves_url(inquiry, move=""):
    return f"/api/v1/inquiries/{inquiry.agency.slug}/{inquiry.number}/moves/" + (f"{move}/" if move else "")


def post(client, url, body, **headers):
    return client.post(url, body, content_type="application/json", headers={"Accept-Language": "en", **headers})


def test_moves_are_listed_with_their_fields_and_windows(office):
    inquiry = asked(office, regime=Regime.INFORMATION_REQUEST)
    told = signed_in(office.officer).get(moves_url(inquiry), headers={"Accept-Language": "en"}).json()
    names = [move["name"] for move in told["moves"]]
    assert names[0] == "assign"
    assert {"answer", "refuse", "forward", "ask_back", "extend", "ask_unit", "note"} <= set(names)
    assert "approve" not in names
    refuse = next(move for move in told["moves"] if move["name"] == "refuse")
    grounds = next(field for field in refuse["fields"] if field["name"] == "ground")["choices"]
    assert (grounds[0], len(grounds)) == ("UNCLEAR", 7)  # AI 11(16)
    assert [(window["move"], window["until_on"]) for window in told["windows"]] == [
        ("refuse", "2026-03-26"),  # AI 11(17): 5 working days from registration; no holidays in this country
        ("point", "2026-03-24"),  # AI 11(15): 3
        ("forward", "2026-03-24"),  # AI 11(11): 3
    ]


def test_machine_assigns_drafts_and_gives_for_approval(office):
    inquiry = asked(office)
    secret = create_token(
        name="desk",
        scopes=[Scope.READ_INQUIRIES, Scope.WORK_INQUIRIES],
        agency=office.agency,
        expires_on=THURSDAY.date() + timedelta(days=30),
        by=office.officer,
        at=THURSDAY,
    ).secret
    door = {"Authorization": f"Bearer {secret}"}
    client = Client()
    assert post(client, moves_url(inquiry, "assign"), {"to": office.colleague.pk}, **door).json()["state"] == "ASSIGNED"
    draft = {"outcome": "ANSWER", "text": "Seven.", "language": "en"}
    assert post(client, moves_url(inquiry, "answer"), draft, **door).status_code == 200
    checked = ["QUESTIONS", "RESTRICTED", "PERSONAL"]
    assert post(client, moves_url(inquiry, "submit"), {"checked": checked}, **door).status_code == 200
    assert fresh(inquiry).answers.get().state == "REVIEW"
    # The second pair of eyes is a person's: no token approves.
    assert post(client, moves_url(inquiry, "approve"), {"version": 1}, **door).status_code == 403


def test_same_key_makes_the_move_once(office):
    inquiry = given(office)
    client, key = signed_in(office.officer), {"Idempotency-Key": "k1"}
    first = post(client, moves_url(inquiry, "note"), {"text": "Asked the unit."}, **key)
    again = post(client, moves_url(inquiry, "note"), {"text": "Asked the unit."}, **key)
    assert (first.json(), again["Idempotent-Replay"]) == (again.json(), "true")
    assert inquiry.notes.count() == 1


@pytest.mark.parametrize(
    ("move", "body", "status", "why"),
    [
        ("forward", {"body_name": "X", "reason": "y"}, 409, "The media law (article 36) knows no forwarding"),
        ("extend", {"amount": 99, "reason": "y", "holders": "z"}, 400, "less than or equal to 15"),
        ("refuse", {"text": "No."}, 400, "This field is required"),
        ("nonsense", {}, 400, "nonsense"),
        ("reopen", {"reason": "y"}, 409, "no longer possible"),
    ],
)
def test_what_is_unlawful_or_incomplete_is_refused_in_words(office, move, body, status, why):
    inquiry = given(office)
    refused = post(signed_in(office.senior), moves_url(inquiry, move), body)
    assert (refused.status_code, why in str(refused.json())) == (status, True)
    assert fresh(inquiry).state == State.ASSIGNED


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("head", 403)])
def test_who_only_reads_makes_no_move(office, who, status):
    inquiry = given(office)
    assert post(signed_in(getattr(office, who)), moves_url(inquiry, "note"), {"text": "x"}).status_code == status


def test_other_agency_finds_no_case(office):
    inquiry = given(office)
    stranger = signed_in(make_office().officer)
    assert stranger.get(moves_url(inquiry)).status_code == 404
    assert post(stranger, moves_url(inquiry, "note"), {"text": "x"}).status_code == 404
    assert ApiToken.objects.count() == 0


def test_published_answers_are_open_to_everybody(office, client):
    done = answered(office, subject="Floods")
    draft = draft_publication(inquiry=done, by=office.officer, at=THURSDAY)
    words = PublicWords(draft.subject, draft.question, draft.answer)
    publish_answer(publication=draft, words=words, published_at=THURSDAY, by=office.officer, at=THURSDAY)
    told = client.get("/api/v1/answers/", {"words": "flood"}).json()
    assert [(row["subject"], row["answer"]) for row in told["results"]] == [("Floods", "Seven.")]
    assert client.get("/api/v1/answers/", {"words": "volcano"}).json()["results"] == []
    assert client.get("/api/v1/answers/", {"language": "xx"}).status_code == 400

"""Machines ask, follow and write on: the same questions as the pages, the same refusals, behind the same secret."""

import base64

import pytest
import time_machine

from inquiries.models import Inquiry
from inquiries.services import ask_back
from inquiries.states import Regime
from tests.country import make_agency
from tests.inquiries.desk import HOUR, THURSDAY, answered, asked, fresh, make_office

pytestmark = pytest.mark.django_db
IIN = "791028302728"
OUTLET = {
    "asker": "OUTLET",
    "wish": "KNOW",
    "name": "Айгүл Сәрсенбаева",
    "email": "aigul@outlet.example",
    "outlet": "Қала хабары",
    "signer_name": "Айгүл Сәрсенбаева",
    "signer_position": "редактор",
    "language": "kk",
    "subject": "Су тасқыны",
    "text": "Қанша үйді су басты?",
}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


def post(client, url, body, **headers):
    return client.post(url, body, content_type="application/json", headers={"Accept-Language": "en", **headers})


def ask(client, agency, /, **changes):
    body = {"agency": agency.slug} | OUTLET | changes
    return post(client, "/api/v1/questions/", {name: value for name, value in body.items() if value is not None})


def case_of(inquiry, end=""):
    return f"/api/v1/questions/{inquiry.number}/{inquiry.secret}/{end}"


def test_question_is_registered_as_by_the_pages(client):
    agency = make_agency()
    letter = {"name": "letter.txt", "content": base64.b64encode("Хат".encode()).decode()}
    told = ask(client, agency, files=[letter])
    inquiry = Inquiry.objects.get()
    assert (told.status_code, told.json()) == (
        201,
        {
            "number": inquiry.number,
            "code": inquiry.secret,
            "regime": "MEDIA_REQUEST",
            "registered_on": "2026-03-19",
            "due_on": "2026-03-26",  # MM 36: five working days, no holidays here
            "url": inquiry.get_absolute_url(),
        },
    )
    assert (inquiry.source, inquiry.signer_position) == ("API", "редактор")
    assert [row.file.name for row in inquiry.attachments.all()] == ["letter.txt"]


def test_same_key_asks_once(client):
    agency, key = make_agency(), {"Idempotency-Key": "q1"}
    body = {"agency": agency.slug} | OUTLET
    first, again = (post(client, "/api/v1/questions/", body, **key) for _ in range(2))
    assert (first.json(), again["Idempotent-Replay"]) == (again.json(), "true")
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"agency": "nobody"}, "agency", "there is no such body"),
        ({"outlet": None}, "outlet", "an outlet has a name"),
        ({"signer_position": None}, "signer_position", "MM 36(1): who signed"),
        ({"asker": "PERSON"}, "iin", "AI 11(5): a person's number"),
        ({"asker": "PERSON", "iin": "791028302729"}, "iin", "a wrong check digit"),
        ({"asker": "PERSON", "wish": "EXPLAIN"}, "wish", "only outlets have official messages explained"),
        ({"asker": "ORGANISATION", "bin": "1"}, "bin", "no BIN"),
        ({"email": "nonsense"}, "email", "no address"),
        ({"text": "x" * 10_001}, "text", "longer than any question"),
        ({"language": "de"}, "language", "a language we do not write"),
        ({"files": [{"name": "a.exe", "content": "TVo="}]}, "files", "a program"),
        ({"files": [{"name": "a.txt", "content": "%%%"}]}, "files", "no Base64"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_registered(client, changes, field, why):
    refused = ask(client, make_agency(), **changes)
    assert (refused.status_code, next(iter(refused.json()["fields"])).split(".")[0]) == (400, field), why
    assert Inquiry.objects.count() == 0


def test_number_of_a_person_is_sealed(client):
    agency = make_agency()
    assert ask(client, agency, asker="PERSON", outlet=None, iin=IIN).status_code == 201
    inquiry = Inquiry.objects.get()
    assert (inquiry.regime, IIN in inquiry.iin_sealed, bool(inquiry.iin_fingerprint)) == (
        Regime.INFORMATION_REQUEST,
        False,
        True,
    )


def test_case_is_followed_and_written_on():
    from django.test import Client

    office, client = make_office(), Client()
    inquiry = asked(office, regime=Regime.APPEAL)
    ask_back(inquiry=inquiry, question="Which street?", until_on=THURSDAY.date(), by=office.officer, at=THURSDAY)
    case = client.get(case_of(inquiry)).json()
    assert (case["question"], case["clock"], case["may_complain"]) == ("Which street?", "paused", False)
    added = post(client, case_of(inquiry, "supplements/"), {"text": "Abai street."}).json()
    assert (added["question"], added["thread"][-1]["text"]) == (None, "Abai street.")
    gone = post(client, case_of(inquiry, "withdrawal/"), {}).json()
    assert gone["state"] == "WITHDRAWN"
    assert post(client, case_of(inquiry, "supplements/"), {"text": "Wait!"}).status_code == 409
    assert post(client, case_of(inquiry, "withdrawal/"), {}).status_code == 409


def test_complaint_is_a_case_of_its_own(client):
    office = make_office(parent=make_agency())
    inquiry = answered(office)
    told = post(client, case_of(inquiry, "complaints/"), {"text": "That was no answer."})
    complaint = fresh(inquiry).complaints.get()
    assert (told.status_code, told.json()["number"], complaint.regime) == (201, complaint.number, "OWN_COMPLAINT")
    assert post(client, case_of(asked(office), "complaints/"), {"text": "Too early."}).status_code == 409


@pytest.mark.parametrize("end", ["", "supplements/", "withdrawal/", "complaints/"])
def test_wrong_code_opens_nothing(client, end):
    inquiry = asked(make_office())
    address = f"/api/v1/questions/{inquiry.number}/{'0' * 32}/{end}"
    answer = post(client, address, {"text": "x"}) if end else client.get(address)
    assert answer.status_code == 404

"""What machines of an office and of its units do: take in, run errands, read the thread, supply facts."""

import base64

import pytest
import time_machine

from agencies.access import units_where
from agencies.states import Permission, Role, Scope
from inquiries.models import Inquiry, UnitRequest
from inquiries.services import ask_unit, reply_to_request
from inquiries.states import Regime, Source, State
from tests.agencies.tokens import machine, make_token
from tests.country import make_agency, make_member, make_unit
from tests.inquiries.desk import HOUR, THURSDAY, asked, fresh, given, make_office, signed_in
from tests.inquiries.public import IIN, PDF

pytestmark = pytest.mark.django_db
NOW = THURSDAY + HOUR
FILE = {"name": "list.pdf", "content": base64.b64encode(PDF).decode()}
CALL = {
    "source": "PHONE",
    "asker": "OUTLET",
    "name": "Aigul",
    "outlet": "Qala",
    "phone": "+7 701 000 00 00",
    "recording_announced": True,
    "wish": "KNOW",
    "subject": "Floods",
    "text": "How many houses?",
    "language": "kk",
}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def unit(office):
    return make_unit(office.agency)


@pytest.fixture
def contact(office, unit):
    return make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user


def post(client, path, body, **headers):
    return client.post(f"/api/v1/{path}", body, "application/json", headers={"Accept-Language": "en", **headers})


def take_in(office, who="officer", **said):
    return post(signed_in(getattr(office, who)), "intake/", CALL | {"agency": office.agency.slug} | said)


def unit_asked(office, unit, **fields):
    inquiry = fresh(given(office, **fields))
    return ask_unit(inquiry=inquiry, unit=unit, question="How many rivers?", by=office.officer, at=THURSDAY)


# --- Taking in ----------------------------------------------------------------------------------------------------


def test_call_is_taken_in_as_on_the_quick_form(office):
    told = take_in(office, files=[FILE])
    assert (told.status_code, told.json()["is_new"]) == (201, True)
    inquiry = Inquiry.objects.get(number=told.json()["number"])
    assert (inquiry.source, inquiry.received_by, inquiry.recording_announced) == (Source.PHONE, office.officer, True)
    assert (inquiry.regime, inquiry.received_at) == (Regime.MEDIA_REQUEST, NOW)
    assert [row.file.name for row in inquiry.attachments.all()] == ["list.pdf"]


def test_number_of_another_system_is_one_inquiry(office):
    imported = {"source": "E_OTINISH", "external_number": "ЖТ-2026-1", "asker": "PERSON", "wish": "HELP", "iin": IIN}
    first, again = take_in(office, **imported).json(), take_in(office, **imported).json()
    assert (first["is_new"], again["is_new"], again["number"]) == (True, False, first["number"])
    assert Inquiry.objects.get().external_number == "ЖТ-2026-1"


def test_oral_question_is_answered_at_once(office):
    told = take_in(office, asker="PERSON", wish="ORAL", answer="From nine to six.")
    assert Inquiry.objects.get(number=told.json()["number"]).state == State.ANSWERED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"phone": ""}, "email"),
        ({"outlet": ""}, "outlet"),
        ({"iin": "123456789012"}, "iin"),
        ({"received_at": "2026-03-20T10:00:00+05:00"}, "received_at"),
        ({"agency": "nowhere"}, "agency"),
        ({"files": [{"name": "x.exe", "content": "TVo="}]}, "attachments"),
        ({"files": [{"name": "x.pdf", "content": "?"}]}, "files"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken_in(office, changed, field):
    told = take_in(office, **changed)
    assert (told.status_code, list(told.json()["fields"])) == (400, [field])
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("who", ["head", "auditor"])
def test_who_only_reads_takes_nothing_in(office, who):
    assert take_in(office, who).status_code == 403


def test_nobody_takes_in_for_another_agency(office):
    assert list(take_in(office, agency=make_agency().slug).json()["fields"]) == ["agency"]


# --- Errands and the thread -----------------------------------------------------------------------------------------


def test_reply_of_a_unit_is_returned_and_the_request_cancelled(office, unit, contact):
    request = unit_asked(office, unit)
    reply = reply_to_request(request=request, text="Seven.", by=contact, at=THURSDAY)
    path = f"inquiries/{office.agency.slug}/{request.inquiry.number}/moves/"
    client = signed_in(office.officer)
    errands = {row["name"]: row["rows"] for row in client.get(f"/api/v1/{path}").json()["errands"]}
    assert (errands["return_reply"], errands["cancel_request"]) == ([reply.pk], [])
    returned = post(client, f"{path}return_reply/", {"row": reply.pk, "missing": "The Ural"})
    assert (returned.status_code, UnitRequest.objects.get().state) == (200, "ASKED")
    assert post(client, f"{path}cancel_request/", {"row": request.pk}).status_code == 200
    assert UnitRequest.objects.get().state == "CANCELLED"
    assert post(client, f"{path}cancel_request/", {"row": request.pk}).status_code in (403, 409)


def test_draft_takes_its_files_along(office):
    inquiry = given(office)
    path = f"inquiries/{office.agency.slug}/{inquiry.number}/moves/answer/"
    body = {"outcome": "ANSWER", "text": "Seven.", "language": "en", "files": [FILE]}
    assert post(signed_in(office.officer), path, body).status_code == 200
    assert [row.file.name for row in inquiry.answers.get().attachments.all()] == ["list.pdf"]
    refused = post(signed_in(office.officer), path, body | {"files": [{"name": "x.exe", "content": "TVo="}]})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["attachments"])


def test_thread_tells_what_was_said_outside_and_inside(office, unit, contact):
    request = unit_asked(office, unit, files=("map.pdf",))
    path = f"/api/v1/inquiries/{office.agency.slug}/{request.inquiry.number}/"
    thread = signed_in(office.officer).get(path).json()["thread"]
    assert [(said["kind"], said["text"]) for said in thread] == [
        ("question", "How many houses?"),
        ("unit", "How many rivers?"),
    ]
    assert thread[0]["files"] == ["map.pdf"]


# --- Units --------------------------------------------------------------------------------------------------------


def test_unit_reads_acknowledges_and_answers(office, unit, contact):
    request, client = unit_asked(office, unit), signed_in(contact)
    waiting = client.get("/api/v1/unit-requests/", {"state": "ASKED"}).json()["results"]
    assert [(row["id"], row["question"], row["acknowledged_at"]) for row in waiting] == [
        (request.pk, "How many rivers?", None)
    ]
    assert post(client, f"unit-requests/{request.pk}/acknowledgement/", {}).json()["acknowledged_at"]
    told = post(client, f"unit-requests/{request.pk}/answer/", {"text": "Seven.", "files": [FILE]})
    assert (told.status_code, told.json()["state"]) == (201, "ANSWERED")
    assert [reply["text"] for reply in told.json()["replies"]] == ["Seven."]
    assert request.inquiry.attachments.get().file.name == "list.pdf"
    assert post(client, f"unit-requests/{request.pk}/answer/", {"text": "Eight."}).status_code == 409


def test_same_key_answers_once(office, unit, contact):
    path, key = f"unit-requests/{unit_asked(office, unit).pk}/answer/", {"Idempotency-Key": "k1"}
    first = post(signed_in(contact), path, {"text": "Seven."}, **key)
    again = post(signed_in(contact), path, {"text": "Seven."}, **key)
    assert (again.status_code, again.json()) == (201, first.json())


def test_requests_to_other_units_do_not_exist(office, unit, contact):
    request = unit_asked(office, make_unit(office.agency))
    client = signed_in(contact)
    assert client.get("/api/v1/unit-requests/").json()["results"] == []
    assert post(client, f"unit-requests/{request.pk}/answer/", {"text": "x"}).status_code == 404
    assert post(client, f"unit-requests/{request.pk}/acknowledgement/", {}).status_code == 404


@pytest.mark.parametrize(("scope", "found"), [(Scope.WRITE_INQUIRIES, 1), (Scope.READ_INQUIRIES, None)])
def test_token_of_a_unit_replies_in_its_name_only_where_it_was_made_for_that(office, unit, contact, scope, found):
    unit_asked(office, unit)
    told = machine(make_token(contact, scope).secret).get("/api/v1/unit-requests/")
    assert (told.status_code == 403) if found is None else (len(told.json()["results"]) == found)


def test_token_that_lets_no_facts_through_reaches_no_unit(office, unit, contact):
    contact.asks_by = make_token(contact, Scope.READ_INQUIRIES).token
    assert not units_where(contact, Permission.SUPPLY_FACTS, at=NOW).exists()


def test_question_of_somebody_else_is_no_work_of_a_unit(office, contact):
    asked(office)
    assert signed_in(contact).get("/api/v1/unit-requests/").json()["results"] == []

"""The pages of a unit: what it was asked, its answer, and nothing that belongs to others."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.states import Role
from audit.models import Event
from inquiries.models import UnitReply, UnitRequest
from inquiries.services import Identity, ask_unit, cancel_request, reply_to_request, return_reply
from inquiries.states import AskerKind, Regime
from tests.country import make_member, make_unit, make_user
from tests.inquiries.desk import HOUR, THURSDAY, fresh, given, make_office, signed_in
from tests.inquiries.public import PDF, upload

pytestmark = pytest.mark.django_db
NOW = THURSDAY + HOUR


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


def asked(office, unit, question="How many rivers?", **fields):
    return ask_unit(inquiry=fresh(given(office, **fields)), unit=unit, question=question, by=office.officer, at=NOW)


def url(request, end=""):
    return f"/en/unit/{request.pk}/{end}"


@pytest.mark.parametrize("role", [Role.UNIT_CONTACT, Role.UNIT_HEAD])
def test_people_of_a_unit_begin_with_what_it_was_asked(office, unit, role):
    user = make_member(role, office.agency, unit=unit).user
    assert signed_in(user).get("/en/start/").url == "/en/unit/"


def test_officers_and_requesters_begin_elsewhere(office):
    assert signed_in(office.officer).get("/en/start/").url == "/en/admin/"
    assert signed_in(make_user()).get("/en/start/").url == "/en/my-questions/"


def test_list_has_what_waits_first_and_none_of_other_units(office, unit, contact):
    done, waits = asked(office, unit, subject="Done"), asked(office, unit, subject="Waits")
    reply_to_request(request=done, text="Three.", by=contact, at=NOW)
    asked(office, make_unit(office.agency), subject="Of another unit")
    page = signed_in(contact).get("/en/unit/")
    assert [task.request for task in page.context["tasks"]] == [waits, done]
    assert "Of another unit" not in page.content.decode()
    assert "1 working day left" in page.content.decode() or "working days left" in page.content.decode()


def test_list_asks_no_more_for_more_rows(office, unit, contact):
    found = []
    for count in (1, 2):
        for _ in range(count):
            asked(office, unit)
        client = signed_in(contact)
        client.get("/en/unit/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/unit/")
        found.append(len(queries))
    assert found[0] == found[1]


def test_page_shows_question_case_number_and_outlet(office, unit, contact):
    request = asked(office, unit, outlet="Qala news")
    body = signed_in(contact).get(url(request)).content.decode()
    for words in ("How many rivers?", request.inquiry.number, "Qala news", "due"):
        assert words in body, words


def test_page_keeps_the_requesters_data_back(office, unit, contact):
    private = {"name": "Dana Private", "email": "dana@private.example", "phone": "+77010000099", "text": "My secret"}
    identity = Identity(iin="900101300017")
    kind = {"kind": AskerKind.PERSON, "regime": Regime.INFORMATION_REQUEST}
    request = asked(office, unit, **private, identity=identity, address="Private street 9", **kind)
    body = signed_in(contact).get(url(request)).content.decode()
    for words in (*private.values(), "0017", "Private street 9", request.inquiry.secret):
        assert words not in body, words


def strangers(office, unit):
    elsewhere = make_unit(office.agency)
    return {
        "another unit of the same agency": make_member(Role.UNIT_CONTACT, office.agency, unit=elsewhere).user,
        "the officer who asked": office.officer,
        "the head": office.head,
        "a journalist": make_user(),
    }


def test_strangers_find_nothing(office, unit, contact):
    request = asked(office, unit)
    reply = reply_to_request(request=request, text="Three.", files=[upload("f.pdf")], by=contact, at=NOW)
    file = f"files/{reply.attachments.get().pk}/"
    for who, user in strangers(office, unit).items():
        client = signed_in(user)
        assert client.get(url(request)).status_code == 404, who
        assert client.post(url(request), {"text": "x"}).status_code == 404, who
        assert client.post(url(request, "acknowledge/")).status_code == 404, who
        assert client.get(url(request, file)).status_code == 404, who
    assert UnitReply.objects.count() == 1
    assert UnitRequest.objects.get().acknowledged_at is None


def test_acknowledging_says_who_has_read_it(office, unit, contact):
    request = asked(office, unit)
    assert signed_in(contact).get(url(request, "acknowledge/")).status_code == 405
    page = signed_in(contact).post(url(request, "acknowledge/"), follow=True)
    assert f"Read by {contact}" in page.content.decode()
    assert UnitRequest.objects.get().acknowledged_by == contact


def test_answer_with_files_reaches_the_press_office(office, unit, contact):
    request = asked(office, unit)
    client = signed_in(contact)
    data = {"text": "Three rivers.", "attachments": [SimpleUploadedFile("table.pdf", PDF)]}
    page = client.post(url(request), data, follow=True)
    assert "The press office has your answer." in page.content.decode()
    reply = UnitReply.objects.get()
    assert (reply.text, reply.by) == ("Three rivers.", contact)
    given_back = client.get(url(request, f"files/{reply.attachments.get().pk}/"))
    assert b"".join(given_back.streaming_content) == PDF
    assert Event.objects.filter(action="file.read", by=contact).count() == 1


def test_returned_answer_says_why_and_is_answered_anew(office, unit, contact):
    request = asked(office, unit)
    reply = reply_to_request(request=request, text="Three.", by=contact, at=NOW)
    return_reply(reply=reply, missing="Which year?", by=office.officer, at=NOW)
    client = signed_in(contact)
    body = client.get(url(request)).content.decode()
    assert "Three." in body
    assert "Which year?" in body
    client.post(url(request), {"text": "Three in 2025."})
    assert [reply.text for reply in UnitReply.objects.all()] == ["Three.", "Three in 2025."]


def test_refused_answer_gives_back_text_and_files(office, unit, contact):
    request, client = asked(office, unit), signed_in(contact)
    mark = "6f2c1fd2-8a58-4f43-b6c0-1f2d8c4f7d11"
    chosen = [SimpleUploadedFile("good.pdf", PDF), SimpleUploadedFile("bad.exe", b"MZ")]
    page = client.post(url(request), {"text": "Three rivers.", "attachments": chosen, "mark": mark}).content.decode()
    assert "Three rivers." in page
    assert "good.pdf" in page
    assert "bad.exe is of a kind we do not take" in page
    client.post(url(request), {"text": "Three rivers.", "mark": mark})
    assert [str(file) for file in UnitReply.objects.get().attachments.all()] == ["good.pdf"]


def test_answer_to_a_cancelled_request_is_given_back(office, unit, contact):
    request = asked(office, unit)
    cancel_request(request=request, by=office.officer, at=NOW)
    response = signed_in(contact).post(url(request), {"text": "Too late, but kept"})
    assert response.status_code == 409
    assert "Too late, but kept" in response.content.decode()
    assert "no longer needed. Nothing was sent." in response.content.decode()


def test_nobody_signed_in_is_led_to_the_door(client, office, unit):
    request = asked(office, unit)
    for path in ("/en/unit/", url(request)):
        assert client.get(path).status_code == 302

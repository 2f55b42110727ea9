"""The officer's quick form: what did not come through the portal."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.access import NotPermitted
from documents.models import Draft as KeptFile
from inquiries.models import Inquiry
from inquiries.services import Asker, Origin, Question, take_in_inquiry
from inquiries.slip import render_slip
from inquiries.states import AskerKind, Regime, Source, State
from notifications.models import Message
from tests.inquiries.desk import HOUR, THURSDAY, case_url, make_office, signed_in
from tests.inquiries.public import PDF

pytestmark = pytest.mark.django_db
NOW = THURSDAY + HOUR
URL = "/en/admin/inquiries/inquiry/take-in/"
MARK = "6f2c1fd2-8a58-4f43-b6c0-1f2d8c4f7d11"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def said(office, **changed):
    return {
        "mark": MARK,
        "agency": office.agency.pk,
        "source": "PHONE",
        "received_at": "2026-03-19T11:30",
        "asker": "OUTLET",
        "name": "Dana",
        "outlet": "Qala",
        "phone": "+77010000000",
        "wish": "KNOW",
        "subject": "Floods",
        "text": "How many houses?",
        "language": "en",
    } | changed


def send(office, user=None, **changed):
    return signed_in(user or office.officer).post(URL, said(office, **changed))


def test_call_is_registered_with_who_took_it_and_when(office):
    response = send(office, recording_announced="on")
    inquiry = Inquiry.objects.get()
    assert response.url == case_url(inquiry)
    assert (inquiry.source, inquiry.received_by, inquiry.recording_announced) == (Source.PHONE, office.officer, True)
    assert inquiry.regime == Regime.MEDIA_REQUEST
    assert inquiry.received_at == THURSDAY + timedelta(minutes=30)
    body = signed_in(office.officer).get(case_url(inquiry)).content.decode()
    for words in ("Receipt slip (PDF)", "the caller announced it", str(office.officer)):
        assert words in body, words


def test_slip_says_who_took_it_in(office):
    from pypdfium2 import PdfDocument

    send(office)
    pdf = PdfDocument(render_slip(Inquiry.objects.get(), at=NOW))
    text = pdf[0].get_textpage().get_text_bounded()
    assert f"Taken in by\r\n{office.officer}" in text or str(office.officer) in text


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"received_at": "2026-03-19T18:00"}, "received_at", "nothing is received in the future"),
        ({"phone": ""}, "email", "nobody could be answered"),
        ({"outlet": ""}, "outlet", "an outlet has a name"),
        ({"source": "E_OTINISH"}, "external_number", "its number makes it come once"),
        ({"wish": "ORAL", "source": "POST"}, "wish", "a letter is not answered by word of mouth"),
        ({"answer": "Seven."}, "answer", "a media request wants a written answer"),
        ({"asker": "PERSON", "wish": "INTERVIEW"}, "wish", "interviews are for outlets"),
        ({"iin": "123456789012"}, "iin", "no such IIN"),
        ({"bin": "123456789012"}, "bin", "no such BIN"),
        ({"subject": "x" * 201}, "subject", "longer than the column"),
    ],
)
def test_what_cannot_be_is_given_back(office, changed, field, why):
    response = send(office, **changed)
    assert response.context["form"].errors.keys() == {field}, why
    assert "How many houses?" in response.content.decode()
    assert not Inquiry.objects.exists()


def test_oral_question_is_answered_at_once(office):
    send(office, wish="ORAL", asker="PERSON", outlet="", answer="We open at nine.")
    inquiry = Inquiry.objects.get()
    assert (inquiry.regime, inquiry.state, inquiry.assignee) == (
        Regime.ORAL_REQUEST,
        State.ANSWERED,
        office.officer,
    )
    assert inquiry.answers.get().text == "We open at nine."


def test_oral_question_without_an_answer_stays_open(office):
    send(office, wish="ORAL", asker="PERSON", outlet="")
    assert Inquiry.objects.get().state == State.REGISTERED


def test_same_form_twice_is_one_inquiry(office):
    oral = {"wish": "ORAL", "asker": "PERSON", "outlet": "", "answer": "At nine."}
    send(office, **oral)
    again = send(office, **oral | {"answer": "At ten."})
    inquiry = Inquiry.objects.get()
    assert again.url == case_url(inquiry)
    assert inquiry.answers.get().text == "At nine."


def test_same_number_of_e_otinish_is_one_inquiry(office):
    imported = {"source": "E_OTINISH", "external_number": "ЗТ-2026-01"}
    send(office, **imported)
    again = signed_in(office.officer).post(
        URL, said(office, **imported, mark="11111111-8a58-4f43-b6c0-1f2d8c4f7d11"), follow=True
    )
    assert Inquiry.objects.get().external_number == "ЗТ-2026-01"
    assert "It was registered before, as INQ-2026-000001." in again.content.decode()


def test_files_survive_a_mistake(office):
    refused = send(office, text="", attachments=[SimpleUploadedFile("scan.pdf", PDF)])
    assert "scan.pdf" in refused.content.decode()
    send(office)
    assert [str(file) for file in Inquiry.objects.get().attachments.all()] == ["scan.pdf"]
    assert not KeptFile.objects.exists()


def test_identity_is_kept_sealed(office):
    send(office, asker="PERSON", outlet="", iin="900101300017", outgoing_number="7-1")
    inquiry = Inquiry.objects.get()
    assert inquiry.iin_sealed
    assert "900101300017" not in inquiry.iin_sealed
    assert inquiry.outgoing_number == "7-1"


def test_receipt_goes_to_whoever_gave_an_address(office):
    send(office, email="dana@outlet.example")
    assert Message.objects.filter(kind="inquiry_receipt", address="dana@outlet.example").count() == 1


@pytest.mark.parametrize(
    ("who", "status", "why"),
    [
        ("officer", 200, "takes calls"),
        ("senior", 200, "takes calls"),
        ("head", 403, "does not answer"),
        ("auditor", 403, "reads"),
    ],
)
def test_form_opens_for_who_answers(office, who, status, why):
    assert signed_in(getattr(office, who)).get(URL).status_code == status, why


def test_buttons_stand_on_the_desk_and_the_queue_of_who_answers(office):
    for page in ("/en/admin/", "/en/admin/inquiries/inquiry/"):
        assert URL in signed_in(office.officer).get(page).content.decode(), page
        assert URL not in signed_in(office.auditor).get(page).content.decode(), page


def test_nobody_registers_for_another_agency(office):
    there = make_office()
    response = send(office, agency=there.agency.pk)
    assert response.context["form"].errors.keys() == {"agency"}
    taken = {
        "agency": there.agency,
        "asker": Asker(AskerKind.PERSON, "Dana", phone="1"),
        "question": Question("S", "T", "en", Regime.ORAL_REQUEST),
        "origin": Origin(Source.PHONE),
    }
    with pytest.raises(NotPermitted):
        take_in_inquiry(**taken, submission=MARK, by=office.officer, at=NOW)
    assert not Inquiry.objects.exists()


def test_form_names_what_may_be_answered_by_word_of_mouth(office):
    """AI 11(4): ten topics; everything else wants writing."""
    page = signed_in(office.officer).get("/en/admin/inquiries/inquiry/take-in/").content.decode()
    named = page.partition("By word of mouth only what")[2].partition("names:")[2].partition("</")[0]
    assert len(named.split(";")) == 10

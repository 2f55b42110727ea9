"""What a requester sends from the case: a reply, more words, a withdrawal, a complaint: each once."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.queries import timeline
from deadlines.states import DutyState
from inquiries.models import Inquiry, Supplement
from inquiries.procedure import PROCEDURES
from inquiries.queries import main_duty
from inquiries.services import (
    Body,
    agree_interview,
    ask_back,
    ask_extension,
    ask_unit,
    decide_extension,
    decline_interview,
    draft_answer,
    forward_inquiry,
    note_inquiry,
    pass_up,
    reply_to_request,
    withdraw_inquiry,
)
from inquiries.services import Draft as Written
from inquiries.states import Outcome, Regime, State
from tests.country import make_agency, make_member, make_unit, make_user
from tests.inquiries.desk import Role, answer, answered, asked, fresh, given, make_office
from tests.inquiries.public import PDF, THURSDAY, upload

pytestmark = pytest.mark.django_db
LATE = THURSDAY + timedelta(days=60)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(THURSDAY, tick=False):
        yield


def address(inquiry, view="case"):
    return reverse(f"inquiries:{view}", args=[inquiry.number, inquiry.secret])


def page(response):
    return response.content.decode()


def form(text="More.", **more):
    return {"text": text, "submission": str(uuid4())} | more


def asked_back(office, **fields):
    inquiry = given(office, regime=Regime.APPEAL, **fields)
    until_on = (THURSDAY + timedelta(days=5)).date()
    ask_back(inquiry=inquiry, question="Which district?", until_on=until_on, by=office.officer, at=THURSDAY)
    return fresh(inquiry)


# --- Replying and adding ------------------------------------------------------------------------------------------


def test_open_question_stands_on_the_case_and_the_reply_ends_the_pause(client):
    inquiry = asked_back(make_office())
    shown = page(client.get(address(inquiry)))
    assert "Which district?" in shown
    assert "Tue 24 March 2026" in shown
    assert "stands still" in shown
    assert "Your reply" in shown
    assert main_duty(inquiry).state == DutyState.PAUSED
    sent = form("The Almaty district.", uploads=SimpleUploadedFile("map.pdf", PDF))
    assert client.post(address(inquiry, "add"), sent)["Location"] == address(inquiry)
    shown = page(client.get(address(inquiry)))
    assert "The Almaty district." in shown
    assert "map.pdf" in shown
    assert "The office asks you" not in shown
    assert main_duty(inquiry).state == DutyState.OPEN
    assert Supplement.objects.get().clarification == inquiry.clarifications.get()


def test_words_can_be_added_unasked_while_the_case_is_open(client):
    inquiry = asked(make_office())
    assert address(inquiry, "add") in page(client.get(address(inquiry)))
    client.post(address(inquiry, "add"), form("One more thing."))
    assert "One more thing." in page(client.get(address(inquiry)))


def test_form_sent_twice_adds_once(client):
    inquiry = asked(make_office())
    sent = form()
    for _turn in range(2):
        assert client.post(address(inquiry, "add"), sent)["Location"] == address(inquiry)
    assert Supplement.objects.count() == 1
    client.post(address(inquiry, "add"), form())
    assert Supplement.objects.count() == 2


def test_same_mark_of_two_cases_is_two_supplements(client):
    office = make_office()
    sent = form()
    for inquiry in (asked(office), asked(office)):
        client.post(address(inquiry, "add"), sent)
    assert Supplement.objects.count() == 2


@pytest.mark.parametrize("view", ["add", "complain"])
@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        pytest.param({"uploads": ("b.exe", b"MZ\x90\x00")}, "b.exe is of a kind we do not take", id="a program"),
        pytest.param({"submission": "x"}, "Enter a valid UUID", id="no mark"),
    ],
)
def test_failed_form_gives_the_text_back(client, view, sent, problem):
    inquiry = asked(make_office())
    more = {name: SimpleUploadedFile(*value) if name == "uploads" else value for name, value in sent.items()}
    with time_machine.travel(LATE, tick=False):
        shown = page(client.post(address(inquiry, view), form("Long and dear words", **more)))
    assert problem in shown
    assert "Long and dear words</textarea>" in shown
    assert Inquiry.objects.count() == 1
    assert Supplement.objects.count() == 0


def test_nothing_is_added_to_a_closed_case_and_the_text_comes_back(client):
    inquiry = answered(make_office())
    assert "textarea" not in page(client.get(address(inquiry, "add")))
    shown = page(client.post(address(inquiry, "add"), form("Too late")))
    assert "closed meanwhile" in shown
    assert "Too late</textarea>" in shown
    assert Supplement.objects.count() == 0


# --- Withdrawing --------------------------------------------------------------------------------------------------


def test_withdrawal_is_asked_about_then_done_once(client):
    inquiry = given(make_office())
    assert "This cannot be undone" in page(client.get(address(inquiry, "withdraw")))
    assert fresh(inquiry).state == State.ASSIGNED, "looking withdraws nothing"
    for _turn in range(2):
        sent = client.post(address(inquiry, "withdraw"), {"reason": "Found it myself"})
        assert sent["Location"] == address(inquiry)
    assert fresh(inquiry).state == State.WITHDRAWN
    assert main_duty(inquiry).state == DutyState.WAIVED
    assert [event.action for event in timeline(inquiry)].count("inquiry.withdrawn") == 1
    assert "You have withdrawn your inquiry" in page(client.get(address(inquiry)))


def test_decided_case_cannot_be_withdrawn(client):
    inquiry = answered(make_office())
    assert "no longer possible" in page(client.get(address(inquiry, "withdraw")))
    assert "no longer possible" in page(client.post(address(inquiry, "withdraw"), {}))
    assert fresh(inquiry).state == State.ANSWERED


@pytest.mark.parametrize(
    ("who", "by"),
    [
        pytest.param("requester", "requester", id="the requester signs with their name"),
        pytest.param("stranger", None, id="somebody else with the secret has no name here"),
        pytest.param(None, None, id="nobody signed in"),
    ],
)
def test_trail_names_the_requester_alone(who, by):
    people = {"requester": make_user(), "stranger": make_user()}
    inquiry = asked(make_office(), requester=people["requester"])
    client = Client()
    if who:
        client.force_login(people[who])
    client.post(address(inquiry, "add"), form())
    client.post(address(inquiry, "withdraw"), {})
    found = {event.action: event.by for event in timeline(inquiry)}
    assert found["inquiry.supplemented"] == found["inquiry.withdrawn"] == people.get(by)


# --- Complaining --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "against"),
    [
        pytest.param(Outcome.ANSWER, "You complain about the answer.", id="answer"),
        pytest.param(Outcome.REFUSAL, "You complain about the refusal.", id="refusal"),
    ],
)
def test_complaint_says_against_what_to_whom_and_becomes_a_case(client, outcome, against):
    office = make_office(parent=make_agency(name_en="Government"))
    inquiry = decided(outcome)(office, outlet="Qala")
    shown = page(client.get(address(inquiry, "complain")))
    for words in (against, "the higher body, Government, within 3 months", office.agency.name_en):
        assert words in shown
    sent = form("It is no answer.")
    first, again = (
        client.post(address(inquiry, "complain"), sent | {"uploads": SimpleUploadedFile("a.pdf", PDF)})
        for _turn in range(2)
    )
    complaint = Inquiry.objects.get(about=inquiry)
    assert first["Location"] == again["Location"] == address(complaint, "receipt")
    assert (complaint.regime, complaint.text, complaint.outlet) == (Regime.OWN_COMPLAINT, "It is no answer.", "Qala")
    assert complaint.attachments.get().file.name == "a.pdf"
    assert "Your complaint is registered" in page(client.get(first["Location"]))
    shown = page(client.get(address(inquiry)))
    assert complaint.number in shown
    assert complaint.get_absolute_url() in shown


def test_complaint_against_silence_names_the_day(client):
    inquiry = asked(make_office())
    shown = page(client.get(address(inquiry, "complain")))
    assert "nothing to complain of now" in shown
    assert "textarea" not in shown
    assert "nothing to complain of now" in page(client.post(address(inquiry, "complain"), form()))
    with time_machine.travel(LATE, tick=False):
        assert "By 26 March 2026 there was no answer" in page(client.get(address(inquiry, "complain")))
        client.post(address(inquiry, "complain"), form())
    assert inquiry.complaints.count() == 1


def test_complaint_that_was_passed_up_stands_on_the_case_with_both_numbers(client):
    office = make_office()
    inquiry = answered(office)
    client.post(address(inquiry, "complain"), form())
    complaint, higher = inquiry.complaints.get(), make_agency(name_en="Higher body")
    pass_up(inquiry=complaint, to=Body(higher), reason="Ours to pass", by=office.officer, at=THURSDAY)
    shown = page(client.get(address(inquiry)))
    assert "Higher body" in shown
    assert [row.get_state_display() in shown for row in inquiry.complaints.all()] == [True, True]


# --- What each state says -----------------------------------------------------------------------------------------


def forwarded(office):
    there = make_agency(name_en="Ministry of Rivers")
    inquiry = given(office, regime=Regime.INFORMATION_REQUEST)
    forward_inquiry(inquiry=inquiry, to=Body(there), reason="Theirs", by=office.officer, at=THURSDAY)
    return inquiry


def forwarded_outside(office):
    inquiry = given(office, regime=Regime.INFORMATION_REQUEST)
    to = Body(name="Akimat of Sarat", email="sarat@akimat.example")
    forward_inquiry(inquiry=inquiry, to=to, reason="Theirs", by=office.officer, at=THURSDAY)
    return inquiry


def agreed(office):
    inquiry = given(office, regime=Regime.INTERVIEW)
    when = THURSDAY + timedelta(days=1)
    said = {"starts_at": when, "speaker": "Deputy minister", "place": "Room 5"}
    agree_interview(inquiry=inquiry, **said, by=office.officer, at=THURSDAY)
    return inquiry


def declined(office):
    inquiry = given(office, regime=Regime.INTERVIEW)
    decline_interview(inquiry=inquiry, reason="No time this week", by=office.officer, at=THURSDAY)
    return inquiry


def withdrawn(office):
    return withdraw_inquiry(inquiry=given(office), reason="", by=None, at=THURSDAY)


def decided(outcome, regime=Regime.MEDIA_REQUEST):
    def make(office, **fields):
        inquiry = given(office, regime=regime, **fields)
        known = PROCEDURES[regime].grounds.get(outcome, ())
        grounds = [ground for ground in known if not ground.names_body and not ground.after_cure]
        ground = grounds[0].code if grounds else ""
        answer(inquiry, by=office.officer, approved_by=office.head, outcome=outcome, ground=ground)
        return inquiry

    return make


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(decided(Outcome.REFUSAL), ["The office refused to answer", "Ground:"], id="refused"),
        pytest.param(decided(Outcome.RETURN, Regime.APPEAL), ["returned your inquiry"], id="returned"),
        pytest.param(decided(Outcome.TERMINATION, Regime.APPEAL), ["ended the procedure"], id="terminated"),
        pytest.param(forwarded, ["Ministry of Rivers", "There it has the number"], id="forwarded within the portal"),
        pytest.param(forwarded_outside, ["Akimat of Sarat", "does not use this portal"], id="forwarded outside"),
        pytest.param(agreed, ["20 March 2026, 11:00", "Deputy minister", "Room 5"], id="agreed"),
        pytest.param(declined, ["The office declined", "No time this week"], id="declined"),
        pytest.param(withdrawn, ["You have withdrawn your inquiry"], id="withdrawn"),
        pytest.param(asked, ["waits for an officer"], id="registered"),
        pytest.param(given, ["An officer is preparing the answer"], id="in work"),
    ],
)
def test_state_is_said_in_words(client, make, words):
    shown = page(client.get(address(make(make_office()))))
    assert [word for word in words if word not in shown] == []


def test_letters_stand_in_the_thread_with_pdf_and_check(client):
    office = make_office()
    inquiry = answered(office)
    letter = inquiry.letters.get()
    shown = page(client.get(address(inquiry)))
    for words in ("Seven.", letter.signature, letter.pdf.name, letter.get_absolute_url()):
        assert words in shown
    pdf = client.get(reverse("inquiries:file", args=[inquiry.number, inquiry.secret, letter.pdf_id]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_extension_says_the_old_and_the_new_day(client):
    office = make_office()
    inquiry = given(office)
    asked_for = {"amount": 15, "reason": "Two ministries", "holders": "Ministry of Rivers"}
    extension = ask_extension(inquiry=inquiry, **asked_for, by=office.officer, at=THURSDAY)
    assert "Two ministries" not in page(client.get(address(inquiry))), "nothing before the head decides"
    decide_extension(extension=extension, grant=True, by=office.head, at=THURSDAY)
    shown = page(client.get(address(inquiry)))
    assert "The date moved from 26 March 2026 to 10 April 2026: the term was extended." in shown
    assert "Two ministries" in shown


def test_nothing_said_inside_the_house_is_on_any_page_of_the_requester(client):
    office = make_office()
    unit = make_unit(office.agency, name_en="Secret unit")
    contact = make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user
    inquiry = given(office, requester=make_user())
    note_inquiry(inquiry=inquiry, text="Secret note", by=office.officer, at=THURSDAY)
    request = ask_unit(inquiry=inquiry, unit=unit, question="Secret question", by=office.officer, at=THURSDAY)
    reply_to_request(request=request, text="Secret reply", by=contact, at=THURSDAY)
    draft_answer(inquiry=fresh(inquiry), draft=Written("Secret draft"), by=office.officer, at=THURSDAY)
    client.force_login(inquiry.requester)
    pages = [address(inquiry, view) for view in ("case", "receipt", "add", "withdraw", "complain")]
    for url in (*pages, reverse("inquiries:mine")):
        shown = page(client.get(url))
        assert inquiry.number in shown, "a control"
        assert "Secret" not in shown, url
        assert str(office.officer) not in shown, url


# --- Who gets in, and how often -----------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["add", "withdraw", "complain"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "key",
    [
        pytest.param(lambda own, other: (own.number, "0" * 32), id="a wrong secret"),
        pytest.param(lambda own, other: (own.number, other.secret), id="the secret of another case"),
        pytest.param(lambda own, other: ("INQ-2026-999999", own.secret), id="a wrong number"),
    ],
)
def test_wrong_key_changes_nothing(client, view, method, key):
    office = make_office()
    inquiry, other = asked(office), asked(office)
    with time_machine.travel(LATE, tick=False):
        response = getattr(client, method)(reverse(f"inquiries:{view}", args=key(inquiry, other)), form())
    assert response.status_code == 404
    assert (Supplement.objects.count(), Inquiry.objects.filter(state=State.WITHDRAWN).count()) == (0, 0)
    assert Inquiry.objects.exclude(about=None).count() == 0


@pytest.mark.parametrize("view", ["add", "withdraw", "complain"])
def test_too_many_sendings_are_stopped_and_the_text_comes_back(client, monkeypatch, view):
    from inquiries.limits import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", Limit.THROTTLE_RATES | {"reply": "1/hour"})
    inquiry = asked(make_office())
    client.post(address(inquiry, "add"), {})
    with time_machine.travel(THURSDAY + timedelta(minutes=1), tick=False):
        response = client.post(address(inquiry, view), form("Dear words"))
        assert client.get(address(inquiry, view)).status_code == 200, "reading goes on"
    assert response.status_code == 429
    assert "Dear words</textarea>" in page(response)
    assert Supplement.objects.count() == 0
    assert fresh(inquiry).state == State.REGISTERED


@pytest.mark.parametrize("view", ["case", "receipt", "slip"])
def test_page_to_read_takes_nothing(client, view):
    assert client.post(address(asked(make_office()), view), form()).status_code == 405


def test_files_of_the_house_cannot_be_fetched_by_the_secret(client):
    office = make_office()
    unit = make_unit(office.agency)
    contact = make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user
    inquiry = given(office, files=("question.pdf",))
    request = ask_unit(inquiry=inquiry, unit=unit, question="?", by=office.officer, at=THURSDAY)
    reply_to_request(request=request, text="See file", files=[upload("reply.pdf")], by=contact, at=THURSDAY)
    draft = Written("Not sent yet")
    draft_answer(inquiry=fresh(inquiry), draft=draft, files=[upload("draft.pdf")], by=office.officer, at=THURSDAY)
    shown = page(client.get(address(inquiry)))
    found = {}
    for attachment in inquiry.attachments.select_related("file"):
        response = client.get(reverse("inquiries:file", args=[inquiry.number, inquiry.secret, attachment.file_id]))
        found[attachment.file.name] = (response.status_code, attachment.file.name in shown)
        if response.streaming:
            assert b"".join(response.streaming_content) == PDF
    assert found == {"question.pdf": (200, True), "reply.pdf": (404, False), "draft.pdf": (404, False)}

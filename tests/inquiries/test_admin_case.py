"""The case page: what it shows, what each form does, and that nothing typed is lost."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.queries import timeline
from deadlines.services import give_instruction, take_due_steps
from inquiries.models import Answer
from inquiries.services import Draft, assign_inquiry, draft_answer, note_inquiry, submit_answer
from inquiries.states import Check, State
from notifications.models import Message
from tests.country import make_acting
from tests.inquiries.desk import HOUR, THURSDAY, answer, answered, asked, case_url, fresh, given, make_office, signed_in
from tests.inquiries.public import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def test_case_shows_question_note_and_answer_as_they_came(office):
    inquiry = given(office, text="How many houses?")
    note_inquiry(inquiry=inquiry, text="Asked the unit.", by=office.officer, at=THURSDAY + HOUR)
    people = {"by": office.officer, "approved_by": office.senior}
    answer(inquiry, text="Seven houses.", **people, at=THURSDAY + 2 * HOUR)
    page = signed_in(office.head).get(case_url(inquiry)).content.decode()
    positions = [page.index(words) for words in ("How many houses?", "Asked the unit.", "Seven houses.")]
    assert positions == sorted(positions)


def test_case_shows_the_clock_with_its_date_distance_and_reason(office):
    page = signed_in(office.officer).get(case_url(asked(office))).content.decode()
    assert "5 working days left" in page
    assert '<time datetime="2026-03-26">Thu 26 March 2026</time>' in page
    assert "article 36(1)" in page


# What a media request knows (MM 36), and what is no move of the law.
WORK = ("answer", "ask_unit", "extend", "refuse")
BESIDE = ("keep", "supplement", "note")


@pytest.mark.parametrize(
    ("make", "who", "moves", "why"),
    [
        (asked, "officer", ["assign", *WORK, "change_regime", "withdraw", *BESIDE], "somebody must take it first"),
        (given, "officer", [*WORK, "reassign", "change_regime", "withdraw", *BESIDE], "the answer is the likeliest"),
        (answered, "officer", ["note", "complaint"], "an answer never changes"),
        (answered, "senior", ["reopen", "note", "complaint"], "who approves may reopen"),
        (given, "head", [], "the head instructs and approves, and does not answer"),
        (given, "auditor", [], "the auditor reads"),
    ],
)
def test_case_offers_the_lawful_moves_and_no_others(office, make, who, moves, why):
    context = signed_in(getattr(office, who)).get(case_url(make(office))).context
    offered = [*context["moves"], *context["more_moves"]]
    assert [name for name, _words in offered] == moves, why


def test_case_opens_no_form_of_an_unlawful_move(office):
    inquiry = answered(office)
    for move in ("answer", "assign", "reassign", "nonsense"):
        assert signed_in(office.officer).get(case_url(inquiry, f"?move={move}")).context["form"] is None, move


def test_case_says_what_an_answer_will_do_and_to_whom_it_goes(office):
    inquiry = given(office, name="Dana", outlet="Qala", email="dana@outlet.example")
    draft = draft_answer(inquiry=inquiry, draft=Draft("Seven."), by=office.officer, at=THURSDAY)
    submit_answer(answer=draft, checked=list(Check), by=office.officer, at=THURSDAY)
    page = signed_in(office.senior).get(case_url(inquiry, "?move=approve")).content.decode()
    assert "signed with your name and sent to Dana, Qala." in page


def test_answer_with_files_is_drafted_by_one_approved_by_another_and_stops_the_clock(office):
    inquiry = given(office)
    officer, senior = signed_in(office.officer), signed_in(office.senior)
    draft = {"text": "Seven.", "language": "en", "outcome": "ANSWER"}
    files = {"attachments": [SimpleUploadedFile("table.pdf", PDF)]}
    response = officer.post(case_url(inquiry, "move/answer/"), draft | files, follow=True)
    assert response.redirect_chain == [(case_url(inquiry), 302)]
    assert fresh(inquiry).state == State.ASSIGNED, "nothing is sent yet"
    officer.post(case_url(inquiry, "move/submit/"), {"checked": list(Check)})
    response = senior.post(case_url(inquiry, "move/approve/"), {"version": "1"}, follow=True)
    answer = Answer.objects.get(inquiry=inquiry)
    assert (answer.text, answer.author, answer.approved_by) == ("Seven.", office.officer, office.senior)
    assert [str(attachment.file) for attachment in answer.attachments.all()] == ["table.pdf"]
    assert fresh(inquiry).state == State.ANSWERED
    assert inquiry.main_clock.state == "MET"
    assert Message.objects.filter(kind="inquiry_letter", address=inquiry.email).count() == 1
    assert f"Letter OUT-2026-000001 goes to {inquiry.email}." in response.content.decode()


@pytest.mark.parametrize(
    ("data", "words", "why"),
    [
        ({"text": ""}, "Text – This field is required.", "nothing to send"),
        (
            {"text": "Kept words", "attachments": [SimpleUploadedFile("x.exe", b"MZ")]},
            "x.exe is of a kind we do not take",
            "a file we refuse",
        ),
        ({"text": "Kept words" + "x" * 50_000}, "at most 50000 characters", "too long"),
        ({"text": "Kept words\x00"}, "Null characters are not allowed", "NUL"),
    ],
)
def test_refused_answer_gives_back_what_was_typed(office, data, words, why):
    inquiry = given(office)
    page = signed_in(office.officer).post(
        case_url(inquiry, "move/answer/"), {"language": "en", "outcome": "ANSWER"} | data
    )
    assert page.status_code == 200, why
    assert words in page.content.decode(), why
    assert data["text"][:10] in page.content.decode(), why
    assert fresh(inquiry).state == State.ASSIGNED


def test_answer_that_comes_second_is_kept_on_the_page_and_as_a_note_if_wanted(office):
    inquiry = given(office)
    answer(inquiry, by=office.colleague, approved_by=office.senior)
    client = signed_in(office.officer)
    response = client.post(case_url(inquiry, "move/answer/"), {"text": "My long answer"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "The inquiry is “answered”: this is no longer possible." in page
    assert "My long answer" in page
    assert f'formaction="{case_url(inquiry, "move/note/")}"' in page
    client.post(case_url(inquiry, "move/note/"), {"text": "My long answer"})
    assert [note.text for note in inquiry.notes.all()] == ["My long answer"]
    assert Answer.objects.get(inquiry=inquiry).text == "Seven."


def test_inquiry_is_given_to_an_officer_whose_load_is_shown(office):
    given(office, to=office.colleague)
    inquiry = asked(office)
    client = signed_in(office.officer)
    page = client.get(case_url(inquiry, "?move=assign")).content.decode()
    assert f"{office.colleague} – 1 to do" in page
    assert f"{office.officer} – 0 to do" in page
    assert f"{office.head} –" not in page, "who cannot answer is not offered"
    client.post(case_url(inquiry, "move/assign/"), {"to": office.colleague.pk, "seen": ""})
    assert fresh(inquiry).assignee == office.colleague
    assert {clock.duty.responsible for clock in inquiry.clocks.all()} == {office.colleague}


def test_load_counts_what_is_late(office):
    given(office, to=office.colleague, at=THURSDAY - timedelta(days=20))
    page = signed_in(office.officer).get(case_url(asked(office), "?move=assign")).content.decode()
    assert f"{office.colleague} – 1 to do, 1 late" in page


def test_nobody_takes_an_inquiry_from_a_colleague_unawares(office):
    """The page was drawn while the inquiry was with the officer; the senior has given it on since."""
    inquiry = given(office)
    assign_inquiry(inquiry=inquiry, to=office.colleague, by=office.senior, at=THURSDAY)
    response = signed_in(office.officer).post(
        case_url(inquiry, "move/reassign/"), {"to": office.senior.pk, "seen": office.officer.pk}
    )
    assert response.status_code == 409
    assert fresh(inquiry).assignee == office.colleague


@pytest.mark.parametrize("to", ["head", "nobody"])
def test_inquiry_is_not_given_to_somebody_who_cannot_answer(office, to):
    inquiry = asked(office)
    pk = office.head.pk if to == "head" else 0
    page = signed_in(office.officer).post(case_url(inquiry, "move/assign/"), {"to": pk, "seen": ""})
    assert "Select a valid choice" in page.content.decode()
    assert fresh(inquiry).assignee is None


def test_file_of_the_case_is_read_under_audit(office):
    inquiry = asked(office, files=("letter.pdf",))
    attachment = inquiry.attachments.get()
    response = signed_in(office.auditor).get(case_url(inquiry, f"file/{attachment.pk}/"))
    assert b"".join(response.streaming_content) == PDF
    assert [(event.action, event.by) for event in timeline(attachment.file)] == [("file.read", office.auditor)]


def test_file_of_another_inquiry_does_not_open_by_this_ones_address(office):
    inquiry, other = asked(office), asked(office, files=("letter.pdf",))
    url = case_url(inquiry, f"file/{other.attachments.get().pk}/")
    assert signed_in(office.officer).get(url).status_code == 404


@pytest.mark.parametrize("page", ["change/", "history/"])
def test_database_key_leads_on_to_the_case(office, page):
    inquiry = asked(office)
    response = signed_in(office.officer).get(f"/en/admin/inquiries/inquiry/{inquiry.pk}/{page}")
    assert response.headers["Location"].partition("#")[0] == case_url(inquiry)


def test_case_says_who_stands_in_for_whom(office):
    inquiry = given(office)
    grant = make_acting(office.officer.memberships.get(), until_on=date(2026, 4, 1))
    page = signed_in(grant.deputy).get(case_url(inquiry)).content.decode()
    assert f"You stand in for {office.officer} until 1 April 2026 (Order 1)." in page
    assert f"{grant.deputy} stands in until 1 April 2026" in page


def test_timeline_says_in_whose_place_something_was_done(office):
    inquiry = given(office)
    grant = make_acting(office.officer.memberships.get())
    signed_in(grant.deputy).post(case_url(inquiry, "move/note/"), {"text": "Calling the unit."})
    entries = signed_in(office.head).get(case_url(inquiry)).context["timeline"]
    assert [(entry.words, entry.who, entry.note) for entry in entries] == [
        ("The inquiry was received and registered", "the system", ""),
        ("The clock started: due on 26 March 2026", "the system", ""),
        (f"Given to {office.officer}", str(office.senior), ""),
        ("A note among officers", f"{grant.deputy}, standing in for {office.officer}", "Calling the unit."),
    ]


def test_instruction_stands_on_its_case_and_is_reported_there(office):
    inquiry = given(office)
    duty = inquiry.main_clock
    due = {"due_on": date(2026, 3, 20), "by": office.head, "at": THURSDAY}
    instruction = give_instruction(about=duty, to=office.officer, text="Ask the unit today.", **due)
    client = signed_in(office.officer)
    assert "Ask the unit today." in client.get(case_url(inquiry)).content.decode()
    url = f"/en/admin/instructions/{instruction.pk}/done/"
    response = client.post(url, {"note": "Asked.", "next": case_url(inquiry)})
    assert response.headers["Location"] == case_url(inquiry)
    instruction.duty.refresh_from_db()
    assert (instruction.duty.state, instruction.duty.reason) == ("MET", "Asked.")
    assert Message.objects.filter(kind="instruction_done", recipient=office.head, channel="INBOX").count() == 1


def test_instruction_is_reported_once_and_by_its_officer_or_the_head(office):
    inquiry = given(office)
    about, due = inquiry.main_clock, {"due_on": date(2026, 3, 20), "at": THURSDAY}
    instruction = give_instruction(about=about, to=office.officer, text="Ask.", by=office.head, **due)
    url = f"/en/admin/instructions/{instruction.pk}/done/"
    assert signed_in(office.colleague).post(url).status_code == 403
    assert signed_in(office.head).post(url, {"next": "https://elsewhere.example/"}).headers["Location"] == "/en/admin/"
    page = signed_in(office.officer).post(url, follow=True).content.decode()
    assert "this instruction is done already" in page


def test_case_tells_whom_the_clock_wrote_to(office):
    inquiry = given(office)
    take_due_steps(at=THURSDAY + timedelta(days=5))  # the 24th: two working days before the 26th
    page = signed_in(office.officer).get(case_url(inquiry)).content.decode()
    assert f"A reminder went to {office.officer}" in page


def test_case_costs_the_same_however_much_was_said(office, django_assert_max_num_queries):
    short, long = given(office), given(office, files=("a.pdf", "b.pdf"))
    for _ in range(3):
        note_inquiry(inquiry=long, text="A note", by=office.officer, at=THURSDAY)
    client = signed_in(office.officer)
    costs = []
    for inquiry in (short, long):
        with django_assert_max_num_queries(60) as queries:
            client.get(case_url(inquiry))
        costs.append(len(queries))
    assert costs[0] == costs[1]

"""The case page of an office: the thread as it happened, the draft, the windows, and what is done with one row."""

from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.states import Role
from audit.models import Event
from documents.models import Draft as KeptFile
from documents.services import fail_letter
from inquiries.case_clocks import MEANINGS, PAST_WORDS, WINDOW_WORDS
from inquiries.duties import KINDS
from inquiries.models import Answer, Letter, UnitRequest
from inquiries.procedure import PROCEDURES
from inquiries.services import (
    Body,
    Draft,
    Identity,
    agree_interview,
    ask_back,
    ask_extension,
    ask_unit,
    complain,
    decide_extension,
    draft_answer,
    forward_inquiry,
    record_supplement,
    reply_to_request,
    submit_answer,
)
from inquiries.states import AskerKind, Check, Outcome, Regime, State
from inquiries.topics import topics_in
from tests.country import make_agency, make_member, make_unit
from tests.inquiries.desk import HOUR, THURSDAY, answer, answered, asked, case_url, fresh, given, make_office, signed_in
from tests.inquiries.public import PDF, upload

pytestmark = pytest.mark.django_db
NOW = THURSDAY + HOUR
DAY = 24 * HOUR


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def information(office, **fields):
    return given(office, kind=AskerKind.PERSON, regime=Regime.INFORMATION_REQUEST, **fields)


def page(user, inquiry, end=""):
    response = signed_in(user).get(case_url(inquiry, end))
    assert response.status_code == 200
    return response.content.decode()


def drafted(office, inquiry=None, **draft):
    inquiry = inquiry or given(office)
    said = Draft(**{"text": "Seven houses."} | draft)
    return draft_answer(inquiry=fresh(inquiry), draft=said, by=office.officer, at=NOW)


def in_review(office, inquiry=None):
    return submit_answer(answer=drafted(office, inquiry), checked=list(Check), by=office.officer, at=NOW)


def unit_asked(office, inquiry=None):
    unit = make_unit(office.agency)
    contact = make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user
    inquiry = inquiry or given(office)
    return ask_unit(inquiry=fresh(inquiry), unit=unit, question="How many?", by=office.officer, at=NOW), contact


def test_thread_tells_everything_in_the_order_it_happened(office):
    inquiry = information(office, text="Which rivers?")
    request, contact = unit_asked(office, inquiry)
    reply_to_request(request=request, text="Three rivers.", files=[upload("facts.pdf")], by=contact, at=NOW + HOUR)
    until = THURSDAY.date() + 4 * DAY
    question = {"question": "Which year?", "until_on": until}
    ask_back(inquiry=fresh(inquiry), **question, by=office.officer, at=NOW + 2 * HOUR)
    record_supplement(inquiry=fresh(inquiry), text="The last one.", by=office.officer, at=NOW + 3 * HOUR)
    answer(inquiry, by=office.officer, approved_by=office.senior, at=NOW + 4 * HOUR, text="Esil, Ertis, Oral.")
    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        body = page(office.auditor, inquiry).split('id="timeline"')[0]
    told = ["Which rivers?", "How many?", "Three rivers.", "Which year?", "The last one.", "Esil, Ertis, Oral."]
    assert [body.index(words) for words in told] == sorted(body.index(words) for words in told)
    assert "facts.pdf" in body
    assert "Reply wanted until" in body


def test_identity_is_shown_and_an_iin_is_masked(office):
    identity = Identity(iin="900101300017", outgoing_number="12-3/45", signer_name="D. Omarova")
    body = page(office.officer, information(office, identity=identity))
    assert "••••••••0017" in body
    assert "900101300017" not in body
    assert "12-3/45" in body
    assert "D. Omarova" in body


DELIVERIES = [
    ("underway", "Underway to aigul@outlet.example", "the outbox has it"),
    ("failed", "It could not be delivered. Deliver it otherwise.", "the officers must act"),
    ("by_hand", "No e-mail address: print it", "nothing can be sent"),
    ("delivered", "Delivered", "with moment and proof"),
]


@pytest.mark.parametrize(("state", "words", "why"), DELIVERIES)
def test_letter_says_what_became_of_it(office, state, words, why):
    contact = {"email": "", "address": "Abai 1"} if state == "by_hand" else {}
    letter = Letter.objects.get(inquiry=answered(office, **contact))
    if state == "failed":
        fail_letter(letter=letter, reason="550 no such user", at=NOW)
    if state == "delivered":
        sent = signed_in(office.officer).post(
            case_url(letter.inquiry, "move/deliver/"), {"row": letter.pk, "way": "POST", "proof": "RR123"}
        )
        assert sent.status_code == 302
        assert Letter.objects.get().delivered_how == "by post: RR123"
    body = page(office.officer, letter.inquiry)
    assert words in body, why
    assert ("?move=deliver" in body) == (state != "delivered"), why


def test_reply_of_a_unit_is_returned_with_what_is_missing(office):
    request, contact = unit_asked(office)
    reply = reply_to_request(request=request, text="Some.", by=contact, at=NOW)
    form = page(office.officer, request.inquiry, f"?move=return_reply&row={reply.pk}")
    assert f'name="row" value="{reply.pk}"' in form
    data = {"row": reply.pk, "missing": "The year is missing"}
    signed_in(office.officer).post(case_url(request.inquiry, "move/return_reply/"), data)
    assert UnitRequest.objects.get().state == "ASKED"
    assert "The year is missing" in page(office.officer, request.inquiry)


def test_request_to_a_unit_is_cancelled(office):
    request, _contact = unit_asked(office)
    signed_in(office.officer).post(case_url(request.inquiry, "move/cancel_request/"), {"row": request.pk})
    assert UnitRequest.objects.get().state == "CANCELLED"


@pytest.mark.parametrize("name", ["deliver", "return_reply", "cancel_request"])
def test_row_of_another_case_is_refused(office, name):
    """Each case has a row of the kind; the one of the other is not taken."""
    mine, other = unit_asked(office)[0], unit_asked(office)
    letters = [Letter.objects.get(inquiry=answered(office)) for _ in range(2)]
    rows = {"deliver": (letters[0].inquiry, letters[1].pk), "cancel_request": (mine.inquiry, other[0].pk)}
    if name == "return_reply":
        theirs = reply_to_request(request=other[0], text="Some.", by=other[1], at=NOW)
        contact = make_member(Role.UNIT_CONTACT, office.agency, unit=mine.unit).user
        reply_to_request(request=mine, text="Mine.", by=contact, at=NOW)
        rows["return_reply"] = (mine.inquiry, theirs.pk)
    inquiry, pk = rows[name]
    data = {"row": pk, "missing": "x", "way": "POST", "proof": "x"}
    response = signed_in(office.officer).post(case_url(inquiry, f"move/{name}/"), data)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"row"}


@pytest.mark.parametrize("name", ["deliver", "return_reply", "cancel_request", "comment"])
def test_auditor_does_nothing_with_a_row(office, name):
    request, contact = unit_asked(office)
    reply_to_request(request=request, text="Some.", by=contact, at=NOW)
    response = signed_in(office.auditor).post(case_url(request.inquiry, f"move/{name}/"), {"row": request.pk})
    assert response.status_code == 403


def test_draft_shows_text_author_checklist_and_comments(office):
    answer = in_review(office)
    signed_in(office.senior).post(case_url(answer.inquiry, "move/comment/"), {"text": "Which district?"})
    body = page(office.head, answer.inquiry)
    for words in (
        "Seven houses.",
        "Waits for approval",
        "Nothing of restricted access is disclosed.",
        "Which district?",
    ):
        assert words in body, words
    assert [said.kind for said in signed_in(office.head).get(case_url(answer.inquiry)).context["thread"]] == [
        "question"
    ]


def test_versions_are_compared_in_words_that_are_read_aloud(office):
    inquiry = given(office)
    drafted(office, inquiry, text="Seven houses burned.")
    drafted(office, inquiry, text="Nine houses burned.")
    body = page(office.officer, inquiry, "?version=2")
    assert '<del><span class="visually-hidden">[removed: </span>Seven ' in body
    assert '<ins><span class="visually-hidden">[added: </span>Nine ' in body
    assert "What version 2 changed" in body
    assert "What version" not in page(office.officer, inquiry, "?version=99")


def test_author_may_not_approve_and_a_second_person_may(office):
    answer = in_review(office)
    assert moves(office.officer, answer.inquiry)[0] == ("answer", "Change the draft")
    assert [name for name, _words in moves(office.officer, answer.inquiry)][-1] == "drop", "never the likeliest"
    assert [name for name, _words in moves(office.head, answer.inquiry)] == ["approve", "send_back"]


def moves(user, inquiry):
    context = signed_in(user).get(case_url(inquiry)).context
    return [*context["moves"], *context["more_moves"]]


def test_at_most_four_moves_are_shown_plainly(office):
    context = signed_in(office.senior).get(case_url(information(office))).context
    assert [name for name, _words in context["moves"]] == ["answer", "point", "ask_unit", "ask_back"]
    assert "refuse" in dict(context["more_moves"])


@pytest.mark.parametrize(
    ("days", "words", "why"),
    [
        (0, "Refusal possible until", "five working days of AI 11(10)"),
        (12, "Refusal: closed since", "then only an answer is lawful"),
    ],
)
def test_windows_stand_under_the_clocks(office, days, words, why):
    inquiry = information(office)
    with time_machine.travel(NOW + days * DAY, tick=False):
        assert words in page(office.officer, inquiry), why


def test_each_clock_says_what_it_means(office):
    body = page(office.officer, given(office))
    assert "Owed to whoever asked, by law." in body
    assert "By then decide: we answer, or another body does. A rule of this office." in body


def test_every_kind_of_clock_has_a_meaning():
    assert set(MEANINGS) == {kind.code for kind in KINDS}


def test_every_window_of_the_law_has_words():
    windows = {move for procedure in PROCEDURES.values() for move in procedure.windows}
    assert set(WINDOW_WORDS) == set(PAST_WORDS) == windows


REFUSAL = {"text": "We may not tell.", "ground": "RESTRICTED", "language": "en"}


def test_refusal_on_a_restricting_ground_wants_the_tick(office):
    inquiry = information(office, text="How many people fell ill in the flood?")
    form = page(office.officer, inquiry, "?move=refuse")
    assert "<mark>flood</mark>" in form
    assert "names 15 kinds of information that may never be restricted" in form
    client, url = signed_in(office.officer), case_url(inquiry, "move/refuse/")
    refused = client.post(url, REFUSAL)
    assert refused.context["form"].errors.keys() == {"open_topic"}
    assert "We may not tell." in refused.content.decode()
    assert client.post(url, REFUSAL | {"open_topic": "on"}).status_code == 302
    assert Answer.objects.get().outcome == Outcome.REFUSAL


def test_ground_that_restricts_nothing_wants_no_tick(office):
    inquiry = information(office)
    url = case_url(inquiry, "move/refuse/")
    assert signed_in(office.officer).post(url, REFUSAL | {"ground": "UNCLEAR"}).status_code == 302


@pytest.mark.parametrize(
    ("text", "marked", "why"),
    [
        ("Бюджет қаражаты қайда?", ["Бюджет", "қаражаты"], "Kazakh"),
        ("Сколько выбросов и сколько школ?", ["выбросов", "школ"], "Russian, in any case ending"),
        ("Was the emergency plan unlawful?", ["emergency", "unlawful"], "English"),
        ("Who is the new director?", [], "nothing points there"),
        ("перезагрязнили", [], "the beginning of a word counts"),
    ],
)
def test_words_that_point_to_open_topics_are_found(text, marked, why):
    pieces = topics_in(text)
    assert [piece.text for piece in pieces if piece.topic] == marked, why
    assert "".join(piece.text for piece in pieces) == text


def test_files_of_a_refused_form_are_kept_and_sent_with_the_next(office):
    client, url = signed_in(office.officer), case_url(given(office), "move/answer/")
    mark = "6f2c1fd2-8a58-4f43-b6c0-1f2d8c4f7d11"
    said = {"outcome": "ANSWER", "language": "en", "mark": mark}
    chosen = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF), SimpleUploadedFile("x.exe", b"MZ")]
    first = client.post(url, said | {"text": "", "attachments": chosen})
    assert "a.pdf" in first.content.decode()
    dropped = KeptFile.objects.get(name="b.pdf")
    assert client.post(url, said | {"text": "Seven.", "drop": dropped.pk}).status_code == 302
    assert [str(file) for file in Answer.objects.get().attachments.all()] == ["a.pdf"]
    assert not KeptFile.objects.exists()


def test_forwarded_file_is_read_by_the_second_agency_and_audited(office):
    inquiry = information(office, files=("map.pdf",))
    there = make_office()
    done = {"inquiry": fresh(inquiry), "to": Body(there.agency), "reason": "Theirs."}
    arrived = forward_inquiry(**done, by=office.officer, at=NOW).arrived_as
    url = case_url(arrived, f"file/{arrived.attachments.get().pk}/")
    assert b"".join(signed_in(there.officer).get(url).streaming_content).startswith(b"%PDF")
    assert Event.objects.filter(action="file.read", by=there.officer).count() == 1
    assert signed_in(office.officer).get(url).status_code == 404


def test_letter_is_read_by_who_may_and_audited(office):
    letter = Letter.objects.get(inquiry=answered(office))
    url = case_url(letter.inquiry, f"letter/{letter.pk}/")
    response = signed_in(office.auditor).get(url)
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert Event.objects.filter(action="file.read", by=office.auditor).count() == 1
    assert signed_in(make_office().officer).get(url).status_code == 404
    other = given(office)
    assert signed_in(office.officer).get(case_url(other, f"letter/{letter.pk}/")).status_code == 404


def test_complaint_and_its_case_lead_to_each_other(office):
    inquiry = answered(office)
    complaint = complain(inquiry=inquiry, text="Not true.", submission=uuid4(), by=None, at=NOW)
    assert case_url(complaint) in page(office.officer, inquiry)
    assert case_url(inquiry) in page(office.officer, complaint)


def test_case_that_went_elsewhere_is_named_but_not_opened(office):
    inquiry, there = information(office), make_agency()
    done = {"inquiry": fresh(inquiry), "to": Body(there), "reason": "Theirs."}
    arrived = forward_inquiry(**done, by=office.officer, at=NOW).arrived_as
    body = page(office.officer, inquiry)
    assert "Registered there as" in body
    assert case_url(arrived) not in body


def test_extension_is_told_with_its_decision(office):
    inquiry = given(office)
    extension = ask_extension(inquiry=inquiry, amount=5, reason="Three bodies", by=office.officer, at=NOW)
    assert "Waits for the head" in page(office.officer, inquiry)
    decide_extension(extension=extension, grant=True, remark="Be quick", by=office.head, at=NOW)
    body = page(office.officer, inquiry)
    assert "Three bodies" in body
    assert f"granted, {office.head}, Be quick" in body


def test_agreed_interview_is_told_by_its_letter(office):
    inquiry = given(office, regime=Regime.INTERVIEW)
    agreed = {"starts_at": NOW + DAY, "speaker": "The minister", "place": "Room 5"}
    agree_interview(inquiry=inquiry, **agreed, by=office.officer, at=NOW)
    assert "The minister" in page(office.officer, inquiry)
    assert fresh(inquiry).state == State.AGREED


def test_slip_names_who_took_it_in(office):
    inquiry = asked(office)
    response = signed_in(office.officer).get(case_url(inquiry, "slip.pdf"))
    assert response.content.startswith(b"%PDF")


def test_case_page_asks_no_more_for_more_rows(office):
    found = []
    for count in (1, 3):
        inquiry = given(office)
        for _ in range(count):
            request, contact = unit_asked(office, inquiry)
            reply_to_request(request=request, text="Some.", files=[upload("f.pdf")], by=contact, at=NOW)
            record_supplement(inquiry=fresh(inquiry), text="More.", files=[upload("s.pdf")], by=office.officer, at=NOW)
        client = signed_in(office.officer)
        client.get(case_url(inquiry))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(case_url(inquiry))
        found.append(len(queries))
    assert found[0] == found[1]

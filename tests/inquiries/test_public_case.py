"""The requester's page: opened by number and secret alone, honest about the clock, shut to everybody else."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from agencies.states import Role
from audit.queries import timeline
from inquiries.models import Inquiry
from inquiries.services import assign_inquiry
from inquiries.states import AskerKind
from tests.country import make_agency, make_member, make_user
from tests.inquiries.desk import answer
from tests.inquiries.public import PDF, THURSDAY, make_inquiry, upload

pytestmark = pytest.mark.django_db
OVERDUE = THURSDAY.replace(month=4, day=1)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(THURSDAY, tick=False):
        yield


def address(inquiry, view="case", language="en", **names):
    with translation.override(language):
        return reverse(f"inquiries:{view}", kwargs={"number": inquiry.number, "secret": inquiry.secret} | names)


def page(response):
    return response.content.decode()


def answered(*, at=THURSDAY, files=(), agency=None, **fields):
    inquiry = make_inquiry(agency or make_agency(), **fields)
    by, approved_by = (make_member(Role.SENIOR_OFFICER, inquiry.agency).user for _person in range(2))
    answer(inquiry, text="Twelve.", files=files, by=by, approved_by=approved_by, at=at)
    return inquiry


# --- Who gets in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "secret"),
    [
        pytest.param("own", "0" * 32, id="wrong secret"),
        pytest.param("own", "other", id="the secret of another inquiry"),
        pytest.param("INQ-2026-999999", "own", id="wrong number"),
        pytest.param("own", "ә" * 32, id="letters no secret has"),
        pytest.param("own", "a\0b", id="a NUL byte in the secret"),
        pytest.param("INQ\0", "own", id="a NUL byte in the number"),
    ],
)
@pytest.mark.parametrize("view", ["case", "receipt", "slip", "file"])
def test_wrong_key_opens_one_and_the_same_missing_page(client, view, number, secret):
    agency = make_agency()
    inquiry, other = make_inquiry(agency, files=("a.pdf",)), make_inquiry(agency)
    words = {"own": inquiry.secret, "other": other.secret}
    inquiry.number = inquiry.number if number == "own" else number
    inquiry.secret = words.get(secret, secret)
    names = {"pk": 1} if view == "file" else {}
    response = client.get(address(inquiry, view, **names))
    assert response.status_code == 404
    assert "Page not found" in page(response)
    assert inquiry.subject not in page(response)


def test_same_number_of_two_agencies_is_told_apart_by_the_secret(client):
    first, second = make_inquiry(make_agency(), subject="First"), make_inquiry(make_agency(), subject="Second")
    assert first.number == second.number
    assert "First" in page(client.get(address(first)))
    assert "Second" in page(client.get(address(second)))


@pytest.mark.parametrize("view", ["case", "receipt", "slip"])
def test_private_page_is_not_kept_found_or_passed_on(client, view):
    response = client.get(address(make_inquiry(make_agency()), view))
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("view", ["case", "receipt", "slip"])
def test_private_page_is_for_reading_alone(client, view):
    assert client.post(address(make_inquiry(make_agency()), view)).status_code == 405


@pytest.mark.parametrize("view", ["case", "track"])
def test_guessing_is_slowed_down(client, monkeypatch, view):
    from inquiries.limits import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", {"lookup": "2/hour"})
    inquiry = make_inquiry(make_agency())

    def guess():
        if view == "case":
            return client.get(f"/en/inquiry/{inquiry.number}/wrong/")
        return client.post("/en/track/", {"number": inquiry.number, "secret": "wrong"})

    assert [guess().status_code for _turn in range(3)][2] == 429


@pytest.mark.parametrize(
    ("number", "secret"),
    [
        pytest.param("{number}", "{secret}", id="as printed in the address"),
        pytest.param(" {number_lower} ", "{groups}", id="in small letters, in groups, with blanks"),
        pytest.param("{number}", "{secret_upper}", id="in capital letters"),
    ],
)
def test_tracking_takes_number_and_code_as_people_type_them(client, number, secret):
    inquiry = make_inquiry(make_agency())
    words = {
        "number": inquiry.number,
        "number_lower": inquiry.number.lower(),
        "secret": inquiry.secret,
        "secret_upper": inquiry.secret.upper(),
        "groups": inquiry.secret_in_groups,
    }
    response = client.post("/ru/track/", {"number": number.format(**words), "secret": secret.format(**words)})
    assert response["Location"] == address(inquiry, language="ru")


@pytest.mark.parametrize(
    ("number", "secret"),
    [
        pytest.param("INQ-2026-000001", "wrong", id="wrong code"),
        pytest.param("INQ-2026-999999", "own", id="wrong number"),
    ],
)
def test_tracking_does_not_tell_which_part_was_wrong(client, number, secret):
    inquiry = make_inquiry(make_agency())
    shown = client.post("/en/track/", {"number": number, "secret": inquiry.secret if secret == "own" else secret})
    assert "There is no inquiry with this number and this code." in page(shown)


@pytest.mark.parametrize("number", ["", "42", "INQ-2026-000001\0", "Ә" * 50])
def test_tracking_explains_what_a_number_is(client, number):
    shown = client.post("/en/track/", {"number": number, "secret": "x"})
    assert shown.status_code == 200
    assert 'id="id_number_error"' in page(shown)


# --- What it says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen_at", "state", "says"),
    [
        pytest.param(THURSDAY, "in_time", "waits for an officer", id="registered"),
        pytest.param(OVERDUE, "late", "The date has passed without an answer.", id="late"),
    ],
)
def test_case_says_where_the_question_stands(client, calendar_days, seen_at, state, says):
    inquiry = make_inquiry(make_agency())
    with time_machine.travel(seen_at, tick=False):
        shown = page(client.get(address(inquiry)))
    assert f"clock--{state}" in shown
    assert says in shown
    assert "Nauryz" in shown, "why this date"


def test_case_says_that_an_officer_works_on_it(client):
    officer = make_member(Role.SENIOR_OFFICER)
    inquiry = make_inquiry(officer.agency)
    assign_inquiry(inquiry=inquiry, to=officer.user, by=officer.user, at=THURSDAY)
    assert "An officer is preparing the answer." in page(client.get(address(inquiry)))


@pytest.mark.parametrize(
    ("at", "state", "says"),
    [
        pytest.param(THURSDAY, "met", "The answer is on this page.", id="in time"),
        pytest.param(OVERDUE, "missed", "The answer came after the date of the law.", id="late, and said so"),
    ],
)
def test_case_says_whether_the_answer_came_in_time(client, calendar_days, at, state, says):
    shown = page(client.get(address(answered(at=at))))
    assert f"clock--{state}" in shown
    assert says in shown


@pytest.mark.parametrize(
    ("kind", "acts"),
    [
        pytest.param("OUTLET", ["article 92"], id="an outlet: APPC"),
        pytest.param("PERSON", ["article 18(2)", "article 92"], id="anybody else: the information law too"),
    ],
)
def test_answer_names_the_remedy(client, kind, acts):
    higher = make_agency(name_en="Ministry of Everything")
    agency = make_agency(parent=higher)
    before = page(client.get(address(make_inquiry(agency, kind=AskerKind[kind]))))
    after = page(client.get(address(answered(agency=agency, kind=AskerKind[kind]))))
    assert "If you do not agree" not in before
    assert "the higher body, Ministry of Everything, within 3 months" in after
    assert [act for act in ("article 18(2)", "article 92") if act in after] == acts


def test_late_question_names_the_remedy_before_the_answer(client, calendar_days):
    inquiry = make_inquiry(make_agency())
    with time_machine.travel(OVERDUE, tick=False):
        assert "You may complain to the higher body within 3 months" in page(client.get(address(inquiry)))


def test_notes_of_officers_stay_inside(client):
    from inquiries.services import note_inquiry

    officer = make_member(Role.PRESS_OFFICER)
    inquiry = make_inquiry(officer.agency)
    note_inquiry(inquiry=inquiry, text="Ask the unit first", by=officer.user, at=THURSDAY)
    assert "Ask the unit first" not in page(client.get(address(inquiry)))


def test_case_prints_what_people_wrote_and_nothing_else(client):
    inquiry = answered(subject="<script>1</script>", text="<img src=x>\n\nsecond", name="<b>A</b>")
    shown = page(client.get(address(inquiry)))
    for words in ("<script>1", "<img src=x>", "<b>A</b>"):
        assert words not in shown


# --- Files and the slip -----------------------------------------------------------------------------------------


def test_files_of_question_and_answer_can_be_fetched_and_leave_a_trace(client):
    inquiry = answered(files=[upload("Жауап.pdf")])
    file = Inquiry.objects.get().answers.get().attachments.get().file
    assert "Жауап.pdf" in page(client.get(address(inquiry)))
    assert b"".join(client.get(address(inquiry, "file", pk=file.pk)).streaming_content) == PDF
    assert [event.action for event in timeline(file)] == ["file.read_by_address"]


def test_reader_who_is_signed_in_stands_in_the_trail(client):
    user = make_user()
    inquiry = make_inquiry(make_agency(), files=("a.pdf",), requester=user)
    file = inquiry.attachments.get().file
    client.force_login(user)
    assert b"".join(client.get(address(inquiry, "file", pk=file.pk)).streaming_content) == PDF
    assert [(event.action, event.by) for event in timeline(file)] == [("file.read", user)]


def test_files_of_another_inquiry_stay_shut(client):
    own = make_inquiry(make_agency(), files=("own.pdf",))
    other = make_inquiry(own.agency, files=("other.pdf",))
    foreign = other.attachments.get().file
    assert client.get(address(own, "file", pk=foreign.pk)).status_code == 404
    assert client.get(address(own, "file", pk=10**30)).status_code == 404
    assert timeline(foreign).count() == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("en", ["Receipt of inquiry INQ-2026-000001", "31 March 2026", "article 36(1)"], id="en"),
        pytest.param("ru", ["INQ-2026-000001", "31 марта 2026", "36(1)"], id="ru"),
        pytest.param("kk", ["INQ-2026-000001", "31 наурыз", "36(1)"], id="kk"),
    ],
)
def test_slip_says_it_all_in_the_language_of_the_inquiry(client, calendar_days, language, words):
    name = "Әлімғазы Құңөртүлі #sys *b* $x$"
    inquiry = make_inquiry(make_agency(), language=language, name=name, subject="@ref <l> `raw` // end")
    with translation.override("en"):
        response = client.get(address(inquiry, "slip"))
    text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    assert response["Content-Type"] == "application/pdf"
    for expected in (*words, name, inquiry.subject, inquiry.secret_in_groups):
        assert expected in text
    assert f"/{language}/inquiry/" in text


# --- My questions -----------------------------------------------------------------------------------------------


def test_own_questions_need_an_account(client):
    assert client.get("/en/my-questions/")["Location"].startswith("/en/account/login/")


def test_own_questions_are_empty_with_words(client):
    client.force_login(make_user())
    assert "You have not asked anything yet" in page(client.get("/en/my-questions/"))


@pytest.mark.parametrize("amount", [1, 3])
def test_own_questions_show_their_clocks_in_a_fixed_number_of_queries(
    client, calendar_days, django_assert_num_queries, amount
):
    user = make_user()
    make_inquiry(make_agency(), subject="Somebody else's")
    for turn in range(amount):
        make_inquiry(make_agency(), subject=f"Mine {turn}", requester=user, at=THURSDAY + timedelta(hours=turn))
    client.force_login(user)
    client.get("/en/accessibility/")
    # user, calendar address, number of questions, questions, their clocks with agencies, letters, calendars, what waits
    # for an answer, unread messages
    with django_assert_num_queries(9):
        shown = page(client.get("/en/my-questions/"))
    assert shown.count("clock--in_time") == amount
    assert [shown.index(f"Mine {turn}") for turn in reversed(range(amount))] == sorted(
        shown.index(f"Mine {turn}") for turn in range(amount)
    )
    assert "Somebody else" not in shown

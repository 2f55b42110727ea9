"""The steps of asking: one thing per page, nothing lost, nothing taken twice."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from documents.models import Draft
from inquiries.models import Inquiry
from inquiries.queries import main_duty
from notifications.models import Message
from tests.country import make_agency, make_user
from tests.inquiries.public import IIN, OUTLET, PDF, PERSON, THURSDAY, attach, fill, send, submission_on

pytestmark = pytest.mark.django_db
CONTACT = "/en/ask/contact/"
QUESTION = "/en/ask/question/"
CHECK = "/en/ask/check/"


def page(response):
    return response.content.decode()


@pytest.mark.parametrize("asked", ["asker", "contact", "question", "files", "check", "nonsense"])
def test_step_out_of_turn_leads_to_the_first_gap(client, asked):
    assert client.get(f"/en/ask/{asked}/")["Location"] == "/en/ask/"
    client.get("/en/ask/", {"agency": make_agency().slug})
    expected = 200 if asked == "asker" else 302
    assert client.get(f"/en/ask/{asked}/").status_code == expected


@pytest.mark.parametrize(
    "slug",
    [
        pytest.param("nobody", id="no such agency"),
        pytest.param("closed", id="an agency that is not active"),
        pytest.param("a\0b", id="a NUL byte"),
        pytest.param("", id="nothing"),
    ],
)
def test_link_to_no_agency_shows_the_choice(client, slug):
    make_agency(slug="closed", is_active=False)
    response = client.get("/en/ask/", {"agency": slug})
    assert response.status_code == 200
    assert "There is a problem" not in page(response)


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        pytest.param("agency", "agency", "nobody", id="an agency that is not there"),
        pytest.param("agency", "agency", "a\0b", id="a NUL byte in a choice"),
        pytest.param("asker", "asker", "ROBOT", id="a kind of asker that is not there"),
        pytest.param("contact", "name", "", id="no name"),
        pytest.param("contact", "name", "Айгүл\0", id="a NUL byte in text"),
        pytest.param("contact", "name", "Ә" * 201, id="a name longer than its column"),
        pytest.param("contact", "outlet", "", id="an outlet without a name"),
        pytest.param("contact", "email", "aigul@", id="half an address"),
        pytest.param("contact", "email", "a" * 250 + "@b.example", id="an address longer than its column"),
        pytest.param("contact", "phone", "7" * 41, id="a telephone longer than its column"),
        pytest.param("contact", "language", "de", id="a language we do not write"),
        pytest.param("question", "subject", " ", id="blanks are no subject"),
        pytest.param("question", "subject", "?" * 201, id="a subject longer than its column"),
        pytest.param("question", "text", "?" * 10_001, id="a question that is too long"),
    ],
)
def test_mistake_is_named_and_what_was_typed_is_kept(client, step, field, value):
    fill(client, make_agency(), OUTLET | {field: value})
    address = "/en/ask/" if step == "agency" else f"/en/ask/{step}/"
    shown = client.get(address)
    assert shown.status_code == 200
    assert f'id="id_{field}_error"' in page(shown)
    assert client.get(CHECK)["Location"] == address
    assert Inquiry.objects.count() == 0
    if len(value) > 1 and "\0" not in value and step in {"contact", "question"} and field != "language":
        assert value in page(shown)


@pytest.mark.parametrize(
    ("answers", "sent"),
    [
        pytest.param(OUTLET | {"name": "Әғқңөұүһі ӘҒҚҢӨҰҮҺІ"}, {"name": "Әғқңөұүһі ӘҒҚҢӨҰҮҺІ"}, id="Kazakh letters"),
        pytest.param(OUTLET | {"text": "a\r\nb" * 2500}, {"text": "a\nb" * 2500}, id="an end of line counts once"),
        pytest.param(PERSON | {"outlet": "X"}, {"outlet": ""}, id="a person has no outlet"),
        pytest.param(PERSON | {"wish": "HELP"}, {"regime": "APPEAL"}, id="what somebody wants decides the law"),
        pytest.param(
            OUTLET | {"wish": "EXPLAIN"}, {"regime": "CLARIFICATION"}, id="an outlet asks about official messages"
        ),
        pytest.param(
            OUTLET | {"text": "👩‍👩‍👧 <b>жирно</b>"}, {"text": "👩‍👩‍👧 <b>жирно</b>"}, id="what looks like HTML"
        ),
    ],
)
def test_sent_question_is_what_was_typed(client, answers, sent):
    fill(client, make_agency(), answers)
    assert send(client).status_code == 302
    inquiry = Inquiry.objects.get()
    assert {name: getattr(inquiry, name) for name in sent} == sent


def test_check_page_shows_every_answer_the_law_and_the_date(client, calendar_days):
    agency = make_agency()
    with time_machine.travel(THURSDAY, tick=False):
        fill(client, agency, OUTLET)
        attach(client, "letter.pdf")
        shown = page(client.get(CHECK))
    for words in (agency.name_en, "A media outlet", OUTLET["outlet"], OUTLET["name"], OUTLET["email"], "Kazakh"):
        assert words in shown
    for words in (
        OUTLET["subject"],
        OUTLET["text"],
        "letter.pdf",
        "5 working days",
        "article 36(1)",
        "Tue 31 March 2026",
    ):
        assert words in shown
    assert "The office is closed now" not in shown


def test_check_page_says_that_the_office_is_closed(client, calendar_days):
    with time_machine.travel(THURSDAY.replace(hour=20), tick=False):
        fill(client, make_agency(), OUTLET)
        shown = page(client.get(CHECK))
        client.get(send(client)["Location"])
    assert "registered on the next working day, 20 March 2026" in shown
    assert str(Inquiry.objects.get().registered_on) == "2026-03-20"


def test_answers_can_be_changed_and_the_rest_stays(client):
    fill(client, make_agency(), OUTLET)
    response = client.post(QUESTION, {"subject": "Another", "text": "Why?"})
    assert response["Location"] == CHECK
    send(client)
    inquiry = Inquiry.objects.get()
    assert (inquiry.subject, inquiry.text, inquiry.name) == ("Another", "Why?", OUTLET["name"])


def test_other_agency_that_does_not_write_the_language_asks_again(client):
    fill(client, make_agency(), PERSON)
    other = make_agency(languages=["kk", "ru"])
    client.post("/en/ask/", {"agency": other.slug})
    assert client.get(CHECK)["Location"] == CONTACT
    assert 'id="id_language_error"' in page(client.get(CONTACT))


@pytest.mark.parametrize(
    ("language", "languages", "chosen"),
    [
        pytest.param("ru", ["kk", "ru", "en"], "ru", id="the language of the page"),
        pytest.param("en", ["kk", "ru"], "kk", id="one the agency writes, when it does not write that of the page"),
    ],
)
def test_language_of_the_answer_is_offered(client, language, languages, chosen):
    agency = make_agency(languages=languages)
    client.post(f"/{language}/ask/", {"agency": agency.slug})
    client.post(f"/{language}/ask/asker/", {"asker": "PERSON"})
    client.post(f"/{language}/ask/wish/", {"wish": "KNOW"})
    form = client.get(f"/{language}/ask/contact/").context["form"]
    assert form["language"].value() == chosen
    assert [code for code, _label in form.fields["language"].choices] == languages


def test_signed_in_person_finds_their_name_and_owns_the_question(client):
    user = make_user(email="dana@outlet.example", full_name="Dana", phone="+7 701")
    client.force_login(user)
    client.post("/en/ask/", {"agency": make_agency().slug})
    client.post("/en/ask/asker/", {"asker": "PERSON"})
    client.post("/en/ask/wish/", {"wish": "KNOW"})
    shown = page(client.get(CONTACT))
    assert 'value="Dana"' in shown
    assert 'value="dana@outlet.example"' in shown
    client.post(CONTACT, {"name": "Dana", "email": user.email, "language": "en"})
    client.post("/en/ask/identity/", {"iin": IIN})
    client.post(QUESTION, {"subject": "S", "text": "T"})
    client.post("/en/ask/files/", {"go_on": "1"})
    send(client)
    assert Inquiry.objects.get().requester == user
    assert sorted(Message.objects.filter(recipient=user).values_list("channel", flat=True)) == ["EMAIL", "INBOX"]


def test_button_pressed_twice_leads_to_the_same_receipt(client):
    fill(client, make_agency(), OUTLET)
    submission = submission_on(page(client.get(CHECK)))
    first = client.post(CHECK, {"submission": submission})
    again = client.post(CHECK, {"submission": submission})
    assert again["Location"] == first["Location"]
    assert Inquiry.objects.count() == 1
    assert Message.objects.filter(kind="inquiry_receipt").count() == 1


def test_sent_question_leaves_the_session_and_the_next_one_is_another(client):
    agency = make_agency()
    for _turn in range(2):
        fill(client, agency, OUTLET)
        send(client)
        assert client.get(CHECK)["Location"] == "/en/ask/"
    assert [number[-6:] for number in Inquiry.objects.order_by("pk").values_list("number", flat=True)] == [
        "000001",
        "000002",
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"submission": str(uuid4())}, id="somebody else's mark"),
        pytest.param({"submission": "x"}, id="no mark at all"),
        pytest.param({}, id="nothing"),
    ],
)
def test_foreign_mark_sends_under_the_own_one_or_not_at_all(client, data):
    fill(client, make_agency(), OUTLET)
    own = submission_on(page(client.get(CHECK)))
    client.post(CHECK, data)
    assert {str(inquiry.submission) for inquiry in Inquiry.objects.all()} <= {own}


def test_trap_keeps_out_programs_and_tells_people(client):
    fill(client, make_agency(), OUTLET)
    submission = submission_on(page(client.get(CHECK)))
    shown = client.post(CHECK, {"submission": submission, "website": "https://spam.example"})
    assert "Leave this field empty" in page(shown)
    assert Inquiry.objects.count() == 0
    client.post(CHECK, {"submission": submission})
    assert Inquiry.objects.count() == 1


# --- Files ----------------------------------------------------------------------------------------------------


def test_files_survive_mistakes_and_go_with_the_question(client):
    agency = make_agency()
    fill(client, agency, OUTLET)
    attach(client, "a.pdf")
    shown = attach(client, "b.exe", b"MZ\x90\x00")
    assert "b.exe is of a kind we do not take" in page(shown)
    assert "attach your files again" not in page(shown)
    client.post(CONTACT, {"name": ""})
    client.post(CONTACT, {name: OUTLET[name] for name in ("outlet", "name", "email", "language")})
    send(client)
    attachment = Inquiry.objects.get().attachments.get()
    assert (attachment.file.name, attachment.file.content.read()) == ("a.pdf", PDF)
    attachment.file.content.close()


def test_one_bad_file_of_a_choice_does_not_lose_the_others(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fill(client, make_agency(), OUTLET)
    chosen = [
        SimpleUploadedFile("a.pdf", PDF),
        SimpleUploadedFile("b.html", b"<html>"),
        SimpleUploadedFile("c.pdf", PDF),
    ]
    client.post("/en/ask/files/", {"uploads": chosen, "go_on": "1"})
    assert [draft.name for draft in Draft.objects.all()] == ["a.pdf", "c.pdf"]


def test_file_can_be_removed_by_its_owner_alone(client):
    fill(client, make_agency(), OUTLET)
    attach(client)
    draft = Draft.objects.get()
    stranger = Client()
    fill(stranger, make_agency(), OUTLET)
    stranger.post("/en/ask/files/", {"remove": draft.pk})
    assert Draft.objects.count() == 1
    client.post("/en/ask/files/", {"remove": draft.pk})
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("remove", ["x", "9" * 30, "²", ""])
def test_nonsense_removes_nothing(client, remove):
    fill(client, make_agency(), OUTLET)
    attach(client)
    assert client.post("/en/ask/files/", {"remove": remove}).status_code == 302
    assert Draft.objects.count() == 1


def test_no_more_files_than_allowed(client, settings):
    settings.FILES_LIMIT = 2
    fill(client, make_agency(), OUTLET)
    attach(client, "a.pdf")
    attach(client, "b.pdf")
    assert "as many files as one inquiry may have" in page(client.get("/en/ask/files/"))
    assert "You can attach up to 2 files" in page(attach(client, "c.pdf"))
    assert [draft.name for draft in Draft.objects.all()] == ["a.pdf", "b.pdf"]


# --- Too often ------------------------------------------------------------------------------------------------


@pytest.fixture
def rates(monkeypatch):
    from inquiries.limits import Limit

    rates = {"question": "99/hour", "question_email": "99/hour", "upload": "99/hour", "lookup": "99/hour"}
    monkeypatch.setattr(Limit, "THROTTLE_RATES", rates)
    return rates


@pytest.mark.parametrize(
    ("scope", "same_visitor", "same_email"),
    [
        pytest.param("question", True, False, id="one network"),
        pytest.param("question_email", False, True, id="one e-mail address"),
    ],
)
def test_too_many_questions_are_stopped_and_kept(rates, scope, same_visitor, same_email):
    rates[scope] = "2/hour"
    agency = make_agency()
    for turn in range(3):
        client = Client(REMOTE_ADDR="10.0.0.1" if same_visitor else f"10.0.1.{turn}")
        fill(client, agency, OUTLET | ({} if same_email else {"email": f"{turn}@outlet.example"}))
        response = send(client)
    assert response.status_code == 429
    assert "is kept" in page(response)
    assert Inquiry.objects.count() == 2
    assert OUTLET["text"] in page(client.get(CHECK)), "nothing typed is lost"
    rates[scope] = "3/hour"
    assert send(client).status_code == 302


def test_other_visitors_are_not_stopped(rates):
    rates["question"] = "1/hour"
    agency = make_agency()
    for visitor in ("10.0.0.1", "10.0.0.2"):
        client = Client(REMOTE_ADDR=visitor)
        fill(client, agency, OUTLET)
        assert send(client).status_code == 302


def test_too_many_files_are_stopped(client, rates):
    rates["upload"] = "1/hour"
    fill(client, make_agency(), OUTLET)
    assert attach(client, "a.pdf").status_code == 302
    assert attach(client, "b.pdf").status_code == 429
    assert [draft.name for draft in Draft.objects.all()] == ["a.pdf"]


def test_asking_starts_no_session_before_something_is_typed(client):
    make_agency()
    client.get("/en/ask/")
    assert "sessionid" not in client.cookies


def test_clock_of_the_sent_question_is_the_promised_one(client, calendar_days):
    with time_machine.travel(THURSDAY, tick=False):
        fill(client, make_agency(), PERSON)
        assert 'datetime="2026-04-03"' in page(client.get(CHECK))
        send(client)
    assert str(main_duty(Inquiry.objects.get()).due_on) == "2026-04-03"

"""Ready texts and the rules of the office: who keeps them, and what becomes of them."""

import pytest
import time_machine

from agencies.access import NotPermitted
from agencies.states import Role
from audit.models import Event
from inquiries.models import AnswerTemplate, Practice
from inquiries.ready_texts import VARIABLES, fill_in, strange_words
from inquiries.reception import practice_of
from inquiries.services.office import StrangeWords, delete_template, save_template, set_practice
from inquiries.states import Outcome
from tests.country import make_agency, make_member
from tests.inquiries.desk import HOUR, THURSDAY, answered, asked, case_url, given, make_office, signed_in

pytestmark = pytest.mark.django_db
NOW = THURSDAY + HOUR
TEXTS = "/en/admin/inquiries/answertemplate/"
RULES = "/en/admin/inquiries/practice/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def ready(agency=None, name="Thanks", **fields):
    texts = {"text_en": "Dear {{name}}, about {{ subject }} ({{number}} of {{registered_on}}): {{agency}}, {{due_on}}"}
    return AnswerTemplate.objects.create(agency=agency, name=name, **texts | fields)


def test_words_in_braces_are_put_in_in_the_language_of_the_letter(office):
    inquiry = given(office, name="Dana", subject="Floods")
    text = fill_in("{{name}} | {{subject}} | {{number}} | {{agency}} | {{due_on}} | {{registered_on}}", inquiry, "ru")
    assert text == (f"Dana | Floods | {inquiry.number} | {office.agency.name_ru} | 26 марта 2026 г. | 19 марта 2026 г.")


def test_what_a_person_typed_is_never_read_as_a_text_of_ours(office):
    inquiry = given(office, name="{{secret}} {% now %}", subject="{{number}}")
    assert fill_in("{{name}}: {{subject}}", inquiry, "en") == "{{secret}} {% now %}: {{number}}"


@pytest.mark.parametrize(
    ("text", "strange", "why"),
    [
        (" ".join(f"{{{{{name}}}}}" for name in VARIABLES), [], "every word of the list"),
        ("{{ number }}", [], "blanks within"),
        ("{{secret}}", ["{{secret}}"], "not of the list"),
        ("{% now 'Y' %}", ["{%", "%}"], "a command of Django"),
        ("{{number", ["{{"], "left open"),
        ("{{ inquiry.secret }}", ["{{", "}}"], "no way into the inquiry"),
        ("a {b} c", [], "braces of their own"),
    ],
)
def test_strange_words_are_named(text, strange, why):
    assert strange_words(text) == strange, why


def test_ready_text_fills_the_empty_text_of_the_form(office):
    inquiry, text = given(office, name="Dana", language="en"), ready(office.agency)
    page = signed_in(office.officer).get(case_url(inquiry, f"?move=answer&template={text.pk}"))
    assert page.context["form"]["text"].value().startswith("Dear Dana, about Floods")


def test_ready_texts_are_those_of_the_agency_and_of_all_for_this_decision(office):
    mine, everybodys = ready(office.agency), ready(None, "For all")
    stranger = ready(make_agency(), "Of others")
    ready(office.agency, "A refusal", outcome=Outcome.REFUSAL)
    inquiry = given(office)
    form = signed_in(office.officer).get(case_url(inquiry, "?move=answer")).context["form"]
    assert form.ready_texts == [everybodys, mine]
    taken = signed_in(office.officer).get(case_url(inquiry, f"?move=answer&template={stranger.pk}"))
    assert not taken.context["form"]["text"].value()


def test_officer_without_the_right_keeps_no_texts(office):
    assert signed_in(office.officer).get(TEXTS).status_code == 403
    with pytest.raises(NotPermitted):
        save_template(template=AnswerTemplate(agency=office.agency, name="x"), by=office.officer, at=NOW)


def test_senior_keeps_texts_of_the_own_agency_with_a_trace(office):
    data = {"agency": office.agency.pk, "name": "Thanks", "outcome": "ANSWER", "text_ru": "Уважаемый {{name}}!"}
    assert signed_in(office.senior).post(f"{TEXTS}add/", data).status_code == 302
    text = AnswerTemplate.objects.get()
    assert Event.objects.get(action="template.saved").after["text_ru"] == "Уважаемый {{name}}!"
    signed_in(office.senior).post(f"{TEXTS}{text.pk}/delete/", {"post": "yes"})
    assert not AnswerTemplate.objects.exists()
    assert Event.objects.filter(action="template.deleted", by=office.senior).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text_ru": "{{secret}}"}, "Nothing can be put in for: {{secret}}"),
        ({}, "Write the text in at least one language."),
        ({"text_ru": "x", "agency": ""}, "This field is required."),
    ],
)
def test_wrong_text_is_given_back(office, data, words):
    sent = {"agency": office.agency.pk, "name": "Thanks", "outcome": "ANSWER"} | data
    page = signed_in(office.senior).post(f"{TEXTS}add/", sent)
    assert words in page.content.decode()
    assert not AnswerTemplate.objects.exists()


def test_service_refuses_strange_words_too(office):
    strange = AnswerTemplate(agency=office.agency, name="x", text_en="{{secret}}")
    with pytest.raises(StrangeWords, match="secret"):
        save_template(template=strange, by=office.senior, at=NOW)


def test_texts_for_all_agencies_are_kept_by_the_system_owner(office):
    owner = make_member(Role.SYSTEM_OWNER, make_agency()).user
    data = {"agency": "", "name": "For all", "outcome": "ANSWER", "text_en": "Hello"}
    assert signed_in(owner).post(f"{TEXTS}add/", data).status_code == 302
    text = AnswerTemplate.objects.get()
    assert text.agency is None
    assert signed_in(office.senior).get(f"{TEXTS}{text.pk}/change/").status_code == 302
    with pytest.raises(NotPermitted):
        delete_template(template=text, by=office.senior, at=NOW)


def test_nobody_takes_a_text_of_another_agency_over(office):
    theirs = ready(make_agency())
    theirs.agency = office.agency
    with pytest.raises(NotPermitted):
        save_template(template=theirs, by=office.senior, at=NOW)


def test_rules_of_the_office_are_changed_with_a_trace(office):
    rules = {"agency": office.agency.pk, "triage_days": 2, "unit_days": 3, "cure_days": 6, "interview_days": 4}
    response = signed_in(office.senior).post(f"{RULES}add/", rules | {"burst_from": 5})
    assert response.status_code == 302
    assert practice_of(office.agency).unit_days == 3
    event = Event.objects.get(action="practice.changed")
    assert (event.by, event.after["unit_days"]) == (office.senior, 3)


def test_changed_rules_hold_for_what_comes_next(office):
    before = asked(office)
    practice = Practice(agency=office.agency, triage_days=3)
    set_practice(practice=practice, by=office.senior, at=NOW)
    after = asked(office)
    due = [inquiry.clocks.get(duty__kind="inquiry_triage").duty.due_on.day for inquiry in (before, after)]
    assert due == [20, 24]


def test_rules_are_kept_by_who_edits_the_agency(office):
    practice = Practice.objects.create(agency=office.agency)
    assert signed_in(office.officer).get(RULES).status_code == 403
    assert signed_in(make_office().senior).get(f"{RULES}{practice.pk}/change/").status_code == 302
    with pytest.raises(NotPermitted):
        set_practice(practice=practice, by=office.officer, at=NOW)


def test_answered_case_offers_no_text(office):
    inquiry, text = answered(office), ready(office.agency)
    assert signed_in(office.officer).get(case_url(inquiry, f"?move=answer&template={text.pk}")).context["form"] is None

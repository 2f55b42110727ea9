"""The public page that answers when something is due."""

import re

import pytest
from django.utils import translation

from deadlines.forms import CalculatorForm
from deadlines.law import TERMS

pytestmark = pytest.mark.usefixtures("calendar_days")

PAGE = "/en/calculator/"
ASKED = {"term": "media_request", "start": "2026-03-19"}


def words(answer) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def errors(answer) -> dict:
    return answer.context["form"].errors.get_json_data()


def test_calculator_asks_first(client):
    answer = client.get(PAGE)
    assert (answer.status_code, answer.context["answer"], answer.context["form"].is_bound) == (200, None, False)


def test_calculator_offers_every_term_once_under_its_act(client):
    form = client.get(PAGE).context["form"]
    offered = [(act, code) for act, terms in form.fields["term"].choices for code, _words in terms]
    assert offered == [(str(TERMS.versions(code)[-1].act), code) for code in TERMS.codes]


def test_calculator_answers_at_an_address_that_can_be_shared(client):
    answer = client.get(PAGE, ASKED)
    assert "Due Tue 31 March 2026" in words(answer)
    assert "5 working days after Thu 19 March 2026, so by Tue 31 March 2026." in words(answer)
    assert "Law “On mass media” (93-VIII), article 36(1)" in words(answer)
    assert "Once, up to 15 calendar days, by: first head; only where several holders" in words(answer)
    assert 'value="2026-03-19"' in answer.content.decode()


def test_calculator_shows_every_day_with_its_reason(client):
    strip = words(client.get(PAGE, ASKED))
    assert "Tue 24 Mar Day off Nauryz, carried over from Sat 21 March № 267-II (13.12.2001)" in strip
    assert "Tue 31 Mar Day 5 Due" in strip


def test_calculator_adds_the_extension(client):
    answer = client.get(PAGE, ASKED | {"extended": "on"})
    assert "Due Wed 15 April 2026" in words(answer)
    assert "so by Tue 31 March 2026. Extended: by Wed 15 April 2026." in words(answer)
    assert words(answer).count("Day 15") == 1


def test_calculator_tells_when_the_law_was_not_yet_in_force(client):
    sentence = "On that day this act was not yet in force: it has been since 20 August 2024."
    assert sentence in words(client.get(PAGE, ASKED | {"start": "2024-08-19"}))
    assert sentence not in words(client.get(PAGE, ASKED | {"start": "2024-08-20"}))


def test_calculator_counts_hours_from_a_moment(client):
    answer = client.get(PAGE, {"term": "mandatory_message", "start": "2026-03-20", "time": "22:30"})
    assert "Due 21 March 2026, 01:30" in words(answer)


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ({"start": ""}, {"start": "This field is required."}),
        ({"term": ""}, {"term": "This field is required."}),
        ({"term": "x"}, {"term": "Select a valid choice. x is not one of the available choices."}),
        ({"start": "2026-02-30"}, {"start": "Enter a valid date."}),
        ({"time": "25:00"}, {"time": "Enter a valid time."}),
        ({"term": "complaint", "extended": "on"}, {"extended": "The law knows no extension of this term."}),
        (
            {"term": "mandatory_message"},
            {"time": "This term is counted in hours. Enter the time at which it begins."},
        ),
        (
            {"start": "2030-01-10"},
            {"start": "The working calendar does not know the days off of 2030. It knows: 2024, 2025, 2026, 2027."},
        ),
    ],
)
def test_calculator_says_what_is_wrong_and_keeps_the_rest(client, asked, problems):
    answer = client.get(PAGE, ASKED | asked)
    assert {field: found[0]["message"] for field, found in errors(answer).items()} == problems
    assert (answer.status_code, answer.context["answer"]) == (200, None)
    assert "There is a problem" in words(answer)
    assert set(re.findall(r'href="#id_(\w+)"', answer.content.decode())) == set(problems)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_calculator_names_the_days_in_the_reader_s_language(client, language):
    names = {
        "kk": "Наурыз мейрамы (21 наурыз, сенбіден ауыстырылды)",
        "ru": "Наурыз мейрамы, перенос с субботы 21 марта",
        "en": "Nauryz, carried over from Sat 21 March",
    }
    with translation.override(language):
        assert names[language] in words(client.get(f"/{language}/calculator/", ASKED))


def test_calculator_answers_for_every_term():
    asked = {"start": "2026-03-19", "time": "10:00"}
    forms = {code: CalculatorForm(asked | {"term": code}) for code in TERMS.codes}
    assert [code for code, form in forms.items() if not form.is_valid() or form.answer.term.code != code] == []

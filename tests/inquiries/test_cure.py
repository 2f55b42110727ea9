"""Waiting for the requester: a clock among the clocks, and the return of an appeal that was not cured."""

from datetime import date, timedelta

import pytest
import time_machine

from inquiries.rules import lawful_grounds
from inquiries.services import Draft, NoGround, ask_back, close_clarifications_due, draft_answer, supplement_inquiry
from inquiries.states import Outcome, Regime
from inquiries.windows import window_of
from tests.inquiries.desk import HOUR, THURSDAY, asked, case_url, fresh, make_office, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY = date(2026, 3, 23)


@pytest.fixture
def office():
    return make_office()


def asked_back(office, regime=Regime.APPEAL):
    inquiry = asked(office, regime=regime)
    ask_back(inquiry=inquiry, question="Which river?", until_on=MONDAY, by=office.officer, at=THURSDAY)
    return fresh(inquiry)


def give_up(inquiry):
    close_clarifications_due(at=THURSDAY + 5 * DAY)
    return fresh(inquiry)


def draft_return(inquiry, office, ground="NOT_CURED"):
    said = Draft("We return it.", Outcome.RETURN, ground=ground)
    return draft_answer(inquiry=inquiry, draft=said, by=office.officer, at=THURSDAY + 5 * DAY)


@pytest.mark.parametrize(
    ("regime", "words"),
    [
        (Regime.APPEAL, "We wait for the requester until 23 March 2026; our clock stands still"),
        (Regime.INFORMATION_REQUEST, "We wait for the requester until 23 March 2026; our clock runs on"),
    ],
)
def test_case_shows_until_when_the_requester_is_waited_for(office, regime, words):
    inquiry = asked_back(office, regime)
    client = signed_in(office.officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        assert words in client.get(case_url(inquiry)).content.decode()
        supplement_inquiry(inquiry=inquiry, text="The Ural.", by=None, at=THURSDAY + HOUR)
        assert "We wait for the requester" not in client.get(case_url(inquiry)).content.decode()


def test_appeal_is_returned_as_not_cured_only_after_the_time_that_was_set(office):
    """APPC 64(6): the requester is told what is missing, and has a reasonable time."""
    never = asked(office, regime=Regime.REPORT)
    waiting = asked_back(office)
    for inquiry in (never, waiting):
        assert "NOT_CURED" not in [ground.code for ground in lawful_grounds(inquiry, Outcome.RETURN)]
        with pytest.raises(NoGround):
            draft_return(fresh(inquiry), office)
    assert draft_return(give_up(waiting), office).ground == "NOT_CURED"


def test_appeal_that_was_cured_is_not_returned_for_it(office):
    inquiry = asked_back(office)
    supplement_inquiry(inquiry=inquiry, text="The Ural.", by=None, at=THURSDAY + DAY)
    with pytest.raises(NoGround):
        draft_return(fresh(inquiry), office)


def test_time_to_return_begins_where_the_cure_ends(office):
    """APPC 64(6), (7): three working days from registration, Thursday; uncured, from Tuesday, the end of waiting."""
    assert window_of(asked(office, regime=Regime.APPEAL), "return").due_on == date(2026, 3, 24)
    waiting = asked_back(office)
    assert window_of(waiting, "return") is None
    assert window_of(give_up(waiting), "return").due_on == date(2026, 3, 27)

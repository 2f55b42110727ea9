"""Asking back, another law, giving up, taking up again: what each does to the clocks."""

from datetime import date, timedelta

import pytest

from agencies.access import NotPermitted
from deadlines.states import DutyState
from inquiries.models import Clarification
from inquiries.services import (
    CaseClosed,
    Draft,
    UnlawfulMove,
    ask_back,
    ask_unit,
    change_regime,
    close_clarifications_due,
    draft_answer,
    keep_inquiry,
    reopen_inquiry,
    supplement_inquiry,
    withdraw_inquiry,
)
from inquiries.states import CLOSED, Regime, State
from notifications.models import Message
from tests.country import make_unit, make_user
from tests.inquiries.desk import HOUR, THURSDAY, answer, answered, asked, fresh, given, make_office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 23)


@pytest.fixture
def office():
    return make_office()


def ask(inquiry, office, *, until_on=MONDAY, at=THURSDAY):
    return ask_back(inquiry=fresh(inquiry), question="Which river?", until_on=until_on, by=office.officer, at=at)


def reply(inquiry, at):
    return supplement_inquiry(inquiry=inquiry, text="The Ural.", by=None, at=at)


def clock(inquiry):
    return inquiry.main_clock.state, inquiry.main_clock.due_on


# --- Asking back ------------------------------------------------------------------------------------------------

APPEAL_DUE, RUNS, STANDS = date(2026, 4, 9), DutyState.OPEN, DutyState.PAUSED


def test_clock_of_an_appeal_stands_still_until_the_reply(office):
    """Asked on Thursday, answered on Monday: one working day, the Friday, is given back. The day of the question
    is no day of the term (APPC 76 counts from the next one)."""
    inquiry = asked(office, regime=Regime.APPEAL)
    assert clock(inquiry) == (RUNS, APPEAL_DUE)
    ask(inquiry, office)
    assert clock(inquiry) == (STANDS, APPEAL_DUE)
    reply(inquiry, THURSDAY + 4 * DAY)
    assert clock(inquiry) == (RUNS, date(2026, 4, 10))
    closed = Clarification.objects.get()
    assert (closed.closed_at, closed.supplement.text) == (THURSDAY + 4 * DAY, "The Ural.")


def test_clock_runs_on_when_the_day_of_the_reply_is_over(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    ask(inquiry, office)
    last_moment = THURSDAY.replace(day=23, hour=23, minute=59, second=59)
    assert (close_clarifications_due(at=last_moment), clock(inquiry)[0]) == (0, STANDS)
    assert close_clarifications_due(at=last_moment + HOUR) == 1
    assert clock(inquiry) == (RUNS, date(2026, 4, 13))
    assert close_clarifications_due(at=last_moment + 2 * HOUR) == 0, "once"


def test_late_reply_is_kept_and_gives_no_days(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    ask(inquiry, office)
    close_clarifications_due(at=THURSDAY + 5 * DAY)
    before = clock(inquiry)
    assert reply(inquiry, THURSDAY + 6 * DAY).clarification is None
    assert clock(inquiry) == before


@pytest.mark.parametrize(
    ("pausing", "state", "why"),
    [
        ([], RUNS, "AI 9(1)2) lets the holder ask, and says nothing of the term"),
        (["INFORMATION_REQUEST"], STANDS, "unless the installation reads it so"),
    ],
)
def test_pause_is_for_the_laws_the_installation_names(settings, office, pausing, state, why):
    settings.PAUSING_REGIMES = pausing
    inquiry = asked(office, regime=Regime.INFORMATION_REQUEST)
    ask(inquiry, office)
    assert clock(inquiry)[0] == state, why
    assert Clarification.objects.get().paused is (state == STANDS)


def test_question_does_not_revive_an_expired_term(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    late = THURSDAY + 25 * DAY
    ask(inquiry, office, until_on=(late + 5 * DAY).date(), at=late)
    assert clock(inquiry) == (RUNS, APPEAL_DUE)
    reply(inquiry, late + DAY)
    assert clock(inquiry) == (RUNS, APPEAL_DUE)
    answer(inquiry, by=office.officer, approved_by=office.senior, at=late + DAY)
    assert clock(inquiry) == (DutyState.MISSED, APPEAL_DUE)


def test_one_question_at_a_time_and_a_second_after_the_reply(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    ask(inquiry, office)
    with pytest.raises(UnlawfulMove, match="asked already"):
        ask(inquiry, office)
    reply(inquiry, THURSDAY + DAY)
    ask(inquiry, office, at=THURSDAY + 2 * DAY)
    assert Clarification.objects.count() == 2


def test_question_goes_out_as_a_letter_and_the_reply_to_the_officer(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    letter = ask(inquiry, office).letter
    assert (letter.text, letter.message.address) == ("Which river?", inquiry.email)
    reply(inquiry, THURSDAY + DAY)
    told = Message.objects.filter(kind="inquiry_news", channel="EMAIL").latest("pk")
    assert (told.recipient, "The Ural." in told.text) == (office.officer, True)


def test_closed_case_takes_no_supplement(office):
    with pytest.raises(CaseClosed):
        reply(answered(office), THURSDAY + DAY)


# --- Another law ------------------------------------------------------------------------------------------------


def change(inquiry, office, regime=Regime.INFORMATION_REQUEST, at=THURSDAY + 4 * DAY):
    return change_regime(inquiry=fresh(inquiry), regime=regime, reason="A person asks", by=office.officer, at=at)


def test_other_law_voids_the_old_clock_and_counts_from_the_same_arrival(office):
    inquiry = given(office)
    old = inquiry.main_clock
    change(inquiry, office)
    old.refresh_from_db()
    new = inquiry.main_clock
    assert (old.state, old.reason, old.due_on) == (DutyState.VOID, "A person asks", date(2026, 3, 26))
    assert (new.state, new.start_at, new.due_on, new.term) == (RUNS, THURSDAY, date(2026, 4, 3), "information_request")
    assert new.responsible == office.officer
    told = Message.objects.filter(kind="inquiry_receipt").latest("pk")
    assert "3 April 2026" in told.text, "the requester is told the new date"


def test_law_changed_after_its_term_is_late_at_once(office):
    """Nobody gains days by filing a media request under another law first."""
    inquiry = asked(office, regime=Regime.APPEAL)
    change(inquiry, office, Regime.CLARIFICATION, at=THURSDAY + 7 * DAY)
    assert clock(inquiry) == (RUNS, MONDAY)


@pytest.mark.parametrize(
    ("regime", "to"),
    [
        (Regime.MEDIA_REQUEST, Regime.MEDIA_REQUEST),
        (Regime.MEDIA_REQUEST, Regime.COMPLAINT),
        (Regime.MEDIA_REQUEST, Regime.INTERVIEW),
        (Regime.INTERVIEW, Regime.MEDIA_REQUEST),
        (Regime.OWN_COMPLAINT, Regime.APPEAL),
    ],
)
def test_law_changes_to_another_ordinary_one_alone(office, regime, to):
    inquiry = asked(office, regime=regime)
    with pytest.raises(UnlawfulMove):
        change(inquiry, office, to)
    assert fresh(inquiry).regime == regime


def test_law_of_a_paused_clock_can_be_changed(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    ask(inquiry, office)
    change(inquiry, office, at=THURSDAY + HOUR)
    reply(inquiry, THURSDAY + DAY)
    assert clock(inquiry) == (RUNS, date(2026, 4, 3))


# --- Giving up, taking up again ---------------------------------------------------------------------------------


def test_withdrawal_ends_everything_that_runs(office):
    inquiry = given(office)
    ask_unit(inquiry=inquiry, unit=make_unit(office.agency), question="How many?", by=office.officer, at=THURSDAY)
    draft_answer(inquiry=fresh(inquiry), draft=Draft("Seven."), by=office.officer, at=THURSDAY)
    withdraw_inquiry(inquiry=fresh(inquiry), reason="Found it", by=None, at=THURSDAY + HOUR)
    assert fresh(inquiry).state == State.WITHDRAWN
    assert {row.duty.kind: row.duty.state for row in inquiry.clocks.select_related("duty")} == {
        "inquiry_answer": DutyState.WAIVED,
        "inquiry_triage": DutyState.MET,  # asking the unit was the decision
        "unit_reply": DutyState.WAIVED,
    }
    assert (inquiry.answers.get().state, inquiry.unit_requests.get().state) == ("DROPPED", "CANCELLED")
    told = Message.objects.filter(kind="inquiry_news", channel="EMAIL").latest("pk")
    assert told.recipient == office.officer


def test_withdrawal_is_the_requesters_or_written_down_by_an_officer(office):
    requester = make_user()
    theirs, heard, foreign = (given(office, requester=requester) for _turn in range(3))
    withdraw_inquiry(inquiry=theirs, reason="", by=requester, at=THURSDAY)
    withdraw_inquiry(inquiry=heard, reason="By telephone", by=office.officer, at=THURSDAY)
    with pytest.raises(NotPermitted):
        withdraw_inquiry(inquiry=foreign, reason="", by=make_user(), at=THURSDAY)
    states = [fresh(inquiry).state for inquiry in (theirs, heard, foreign)]
    assert states == [State.WITHDRAWN, State.WITHDRAWN, State.ASSIGNED]


def test_reopened_case_has_a_new_term_from_that_day_and_keeps_its_history(office):
    inquiry = answered(office)
    old = inquiry.main_clock
    reopen_inquiry(inquiry=inquiry, reason="New facts", by=office.senior, at=THURSDAY + 7 * DAY)
    old.refresh_from_db()
    assert (old.state, inquiry.letters.count()) == (DutyState.MET, 1)
    assert clock(inquiry) == (RUNS, date(2026, 4, 2))
    assert fresh(inquiry).assignee == office.officer


def test_only_who_approves_reopens_and_only_what_is_closed(office):
    inquiry = answered(office)
    with pytest.raises(NotPermitted):
        reopen_inquiry(inquiry=inquiry, reason="x", by=office.officer, at=THURSDAY)
    with pytest.raises(UnlawfulMove):
        reopen_inquiry(inquiry=given(office), reason="x", by=office.senior, at=THURSDAY)
    for state in CLOSED:
        type(inquiry).objects.filter(pk=inquiry.pk).update(state=state)
        reopen_inquiry(inquiry=fresh(inquiry), reason="x", by=office.head, at=THURSDAY)
        assert fresh(inquiry).state == State.ASSIGNED, state


# --- Triage -----------------------------------------------------------------------------------------------------


def test_who_answers_is_decided_within_the_days_of_the_office(office):
    inquiry = given(office)
    triage = inquiry.clocks.get(duty__kind="inquiry_triage").duty
    assert (triage.due_on, triage.state, triage.responsible) == (date(2026, 3, 20), RUNS, office.officer)
    keep_inquiry(inquiry=inquiry, by=office.officer, at=THURSDAY + HOUR)
    triage.refresh_from_db()
    assert (triage.state, clock(inquiry)[0]) == (DutyState.MET, RUNS), "the term of the answer runs on"


@pytest.mark.parametrize("regime", [Regime.ORAL_REQUEST, Regime.OWN_COMPLAINT, Regime.INTERVIEW])
def test_what_nobody_else_could_answer_needs_no_such_decision(office, regime):
    assert not asked(office, regime=regime).clocks.filter(duty__kind="inquiry_triage").exists()

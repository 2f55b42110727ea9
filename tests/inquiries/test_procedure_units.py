"""Facts from the units, always before the answer is due; and requests for an interview."""

from datetime import date, timedelta

import pytest

from agencies.states import Role
from deadlines.services import take_due_steps
from deadlines.states import DutyState
from inquiries.services import (
    InquiryMoved,
    NotOfThisUnit,
    UnlawfulMove,
    acknowledge_request,
    agree_interview,
    ask_unit,
    cancel_request,
    decline_interview,
    reply_to_request,
    return_reply,
)
from inquiries.states import Regime, State, UnitRequestState
from kernel.lifecycle import IllegalMove
from notifications.models import Message
from tests.country import make_agency, make_member, make_unit, make_user
from tests.inquiries.desk import HOUR, THURSDAY, answer, asked, fresh, given, make_office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def unit(office):
    return make_unit(office.agency)


@pytest.fixture
def contact(office, unit):
    return make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user


@pytest.fixture
def unit_head(office, unit):
    return make_member(Role.UNIT_HEAD, office.agency, unit=unit).user


def ask(office, unit, inquiry=None, at=THURSDAY):
    return ask_unit(inquiry=inquiry or given(office), unit=unit, question="How many?", by=office.officer, at=at)


@pytest.mark.parametrize(
    ("regime", "asked_at", "due_on", "why"),
    [
        (Regime.MEDIA_REQUEST, THURSDAY, date(2026, 3, 23), "two working days, as the office has set"),
        (Regime.MEDIA_REQUEST, THURSDAY + 5 * DAY, date(2026, 3, 25), "a working day before the answer on the 26th"),
        (Regime.CLARIFICATION, THURSDAY, date(2026, 3, 20), "the answer is due on Monday: on Friday"),
        (Regime.MEDIA_REQUEST, THURSDAY + 7 * DAY, date(2026, 3, 26), "on the last day: today, nobody can go back"),
        (Regime.MEDIA_REQUEST, THURSDAY + 11 * DAY, date(2026, 3, 30), "late already: today"),
    ],
)
def test_unit_answers_before_the_office_must(office, unit, regime, asked_at, due_on, why):
    request = ask(office, unit, given(office, regime=regime), at=asked_at)
    assert request.duty.due_on == due_on, why


def test_unit_of_another_agency_is_not_asked(office):
    inquiry = given(office)
    with pytest.raises(UnlawfulMove):
        ask(office, make_unit(make_agency()), inquiry)
    assert not inquiry.unit_requests.exists()


def test_silent_unit_is_reminded_then_its_head_then_the_head_of_the_body(office, unit, contact, unit_head):
    """Due on Monday the 23rd: contacts the day before and on the day, each louder rung a day after."""
    duty = ask(office, unit).duty
    told = {}
    for days in (1, 4, 5, 6):
        known = set(duty.steps.values_list("pk", flat=True))
        take_due_steps(at=THURSDAY + days * DAY)
        told[days] = {name for step in duty.steps.exclude(pk__in=known) for name in step.told}
    assert told == {
        1: {contact.email},
        4: {contact.email},
        5: {unit_head.email, office.officer.email},
        6: {office.head.email},
    }


def test_unit_without_people_is_reached_by_its_own_address(office, unit):
    ask(office, unit)
    assert Message.objects.get(kind="unit_asked").address == unit.email


def test_reply_ends_the_clock_of_the_unit_and_is_told_to_the_officer(office, unit, contact):
    request = ask(office, unit)
    acknowledge_request(request=request, by=contact, at=THURSDAY + HOUR)
    acknowledge_request(request=request, by=contact, at=THURSDAY + 2 * HOUR)
    reply = reply_to_request(request=request, text="Seven.", by=contact, at=THURSDAY + 2 * HOUR)
    request.refresh_from_db()
    request.duty.refresh_from_db()
    assert (request.state, request.duty.state) == (UnitRequestState.ANSWERED, DutyState.MET)
    assert (request.acknowledged_at, request.acknowledged_by) == (THURSDAY + HOUR, contact), "the first reading counts"
    told = Message.objects.filter(kind="inquiry_news", channel="EMAIL").latest("pk")
    assert (told.recipient, reply.text in told.text) == (office.officer, True)


@pytest.mark.parametrize("who", ["a contact of another unit", "the officer", "a stranger"])
def test_only_the_unit_that_was_asked_answers(office, unit, who):
    people = {
        "a contact of another unit": lambda: (
            make_member(Role.UNIT_CONTACT, office.agency, unit=make_unit(office.agency)).user
        ),
        "the officer": lambda: office.officer,
        "a stranger": make_user,
    }
    request = ask(office, unit)
    with pytest.raises(NotOfThisUnit):
        reply_to_request(request=request, text="Seven.", by=people[who](), at=THURSDAY)


def test_returned_reply_has_a_new_date_and_the_old_one_is_kept(office, unit, contact):
    request = ask(office, unit)
    reply = reply_to_request(request=request, text="Some.", by=contact, at=THURSDAY + HOUR)
    again = return_reply(reply=reply, missing="How many exactly?", by=office.officer, at=THURSDAY + DAY)
    reply.refresh_from_db()
    again.refresh_from_db()
    assert (reply.text, reply.returned_for, again.state) == ("Some.", "How many exactly?", UnitRequestState.ASKED)
    assert (again.duty.due_on, again.duty.state) == (date(2026, 3, 24), DutyState.OPEN)
    reply_to_request(request=again, text="Seven.", by=contact, at=THURSDAY + 2 * DAY)
    assert [row.text for row in again.replies.all()] == ["Some.", "Seven."]


def test_reply_to_a_closed_case_is_not_returned(office, unit, contact):
    """A clock would begin to run for which nobody waits."""
    request = ask(office, unit)
    reply = reply_to_request(request=request, text="Seven.", by=contact, at=THURSDAY)
    answer(request.inquiry, by=office.officer, approved_by=office.senior)
    with pytest.raises(InquiryMoved):
        return_reply(reply=reply, missing="More", by=office.officer, at=THURSDAY)
    assert not request.inquiry.clocks.filter(duty__state=DutyState.OPEN).exists()


def test_answer_needs_no_unit_any_more(office, unit, contact):
    request = ask(office, unit)
    answer(request.inquiry, by=office.officer, approved_by=office.senior)
    request.refresh_from_db()
    request.duty.refresh_from_db()
    assert (request.state, request.duty.state) == (UnitRequestState.CANCELLED, DutyState.VOID)
    with pytest.raises(IllegalMove):
        reply_to_request(request=request, text="Late", by=contact, at=THURSDAY)


def test_cancelled_request_ends_its_clock(office, unit):
    request = ask(office, unit)
    cancel_request(request=request, by=office.officer, at=THURSDAY)
    request.duty.refresh_from_db()
    assert request.duty.state == DutyState.VOID


# --- Interviews -------------------------------------------------------------------------------------------------


def test_interview_is_owed_a_reply_in_the_days_of_the_office(office):
    """No law sets a term; a press office that keeps silent loses the article all the same."""
    duty = asked(office, regime=Regime.INTERVIEW).main_clock
    assert (duty.kind, duty.term, duty.due_on) == ("interview_reply", "", date(2026, 3, 23))


def test_agreed_interview_is_told_with_time_speaker_and_place(office):
    inquiry = asked(office, regime=Regime.INTERVIEW)
    said = {"starts_at": THURSDAY + DAY, "speaker": "The minister", "place": "Hall 1", "remark": "Bring your card."}
    agreed = agree_interview(inquiry=inquiry, **said, by=office.officer, at=THURSDAY)
    letter = agreed.letters.get()
    assert (agreed.state, agreed.main_clock.state, letter.kind) == (State.AGREED, DutyState.MET, "AGREEMENT")
    for words in ("20 March 2026, 11:00", "The minister", "Hall 1", "Bring your card."):
        assert words in letter.text


def test_declined_interview_is_told_with_the_reason(office):
    inquiry = asked(office, regime=Regime.INTERVIEW)
    declined = decline_interview(inquiry=inquiry, reason="The minister is away.", by=office.officer, at=THURSDAY)
    assert (declined.state, declined.main_clock.state) == (State.DECLINED, DutyState.MET)
    assert declined.letters.get().text == "The minister is away."


def test_only_an_interview_is_agreed_or_declined(office):
    inquiry = given(office)
    with pytest.raises(UnlawfulMove):
        decline_interview(inquiry=inquiry, reason="No.", by=office.officer, at=THURSDAY)
    with pytest.raises(UnlawfulMove):
        agree_interview(inquiry=inquiry, starts_at=THURSDAY, speaker="S", place="P", by=office.officer, at=THURSDAY)
    assert fresh(inquiry).state == State.ASSIGNED

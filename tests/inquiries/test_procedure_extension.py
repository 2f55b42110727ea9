"""Extension: once, by whom the law names, in its own unit, before the term is over, and told in time."""

from datetime import date, timedelta

import pytest
import time_machine

from agencies.states import Role
from deadlines.models import Step
from deadlines.services import take_due_steps
from deadlines.services.moves import NotEntitled, NotExtendable, TermExpired
from inquiries.models import Extension
from inquiries.services import (
    InquiryMoved,
    UnlawfulMove,
    ask_extension,
    change_regime,
    decide_extension,
    withdraw_inquiry,
)
from inquiries.states import ExtensionState, Regime
from notifications.models import Message
from tests.country import make_acting
from tests.inquiries.desk import THURSDAY, answer, asked, case_url, fresh, given, make_office, signed_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_office()


def wanted(office, inquiry=None, *, amount=15, at=THURSDAY, **fields):
    said = {"amount": amount, "reason": "Two bodies hold it", "holders": "Akimat"}
    return ask_extension(inquiry=inquiry or given(office, **fields), **said, by=office.officer, at=at)


def decide(extension, by, grant=True, at=THURSDAY, remark=""):
    return decide_extension(extension=extension, grant=grant, remark=remark, by=by, at=at)


@pytest.mark.parametrize("grant", [True, False])
@pytest.mark.parametrize("who", ["officer", "colleague", "senior", "auditor"])
def test_extension_of_a_media_request_is_left_to_the_head(office, who, grant):
    """MM 36(1): the head of the holder of the information, also where it is declined."""
    extension = wanted(office)
    with pytest.raises(NotEntitled):
        decide(extension, getattr(office, who), grant=grant)
    assert Extension.objects.get().state == ExtensionState.ASKED


def test_acting_head_decides_and_signs_as_such(office):
    deputy = make_acting(office.agency.memberships.get(role=Role.FIRST_HEAD), ground="Order 7").deputy
    letter = decide(wanted(office), deputy).letter
    assert letter.signature.endswith(f"{deputy} (Order 7)")


def test_extension_of_an_appeal_may_be_decided_by_the_senior(office):
    """APPC 76: the head, a deputy, or the head of staff."""
    extension = wanted(office, regime=Regime.APPEAL, amount=2)
    assert decide(extension, office.senior).state == ExtensionState.GRANTED


def test_second_extension_is_refused_with_a_sentence(office):
    inquiry = decide(wanted(office), office.head).inquiry
    with pytest.raises(UnlawfulMove, match="extended already"):
        wanted(office, fresh(inquiry), at=THURSDAY + DAY)


def test_two_officers_do_not_ask_the_head_twice(office):
    inquiry = wanted(office).inquiry
    with pytest.raises(UnlawfulMove, match="waits for the decision"):
        wanted(office, fresh(inquiry))


def test_head_decides_once(office):
    extension = wanted(office)
    decide(extension, office.head)
    with pytest.raises(InquiryMoved):
        decide(extension, office.head, grant=False)


def test_expired_term_is_not_extended_any_more(office):
    inquiry = given(office)
    with pytest.raises(UnlawfulMove, match="over or stands still"):
        wanted(office, inquiry, at=THURSDAY + 8 * DAY)


def test_extension_asked_in_time_and_decided_too_late_is_none(office):
    extension = wanted(office)
    with pytest.raises(TermExpired):
        decide(extension, office.head, at=THURSDAY + 8 * DAY)
    assert (Extension.objects.get().state, extension.inquiry.main_clock.due_on) == ("ASKED", date(2026, 3, 26))
    assert not extension.inquiry.letters.exists()


def test_declined_extension_moves_nothing_and_tells_who_asked(office):
    extension = decide(wanted(office), office.head, grant=False, remark="Answer what you have.")
    assert (extension.state, extension.letter) == (ExtensionState.DECLINED, None)
    assert extension.inquiry.main_clock.due_on == date(2026, 3, 26)
    told = Message.objects.filter(kind="inquiry_news", channel="EMAIL").latest("pk")
    assert (told.recipient, "Answer what you have." in told.text) == (office.officer, True)


@pytest.mark.parametrize(
    ("regime", "amount", "due_on", "why"),
    [
        (Regime.MEDIA_REQUEST, 15, date(2026, 4, 15), "MM 36(1): calendar days after five working ones"),
        (Regime.MEDIA_REQUEST, 11, date(2026, 4, 13), "the 11th of April is a Saturday: the next working day"),
        (Regime.CLARIFICATION, 15, date(2026, 4, 10), "MM 35(3): after Thursday the 26th"),
        (Regime.INFORMATION_REQUEST, 15, date(2026, 4, 20), "AI 11(10): the 18th of April is a Saturday"),
        (Regime.APPEAL, 2, date(2026, 5, 19), "APPC 76: months, from the decision"),
    ],
)
def test_extension_counts_in_the_unit_of_its_law(calendar_days, office, regime, amount, due_on, why):
    extension = decide(wanted(office, regime=regime, amount=amount), office.head)
    assert extension.inquiry.main_clock.due_on == due_on, why


@pytest.mark.parametrize(("regime", "amount"), [(Regime.MEDIA_REQUEST, 16), (Regime.APPEAL, 3)])
def test_longer_than_the_law_allows_is_refused(office, regime, amount):
    with pytest.raises(NotExtendable):
        decide(wanted(office, regime=regime, amount=amount), office.head)


@pytest.mark.parametrize(
    ("regime", "amount", "due_on"),
    [
        (Regime.MEDIA_REQUEST, 15, date(2026, 3, 23)),  # MM 36(1): two working days
        (Regime.CLARIFICATION, 15, date(2026, 3, 23)),  # MM 35(4): two
        (Regime.INFORMATION_REQUEST, 15, date(2026, 3, 24)),  # AI 11(10): three
        (Regime.APPEAL, 2, date(2026, 3, 24)),  # APPC 76: three
    ],
)
def test_requester_is_told_within_the_term_of_the_law(office, regime, amount, due_on):
    inquiry = decide(wanted(office, regime=regime, amount=amount), office.head).inquiry
    duty = inquiry.clocks.get(duty__kind="extension_notice").duty
    assert (duty.due_on, duty.state) == (due_on, "OPEN")
    letter = Message.objects.get(kind="inquiry_letter")
    assert letter.address == inquiry.email
    assert "Two bodies hold it" in letter.text


def test_nobody_is_reminded_of_the_old_date(office):
    """Due on the 26th, extended to Friday the 10th of April: the first reminder comes for that day."""
    duty = decide(wanted(office), office.head).inquiry.main_clock
    for days in range(1, 19):
        take_due_steps(at=THURSDAY + days * DAY)
    assert not Step.objects.filter(duty=duty).exists()
    for days in range(19, 23):
        take_due_steps(at=THURSDAY + days * DAY)
    assert {step.code.rpartition("@")[2] for step in duty.steps.all()} == {"2026-04-10"}


@pytest.mark.parametrize(
    "end",
    [
        lambda inquiry, office: answer(inquiry, by=office.officer, approved_by=office.senior),
        lambda inquiry, office: withdraw_inquiry(inquiry=inquiry, reason="Found it", by=None, at=THURSDAY),
        lambda inquiry, office: change_regime(
            inquiry=inquiry, regime=Regime.INFORMATION_REQUEST, reason="A person", by=office.officer, at=THURSDAY
        ),
    ],
    ids=["answered", "withdrawn", "another law"],
)
def test_extension_lapses_with_the_term_it_was_asked_for(office, end):
    extension = wanted(office)
    end(fresh(extension.inquiry), office)
    assert Extension.objects.get().state == ExtensionState.LAPSED
    with pytest.raises(InquiryMoved):
        decide(extension, office.head)


def test_complaint_knows_no_extension(office):
    """APPC 99."""
    inquiry = asked(office, regime=Regime.COMPLAINT)
    with pytest.raises(UnlawfulMove, match="99"):
        wanted(office, inquiry)


def test_timeline_says_which_of_the_two_clocks_started(office):
    """Answer and notice are both owed now: “The clock started” alone would read as a second date of the answer."""
    inquiry = decide(wanted(office), office.head).inquiry
    with time_machine.travel(THURSDAY, tick=False):
        page = signed_in(office.officer).get(case_url(inquiry)).content.decode().partition('id="timeline"')[2]
    assert "Notice of extension to the requester: the clock started: due on 23 March 2026" in page
    assert "The clock started: due on 26 March 2026" in page

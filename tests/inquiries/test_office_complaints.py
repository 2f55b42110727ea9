"""A complaint that comes on paper or by word of mouth: the officer registers it on the case it is about."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from agencies.access import NotPermitted
from inquiries.models import Inquiry
from inquiries.queries import can_complain
from inquiries.services import NothingToComplainOf, complain, reopen_inquiry, take_in_complaint, withdraw_inquiry
from inquiries.states import Regime, Source
from tests.inquiries.desk import HOUR, THURSDAY, answer, answered, case_url, fresh, given, make_office, signed_in
from tests.inquiries.public import upload
from tests.inquiries.test_procedure_forwarding import complaint_about

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture(autouse=True)
def afterwards():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


def register(office, inquiry, who="officer", **said):
    data = {"text": "They answered nothing.", "source": "POST"} | said
    return signed_in(getattr(office, who)).post(case_url(inquiry, "move/complaint/"), data)


def test_letter_of_complaint_becomes_a_case_of_its_own(office):
    about = answered(office)
    assert register(office, about).status_code == 302
    complaint = Inquiry.objects.get(about=about)
    assert (complaint.regime, complaint.source) == (Regime.OWN_COMPLAINT, Source.POST)
    assert (complaint.received_by, complaint.name) == (office.officer, about.name)
    assert complaint.main_clock.term == "complaint_transfer"


def test_its_scan_comes_along(office):
    about = answered(office)
    complaint = take_in_complaint(
        inquiry=about,
        text="See the letter.",
        files=[upload("scan.pdf")],
        source=Source.POST,
        submission=uuid4(),
        by=office.officer,
        at=THURSDAY + HOUR,
    )
    assert [row.file.name for row in complaint.attachments.all()] == ["scan.pdf"]


def test_case_that_is_neither_decided_nor_late_offers_no_complaint(office):
    inquiry = given(office)
    assert "move=complaint" not in signed_in(office.officer).get(case_url(inquiry)).content.decode()
    assert register(office, inquiry).status_code == 409
    assert not Inquiry.objects.filter(about=inquiry).exists()


def test_only_who_answers_registers_a_complaint(office):
    about = answered(office)
    assert register(office, about, "auditor").status_code == 403
    with pytest.raises(NotPermitted):
        take_in_complaint(
            inquiry=about,
            text="No.",
            source=Source.POST,
            submission=about.submission,
            by=office.auditor,
            at=THURSDAY + HOUR,
        )


def test_decision_is_complained_of_once(office):
    """Who has complained waits for the higher body; a second complaint of the same would be a case too many."""
    about = answered(office)
    complaint_about(about, THURSDAY + HOUR)
    assert not can_complain(fresh(about), at=THURSDAY + HOUR)
    with pytest.raises(NothingToComplainOf):
        complaint_about(fresh(about), THURSDAY + HOUR)


def test_complaint_that_was_given_up_leaves_room_for_another(office):
    about = answered(office)
    complaint = complaint_about(about, THURSDAY + HOUR)
    withdraw_inquiry(inquiry=complaint, reason="A mistake", by=None, at=THURSDAY + HOUR)
    assert can_complain(fresh(about), at=THURSDAY + HOUR)


def test_second_answer_may_be_complained_of_again(office):
    about = answered(office)
    complaint_about(about, THURSDAY + HOUR)
    reopen_inquiry(inquiry=fresh(about), reason="The complaint is right", by=office.senior, at=THURSDAY + DAY)
    answer(about, by=office.officer, approved_by=office.senior, at=THURSDAY + 2 * DAY)
    assert can_complain(fresh(about), at=THURSDAY + 3 * DAY)


def test_silence_and_the_answer_that_comes_after_it_are_two_things(office):
    about = given(office)
    late = about.main_clock.due_at + DAY
    complaint_about(about, late)
    assert not can_complain(fresh(about), at=late)
    answer(about, by=office.officer, approved_by=office.senior, at=late + DAY)
    assert can_complain(fresh(about), at=late + 2 * DAY)


def test_complaint_names_the_way_it_came(office):
    about = answered(office)
    said = {"text": "No.", "submission": uuid4(), "by": None, "at": THURSDAY + HOUR}
    assert complain(inquiry=about, source=Source.API, **said).source == Source.API

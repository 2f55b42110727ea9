"""To the competent body, and complaints to the higher one: what arrives, and which clocks start and stop."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from agencies.states import Role
from deadlines.states import DutyState
from inquiries.models import Inquiry
from inquiries.queries import can_complain
from inquiries.services import (
    Body,
    NothingToComplainOf,
    UnlawfulMove,
    complain,
    forward_inquiry,
    pass_up,
)
from inquiries.services.receiving import Identity
from inquiries.states import Regime, Source, State
from notifications.models import Message
from tests.country import make_agency, make_member
from tests.inquiries.desk import THURSDAY, answer, answered, asked, fresh, given, make_office
from tests.inquiries.public import ALMATY

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_office(parent=make_agency())


def forward(inquiry, office, to, at=THURSDAY):
    return forward_inquiry(inquiry=inquiry, to=to, reason="The akimat keeps it", by=office.officer, at=at)


def test_forwarded_inquiry_arrives_with_its_files_and_identity_and_a_clock_of_its_own(office):
    other = make_office()
    who = Identity(iin="791028302728", signer_name="Dana")
    inquiry = asked(office, regime=Regime.INFORMATION_REQUEST, files=("map.pdf",), identity=who)
    arrived = forward(inquiry, office, Body(other.agency), at=THURSDAY + 4 * DAY).arrived_as
    assert (arrived.agency, arrived.regime, arrived.source, arrived.forwarded_from) == (
        other.agency,
        Regime.INFORMATION_REQUEST,
        Source.FORWARDED,
        inquiry,
    )
    assert [row.file for row in arrived.attachments.all()] == [row.file for row in inquiry.attachments.all()]
    found = Inquiry.objects.get(pk=arrived.pk)
    assert (found.iin_fingerprint, found.signer_name) == (inquiry.iin_fingerprint, "Dana")
    assert (arrived.main_clock.start_at, arrived.main_clock.state) == (THURSDAY + 4 * DAY, DutyState.OPEN)
    assert (fresh(inquiry).state, inquiry.main_clock.state) == (State.FORWARDED, DutyState.MET)


def test_requester_is_told_at_once_where_it_went_and_under_which_number(office):
    other = make_office()
    inquiry = asked(office, regime=Regime.APPEAL)
    forwarding = forward(inquiry, office, Body(other.agency))
    words = forwarding.letter.text
    assert forwarding.letter.message.address == inquiry.email
    for expected in (str(other.agency), forwarding.arrived_as.number, "The akimat keeps it"):
        assert expected in words


def test_body_outside_the_portal_gets_the_question_with_its_files(office):
    inquiry = asked(office, regime=Regime.CLARIFICATION, files=("map.pdf",), text="How many houses?")
    forwarding = forward(inquiry, office, Body(name="Akimat", email="kanc@akimat.example"))
    mail = Message.objects.get(kind="inquiry_forwarded")
    assert (forwarding.arrived_as, mail.address) == (None, "kanc@akimat.example")
    assert "How many houses?" in mail.text
    assert [name for _stored, name in mail.attachments] == ["map.pdf"]


@pytest.mark.parametrize("regime", [Regime.MEDIA_REQUEST, Regime.ORAL_REQUEST, Regime.COMPLAINT, Regime.INTERVIEW])
def test_law_without_forwarding_keeps_it_here(office, regime):
    inquiry = asked(office, regime=regime)
    with pytest.raises(UnlawfulMove):
        forward(inquiry, office, Body(make_agency()))
    assert fresh(inquiry).state == State.REGISTERED


def test_nobody_forwards_or_passes_up_to_themselves(office):
    inquiry = asked(office, regime=Regime.APPEAL)
    with pytest.raises(UnlawfulMove):
        forward(inquiry, office, Body(office.agency))
    complaint = asked(office, regime=Regime.OWN_COMPLAINT)
    with pytest.raises(UnlawfulMove):
        pass_up(inquiry=complaint, to=Body(office.agency), reason="x", by=office.officer, at=THURSDAY)
    assert office.agency.inquiries.count() == 2


# --- Complaints -------------------------------------------------------------------------------------------------


def complaint_about(inquiry, at):
    return complain(inquiry=inquiry, text="They answered nothing.", submission=uuid4(), by=None, at=at)


def test_complaint_is_passed_up_and_decided_by_the_higher_body(calendar_days, office):
    """APPC 91(4): three working days to pass it on; 99: twenty from its registration above, over 1, 7 and 9 May."""
    monday = datetime(2026, 4, 27, 11, tzinfo=ALMATY)
    about = answered(office, at=monday - 7 * DAY)
    complaint = complaint_about(about, monday)
    assert (complaint.agency, complaint.regime, complaint.about) == (office.agency, Regime.OWN_COMPLAINT, about)
    assert complaint.main_clock.due_on == date(2026, 4, 30)
    to = Body(office.agency.parent)
    above = pass_up(inquiry=complaint, to=to, reason="We stand by it", by=office.officer, at=monday).arrived_as
    assert (above.agency, above.regime, above.about) == (office.agency.parent, Regime.COMPLAINT, about)
    assert (above.main_clock.due_on, above.main_clock.term) == (date(2026, 5, 29), "complaint")
    assert (fresh(complaint).state, complaint.main_clock.state) == (State.FORWARDED, DutyState.MET)
    by, approved_by = (make_member(Role.SENIOR_OFFICER, above.agency).user for _turn in range(2))
    decided = answer(above, text="They must answer.", by=by, approved_by=approved_by, at=monday + DAY)
    assert (decided.state, decided.main_clock.state) == (State.ANSWERED, DutyState.MET)
    with pytest.raises(NothingToComplainOf):
        complaint_about(decided, monday + 2 * DAY)


def test_body_may_satisfy_a_complaint_itself(office):
    complaint = complaint_about(answered(office), THURSDAY + DAY)
    answer(complaint, text="You are right: eight.", by=office.officer, approved_by=office.senior, at=THURSDAY + DAY)
    assert (fresh(complaint).state, complaint.main_clock.state) == (State.ANSWERED, DutyState.MET)


def test_silence_is_complained_of_once_the_term_is_over(office):
    """APPC 100(5): silence counts as refusal."""
    inquiry = given(office)
    last_moment = inquiry.main_clock.due_at
    with pytest.raises(NothingToComplainOf):
        complaint_about(inquiry, last_moment)
    complaint = complaint_about(inquiry, last_moment + timedelta(microseconds=1))
    assert (complaint.regime, complaint.about) == (Regime.OWN_COMPLAINT, inquiry)
    assert fresh(inquiry).state == State.ASSIGNED, "the answer is still owed"


def test_complaint_is_taken_to_the_last_day_of_its_term(office):
    """APPC 92: three months from the answer of 19 March, to Friday the 19th of June."""
    inquiry = answered(office)
    last = THURSDAY.replace(month=6, day=19, hour=23)
    assert (can_complain(inquiry, at=last), can_complain(inquiry, at=last + DAY)) == (True, False)
    with pytest.raises(NothingToComplainOf):
        complaint_about(inquiry, last + DAY)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.FORWARDED])
def test_what_was_given_up_or_went_elsewhere_is_not_complained_of_here(office, state):
    inquiry = given(office)
    Inquiry.objects.filter(pk=inquiry.pk).update(state=state)
    with pytest.raises(NothingToComplainOf):
        complaint_about(fresh(inquiry), THURSDAY + 30 * DAY)


def test_complaint_sent_twice_is_one():
    inquiry, submission = answered(make_office()), uuid4()
    said = {"inquiry": inquiry, "text": "No.", "submission": submission, "by": None, "at": THURSDAY}
    assert complain(**said).pk == complain(**said).pk

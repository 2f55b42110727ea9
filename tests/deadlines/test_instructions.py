"""The head reads, acknowledges, instructs; an instruction is a duty too."""

from datetime import date

import pytest

from agencies.access import NotPermitted
from agencies.states import Role
from audit.queries import timeline
from deadlines.models import Acknowledgement, Duty, Instruction
from deadlines.services import Outsider, acknowledge_duty, complete_instruction, give_instruction
from deadlines.states import DutyState
from notifications.models import Message
from notifications.states import Channel
from tests.country import make_acting, make_member, make_user
from tests.deadlines.office import MONDAY, fresh, local, make_office, open_case, trail

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def office():
    return make_office()


def instruct(office, about, **fields):
    defaults = {"to": office.officer, "text": "Call the editor first.", "due_on": FRIDAY, "by": office.head}
    return give_instruction(about=about, **defaults | {"at": MONDAY} | fields)


def test_instruction_is_a_duty_of_its_own(office):
    about = open_case(office)
    duty = Duty.objects.get(pk=instruct(office, about).duty_id)
    assert (duty.kind, duty.reference, duty.responsible, duty.due_at) == (
        "instruction",
        about.reference,
        office.officer,
        local("2026-03-06 23:59:59.999999"),
    )
    assert duty.next_step_at == local("2026-03-05 09:00")


def test_instruction_is_in_the_trail_of_both_duties(office):
    about = open_case(office)
    instruction = instruct(office, about)
    after = {"to": office.officer.email, "name": office.officer.full_name, "due_on": "2026-03-06"}
    assert trail(about)[1:] == [("instruction.given", office.head, {}, after, "Call the editor first.")]
    assert trail(instruction.duty) == [
        ("duty.opened", office.head, {}, {"kind": "instruction", "due_on": "2026-03-06"}, "")
    ]


@pytest.mark.parametrize(
    ("given", "goes", "reason"),
    [
        ("2026-03-02 10:00", "2026-03-02 10:00", "the office is open"),
        ("2026-03-02 21:00", "2026-03-03 09:00", "evening"),
    ],
)
def test_instruction_is_told_when_the_office_is_open(office, given, goes, reason):
    instruct(office, open_case(office), at=local(given))
    mail = Message.objects.get(channel=Channel.EMAIL)
    assert (mail.address, mail.next_attempt_at) == (office.officer.email, local(goes)), reason
    assert mail.subject == "Instruction on INQ-2026-000001, due Fri 6 March 2026"
    assert "Call the editor first." in mail.text
    assert f"Given by {office.head}" in mail.text


def test_instruction_to_somebody_away_is_told_to_the_deputy(office):
    acting = make_acting(office.officer.memberships.get())
    instruct(office, open_case(office))
    assert Message.objects.get(channel=Channel.EMAIL).address == acting.deputy.email


@pytest.mark.parametrize("by", ["officer", "senior"])
def test_only_the_head_instructs_and_acknowledges(office, by):
    about = open_case(office)
    with pytest.raises(NotPermitted):
        instruct(office, about, by=getattr(office, by))
    with pytest.raises(NotPermitted):
        acknowledge_duty(duty=about, by=getattr(office, by), at=MONDAY)
    assert (Instruction.objects.count(), Acknowledgement.objects.count(), len(trail(about))) == (0, 0, 1)


def test_head_of_another_agency_neither_instructs_nor_acknowledges(office):
    about, stranger = open_case(office), make_office().head
    with pytest.raises(NotPermitted):
        instruct(office, about, by=stranger)
    with pytest.raises(NotPermitted):
        acknowledge_duty(duty=about, by=stranger, at=MONDAY)


def test_acting_head_instructs_in_the_name_of_the_head(office):
    acting = make_acting(office.head.memberships.get())
    about = open_case(office)
    instruct(office, about, by=acting.deputy)
    assert [(event.by, event.acting) for event in timeline(about)][1:] == [(acting.deputy, acting)]


@pytest.mark.parametrize("who", ["a stranger", "somebody of another agency"])
def test_only_the_agency_s_own_people_are_instructed(office, who):
    to = make_user() if who == "a stranger" else make_member(Role.PRESS_OFFICER).user
    with pytest.raises(Outsider):
        instruct(office, open_case(office), to=to)
    assert Duty.objects.count() == 1


def test_unit_contact_can_be_instructed(office):
    contact = make_member(Role.UNIT_CONTACT, office.agency).user
    assert instruct(office, open_case(office), to=contact).duty.responsible == contact


def test_acknowledged_twice_is_acknowledged_once(office):
    duty = open_case(office)
    acknowledge_duty(duty=duty, by=office.head, at=MONDAY)
    acknowledge_duty(duty=duty, by=office.head, at=local("2026-03-03 10:00"))
    assert list(Acknowledgement.objects.values_list("duty", "by", "at")) == [(duty.pk, office.head.pk, MONDAY)]
    assert [action for action, *_rest in trail(duty)] == ["duty.opened", "duty.acknowledged"]


# --- Done -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "head"])
def test_instruction_is_done_when_who_was_told_or_the_head_says_so(office, who):
    about = open_case(office)
    instruction = instruct(office, about)
    complete_instruction(instruction=instruction, note="Called.", by=getattr(office, who), at=local("2026-03-04 10:00"))
    assert fresh(instruction.duty).state == DutyState.MET
    assert trail(about)[-1] == ("instruction.completed", getattr(office, who), {}, {}, "Called.")


def test_deputy_says_that_an_instruction_is_done(office):
    instruction = instruct(office, open_case(office))
    acting = make_acting(office.officer.memberships.get())
    complete_instruction(instruction=instruction, note="", by=acting.deputy, at=local("2026-03-04 10:00"))
    assert fresh(instruction.duty).ended_by == acting.deputy


def test_nobody_else_says_that_an_instruction_is_done(office):
    instruction = instruct(office, open_case(office))
    with pytest.raises(NotPermitted):
        complete_instruction(instruction=instruction, note="", by=office.senior, at=MONDAY)
    assert fresh(instruction.duty).state == DutyState.OPEN


def test_head_learns_that_an_instruction_is_done(office):
    instruction = instruct(office, open_case(office))
    complete_instruction(instruction=instruction, note="Called.", by=office.officer, at=local("2026-03-04 10:00"))
    mail = Message.objects.filter(channel=Channel.EMAIL).latest("pk")
    assert (mail.address, mail.subject) == (office.head.email, "Instruction on INQ-2026-000001 carried out")
    assert "What was done: Called." in mail.text

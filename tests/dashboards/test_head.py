"""The head's page: five numbers, what waits for a decision, decided in place."""

from datetime import date, timedelta

import pytest
import time_machine

from agencies.states import Role
from deadlines.models import Acknowledgement, Instruction
from deadlines.services import acknowledge_duty, complete_instruction, give_instruction, take_due_steps
from inquiries.services import ask_unit
from tests.country import make_acting, make_member, make_superuser, make_unit, make_user
from tests.inquiries.desk import THURSDAY, answered, asked, given, make_office, signed_in

pytestmark = pytest.mark.django_db

HEAD = "/en/head/"
DAY = timedelta(days=1)
TOMORROW = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def page_of(user, **query):
    return signed_in(user).get(HEAD, query).context["page"]


def waiting(user):
    return [decision.row.inquiry.number for decision in page_of(user).decisions]


def duty_of(inquiry):
    return inquiry.main_clock


def late(office, **fields):
    return given(office, at=THURSDAY - 14 * DAY, **fields)


def instruct(client, duty, **data):
    prefix = f"duty-{duty.pk}-"
    url = f"/en/head/duties/{duty.pk}/instruct/"
    return client.post(url, {f"{prefix}{name}": value for name, value in data.items()})


def test_numbers_count_and_open_their_lists(office):
    late(office)
    given(office, at=THURSDAY - 7 * DAY, text="Another question")
    asked(office, text="A third one")
    answered(office, at=THURSDAY - 14 * DAY, answered_at=THURSDAY)
    client = signed_in(office.head)
    numbers = client.get(HEAD).context["page"].numbers
    assert [(number.code, number.count) for number in numbers] == [
        ("late", 1),
        ("today", 1),
        ("week", 1),
        ("missed", 1),
        ("decisions", 1),
    ]
    for number in numbers[:4]:
        assert len(client.get(number.url).context["cl"].rows) == number.count, number.code


def test_escalated_duty_waits_for_a_decision(office):
    """The ladder tells the head on the morning of the last day; before that nobody bothers them."""
    ends_today, late_one = given(office, at=THURSDAY - 7 * DAY), late(office)
    given(office)
    assert waiting(office.head) == [late_one.number], "late, though no sweep has come by yet"
    take_due_steps(at=THURSDAY)
    assert waiting(office.head) == [late_one.number, ends_today.number]


def test_unit_that_keeps_silent_waits_for_the_head_too(office):
    """What waits is the duty of the unit; the answer itself is in time."""
    unit = make_unit(office.agency)
    request = ask_unit(inquiry=given(office), unit=unit, question="How many?", by=office.officer, at=THURSDAY)
    take_due_steps(at=THURSDAY + 6 * DAY)  # Wednesday: two working days after the unit's last day, before the answer's
    with time_machine.travel(THURSDAY + 6 * DAY, tick=False):
        (decision,) = page_of(office.head).decisions
        assert decision.duty == request.duty
        signed_in(office.head).post(f"/en/head/duties/{decision.duty.pk}/acknowledge/")
        assert waiting(office.head) == []


def test_undecided_triage_is_no_matter_of_the_head(office):
    asked(office, at=THURSDAY - 2 * DAY)
    take_due_steps(at=THURSDAY)
    assert waiting(office.head) == []


def test_read_duty_waits_no_longer(office):
    duty = duty_of(late(office))
    client = signed_in(office.head)
    response = client.post(f"/en/head/duties/{duty.pk}/acknowledge/", follow=True)
    assert "You have read that" in response.content.decode()
    assert [row.by for row in Acknowledgement.objects.all()] == [office.head]
    assert waiting(office.head) == []


def test_instruction_is_given_in_place(office):
    duty = duty_of(late(office))
    client = signed_in(office.head)
    response = instruct(client, duty, to=office.officer.pk, text="Ask the unit today.", due_on="2026-03-20")
    assert response.headers["Location"] == f"{HEAD}?agency={office.agency.slug}"
    instruction = Instruction.objects.get()
    assert (instruction.text, instruction.duty.responsible, instruction.duty.due_on) == (
        "Ask the unit today.",
        office.officer,
        TOMORROW,
    )
    assert waiting(office.head) == []
    assert "Ask the unit today." in client.get(HEAD).content.decode()


def test_instruction_form_offers_the_officer_and_the_next_working_day(office):
    late(office)
    with time_machine.travel(THURSDAY + DAY, tick=False):  # a Friday
        ((_decision, form),) = signed_in(office.head).get(HEAD).context["decisions"]
    assert form.initial == {"to": office.officer.pk, "due_on": date(2026, 3, 23)}


@pytest.mark.parametrize(
    ("change", "words", "why"),
    [
        ({"text": ""}, "This field is required.", "nothing to do"),
        ({"due_on": "2026-03-18"}, "This day is over. Choose today or a later day.", "yesterday"),
        ({"due_on": "soon"}, "Enter a valid date.", "no date"),
        ({"to": "0"}, "Select a valid choice.", "nobody of the office"),
    ],
)
def test_refused_instruction_gives_back_what_was_typed(office, change, words, why):
    duty = duty_of(late(office))
    data = {"to": office.officer.pk, "text": "Kept words", "due_on": "2026-03-20"} | change
    page = instruct(signed_in(office.head), duty, **data).content.decode()
    assert words in page, why
    assert "Kept words" in page or not data["text"], why
    assert '<details class="decision__instruct" open>' in page, why
    assert not Instruction.objects.exists()


def test_instruction_about_what_was_answered_meanwhile_is_not_sent(office):
    duty = duty_of(answered(office))
    page = instruct(signed_in(office.head), duty, to=office.officer.pk, text="Kept", due_on="2026-03-20")
    assert "this inquiry is answered already. Nothing was sent." in page.content.decode()
    assert not Instruction.objects.exists()


def test_reading_what_was_answered_meanwhile_says_so(office):
    duty = duty_of(answered(office))
    page = signed_in(office.head).post(f"/en/head/duties/{duty.pk}/acknowledge/", follow=True).content.decode()
    assert f"{duty.reference} is answered already." in page


def test_instructions_are_shown_open_first_and_for_a_fortnight_when_done(office):
    duty = duty_of(given(office))
    given_by = {"about": duty, "to": office.officer, "by": office.head, "at": THURSDAY, "due_on": TOMORROW}
    done = give_instruction(text="Done since", **given_by)
    give_instruction(text="To be done", **given_by)
    complete_instruction(instruction=done, note="Called them.", by=office.officer, at=THURSDAY)
    found = [(row.instruction.text, row.clock.detail) for row in page_of(office.head).instructions]
    assert found == [("To be done", ""), ("Done since", "Called them.")]
    with time_machine.travel(THURSDAY + 15 * DAY, tick=False):
        assert [row.instruction.text for row in page_of(office.head).instructions] == ["To be done"]


def test_coming_week_leaves_out_what_waits_for_a_decision(office):
    given(office, at=THURSDAY - 7 * DAY)
    take_due_steps(at=THURSDAY)
    ahead = asked(office)
    asked(office, kind="PERSON")
    assert [row.inquiry for row in page_of(office.head).week] == [ahead]


def test_all_in_time_is_said_with_pride(office):
    client = signed_in(office.head)
    assert "All in time" in client.get(HEAD).content.decode()
    duty = duty_of(late(office))
    assert "All in time" not in client.get(HEAD).content.decode()
    acknowledge_duty(duty=duty, by=office.head, at=THURSDAY)
    assert "All in time" not in client.get(HEAD).content.decode(), "read, but still late"


def test_acting_head_decides_and_is_told_for_whom(office):
    duty = duty_of(late(office))
    grant = make_acting(office.head.memberships.get(), until_on=date(2026, 4, 1))
    client = signed_in(grant.deputy)
    assert f"You act for {office.head} until 1 April 2026 (Order 1)." in client.get(HEAD).content.decode()
    client.post(f"/en/head/duties/{duty.pk}/acknowledge/")
    assert [row.by for row in Acknowledgement.objects.all()] == [grant.deputy]


def test_head_of_one_agency_chooses_none(office):
    assert "?agency=" not in signed_in(office.head).get(HEAD).content.decode()


def test_head_of_two_agencies_chooses(office):
    second = make_office()
    make_member(Role.FIRST_HEAD, second.agency, user=office.head)
    late(second)
    assert page_of(office.head, agency=second.agency.slug).agency == second.agency
    assert page_of(office.head, agency=office.agency.slug).decisions == []
    assert f"?agency={second.agency.slug}" in signed_in(office.head).get(HEAD).content.decode()


def test_page_is_for_heads_alone(office):
    duty = duty_of(late(office))
    stranger = make_office()
    for user in (office.officer, office.senior, office.auditor, make_user()):
        assert signed_in(user).get(HEAD).status_code == 403
        assert signed_in(user).post(f"/en/head/duties/{duty.pk}/acknowledge/").status_code == 404
    assert signed_in(stranger.head).get(HEAD, {"agency": office.agency.slug}).status_code == 403
    assert signed_in(stranger.head).post(f"/en/head/duties/{duty.pk}/acknowledge/").status_code == 404
    assert instruct(signed_in(stranger.head), duty, text="x").status_code == 404
    assert not Acknowledgement.objects.exists()


def test_installation_without_agencies_has_no_head():
    assert signed_in(make_superuser()).get(HEAD).status_code == 403


def test_page_costs_the_same_for_one_decision_and_three(office, django_assert_num_queries):
    client = signed_in(office.head)
    for more in (1, 2):
        for _ in range(more):
            late(office)
            given(office)
        with django_assert_num_queries(35):
            client.get(HEAD)

"""The officer's today: every inquiry once, in the first section it fits."""

from datetime import date, timedelta

import pytest
import time_machine

from agencies.states import Role
from dashboards.applications import LINES
from deadlines.services import give_instruction
from tests.country import make_acting, make_member, make_superuser
from tests.inquiries.desk import THURSDAY, answered, asked, case_url, given, make_office, signed_in

pytestmark = pytest.mark.django_db

TODAY = "/en/admin/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def desk_of(user):
    return signed_in(user).get(TODAY).context["desk"]


def sections(user):
    return {
        section.code: [row.inquiry.number for row in section.rows] for section in desk_of(user).sections if section.rows
    }


def test_every_inquiry_stands_once_in_the_first_section_it_fits(office):
    late = asked(office, at=THURSDAY - 14 * DAY)
    today = given(office, at=THURSDAY - 7 * DAY)
    week = given(office, to=office.colleague)
    mine = given(office, kind="PERSON")
    nobodys = asked(office, kind="PERSON")
    others = given(office, to=office.colleague, kind="PERSON")
    answered(office)
    assert sections(office.officer) == {
        "late": [late.number],
        "today": [today.number],
        "week": [week.number],
        "mine": [mine.number],
        "unassigned": [nobodys.number],
        "others": [others.number],
    }


def test_numbers_are_doors_to_their_lists(office):
    asked(office, at=THURSDAY - 14 * DAY)
    given(office)
    client = signed_in(office.officer)
    numbers = client.get(TODAY).context["desk"].numbers
    assert [(number.code, number.count) for number in numbers] == [
        ("late", 1),
        ("today", 0),
        ("week", 1),
        ("mine", 1),
        ("unassigned", 1),
    ]
    for number in numbers:
        assert len(client.get(number.url).context["cl"].rows) == number.count, number.code


@pytest.mark.parametrize(
    ("make", "who", "move"),
    [
        (asked, "officer", "assign"),
        (given, "officer", "answer"),
        (given, "head", None),
    ],
)
def test_row_offers_the_next_move_to_who_may_make_it(office, make, who, move):
    inquiry = make(office)
    page = signed_in(getattr(office, who)).get(TODAY).content.decode()
    assert f'href="{case_url(inquiry)}"' in page
    assert (f'href="{case_url(inquiry, "?move=")}' in page) is (move is not None)
    assert move is None or f'href="{case_url(inquiry, f"?move={move}#move")}"' in page


def test_long_section_shows_its_beginning_and_the_door_to_the_rest(office):
    for _ in range(LINES + 1):
        asked(office)
    page = signed_in(office.officer).get(TODAY)
    assert len(sections(office.officer)["week"]) == LINES
    assert 'href="/en/admin/inquiries/inquiry/?show=week">Show all of them' in page.content.decode()


def test_instruction_of_the_head_stands_first_for_its_officer_and_their_deputy(office):
    inquiry = given(office)
    about = inquiry.main_clock
    due = {"due_on": date(2026, 3, 20), "by": office.head, "at": THURSDAY}
    give_instruction(about=about, to=office.officer, text="Ask the unit today.", **due)
    deputy = make_acting(office.officer.memberships.get()).deputy
    for user in (office.officer, deputy):
        page = signed_in(user).get(TODAY).content.decode()
        assert "Ask the unit today." in page
        assert "Report it as done" in page
    assert desk_of(office.colleague).instructions == []


def test_empty_desk_says_so(office):
    page = signed_in(office.officer).get(TODAY).content.decode()
    assert "Nothing is late." in page
    assert "Nothing waits to be answered" in page


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SYSTEM_OWNER])
def test_who_sees_no_inquiry_begins_with_the_pages_they_keep(role):
    response = signed_in(make_member(role).user).get(TODAY)
    assert response.context["desk"] is None
    assert "What you keep here" in response.content.decode()


def test_installation_administrator_can_open_every_room():
    assert signed_in(make_superuser()).get(TODAY).status_code == 200


def test_officer_of_several_agencies_is_told_whose_each_inquiry_is(office):
    asked(office)
    assert str(office.agency) not in signed_in(office.officer).get(TODAY).content.decode().split("</header>")[1]
    make_member(Role.PRESS_OFFICER, make_office().agency, user=office.officer)
    assert str(office.agency) in signed_in(office.officer).get(TODAY).content.decode().split("</header>")[1]


def test_desk_costs_the_same_for_one_row_and_three(office, django_assert_num_queries):
    client = signed_in(office.officer)
    for more in (1, 2):
        for _ in range(more):
            given(office)
        with django_assert_num_queries(24):
            client.get(TODAY)

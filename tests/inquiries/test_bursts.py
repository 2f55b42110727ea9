"""Many who ask the same: one line in the queue, one answer to write, and for each a number, a clock and a letter."""

import pytest
import time_machine

from inquiries.models import Inquiry, Letter
from inquiries.services import spread_due, withdraw_inquiry
from inquiries.states import Regime, State
from tests.inquiries.desk import HOUR, THURSDAY, answer, asked, fresh, make_office, signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/en/admin/inquiries/inquiry/"


def burst(office, number: int) -> list[Inquiry]:
    return [asked(office, email=f"person{n}@people.example", at=THURSDAY) for n in range(number)]


def groups(office) -> list[int | None]:
    """Under which each inquiry stands, by its place in the order of coming; None for a line of its own."""
    found = list(office.agency.inquiries.order_by("pk"))
    places = {inquiry.pk: place for place, inquiry in enumerate(found)}
    return [places.get(inquiry.grouped_under_id) for inquiry in found]


def test_three_alike_make_a_group_and_two_do_not():
    office = make_office()
    burst(office, 2)
    assert groups(office) == [None, None]
    burst(office, 2)
    assert groups(office) == [None, 0, 0, 0]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"text": "How many bridges?"}, "other words"),
        ({"language": "ru"}, "another language needs another answer"),
        ({"regime": Regime.CLARIFICATION}, "another law needs another letter"),
    ],
)
def test_only_the_same_question_is_grouped(other, why):
    office = make_office()
    burst(office, 3)
    asked(office, **other)
    assert groups(office) == [None, 0, 0, None], why


def test_spaces_capitals_and_signs_make_no_other_question():
    office = make_office()
    for text in ("How many houses?", "HOW  many houses", "how many\nhouses!!!"):
        asked(office, text=text)
    assert groups(office) == [None, 0, 0]


def test_another_agency_is_asked_for_itself():
    offices = [make_office(), make_office()]
    for office in offices:
        burst(office, 2)
    assert [groups(office) for office in offices] == [[None, None], [None, None]]


def test_when_the_first_is_closed_the_next_one_leads():
    office = make_office()
    first, *_others = burst(office, 4)
    withdraw_inquiry(inquiry=fresh(first), reason="", by=None, at=THURSDAY)
    assert groups(office) == [None, None, 1, 1]


def test_queue_shows_a_burst_as_one_line_that_opens():
    office = make_office()
    first, *_others = burst(office, 4)
    client = signed_in(office.officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        lines = client.get(QUEUE).context["cl"].rows
        assert [(row.inquiry.pk, row.alike) for row in lines] == [(first.pk, 4)]
        assert len(client.get(QUEUE, {"alike": first.pk}).context["cl"].rows) == 4
        assert len(client.get(QUEUE, {"q": "floods"}).context["cl"].rows) == 4
        assert client.get(QUEUE, {"alike": "nonsense"}).status_code == 302


def test_one_answer_goes_to_all_each_with_its_own_number_clock_and_letter():
    office = make_office()
    first, *_others = burst(office, 4)
    answer(first, by=office.officer, approved_by=office.senior, for_all=True)
    assert spread_due(at=THURSDAY + HOUR, limit=2) == 2  # a sweep takes what it can
    assert spread_due(at=THURSDAY + HOUR, limit=10) == 1
    assert spread_due(at=THURSDAY + HOUR, limit=10) == 0
    found = office.agency.inquiries.order_by("pk")
    assert [inquiry.state for inquiry in found] == [State.ANSWERED] * 4
    assert [inquiry.main_clock.state for inquiry in found] == ["MET"] * 4
    assert sorted(Letter.objects.values_list("number", flat=True)) == [f"OUT-2026-00000{n}" for n in range(1, 5)]
    assert {letter.message.address for letter in Letter.objects.all()} == {
        f"person{n}@people.example" for n in range(4)
    }
    assert groups(office) == [None] * 4


def test_who_asks_after_the_answer_is_not_answered_by_it():
    office = make_office()
    first, *_others = burst(office, 3)
    answer(first, by=office.officer, approved_by=office.senior, for_all=True)
    later = asked(office, at=THURSDAY + HOUR)
    spread_due(at=THURSDAY + 2 * HOUR, limit=10)
    assert fresh(later).state == State.REGISTERED


def test_who_is_being_answered_otherwise_is_left_alone():
    from inquiries.services import Draft, draft_answer

    office = make_office()
    first, second, _third = burst(office, 3)
    draft_answer(inquiry=fresh(second), draft=Draft("Something else."), by=office.colleague, at=THURSDAY)
    answer(first, by=office.officer, approved_by=office.senior, for_all=True)
    spread_due(at=THURSDAY + HOUR, limit=10)
    assert [inquiry.state for inquiry in office.agency.inquiries.order_by("pk")] == ["ANSWERED", "ASSIGNED", "ANSWERED"]


def test_queue_costs_the_same_for_three_and_for_thirty(django_assert_max_num_queries):
    office = make_office()
    burst(office, 3)
    client = signed_in(office.officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        client.get(QUEUE)
        with django_assert_max_num_queries(40) as few:
            client.get(QUEUE)
        burst(office, 27)
        with django_assert_max_num_queries(40) as many:
            client.get(QUEUE)
    assert len(few) == len(many)

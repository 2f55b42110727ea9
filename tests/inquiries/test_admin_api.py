"""Inquiries for machines: scoped, filtered, paged, each with its clock."""

from datetime import timedelta

import pytest
import time_machine

from agencies.states import Role
from tests.country import make_member, make_user
from tests.inquiries.desk import THURSDAY, answered, asked, given, make_office, signed_in

pytestmark = pytest.mark.django_db

LIST = "/api/v1/inquiries/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def numbers(client, **filters):
    return [row["number"] for row in client.get(LIST, filters).json()["results"]]


def test_inquiry_is_told_with_its_clock(office):
    inquiry = given(office, name="Dana", outlet="Qala")
    assert signed_in(office.officer).get(LIST, headers={"Accept-Language": "en"}).json()["results"] == [
        {
            "agency": office.agency.slug,
            "number": inquiry.number,
            "state": "ASSIGNED",
            "regime": "MEDIA_REQUEST",
            "received_at": "2026-03-19T11:00:00+05:00",
            "registered_on": "2026-03-19",
            "name": "Dana",
            "outlet": "Qala",
            "language": "en",
            "subject": "Floods",
            "assignee": {"email": office.officer.email, "name": str(office.officer)},
            "clock": {
                "state": "in_time",
                "due_on": "2026-03-26",
                "due_at": "2026-03-26T23:59:59.999999+05:00",
                "words": "5 working days left",
            },
        }
    ]


def test_one_inquiry_is_told_with_its_question_and_answer(office):
    inquiry = answered(office)
    found = signed_in(office.auditor).get(f"{LIST}{office.agency.slug}/{inquiry.number}/").json()
    by = {"email": office.senior.email, "name": str(office.senior)}
    assert found["text"] == "How many houses?"
    answer = {"at": "2026-03-19T11:00:00+05:00", "outcome": "ANSWER", "letter": "OUT-2026-000001", "by": by}
    assert found["answers"] == [answer | {"text": "Seven."}]
    assert found["clock"]["state"] == "met"


def test_inquiry_without_an_answer_says_so(office):
    inquiry = asked(office)
    found = signed_in(office.officer).get(f"{LIST}{office.agency.slug}/{inquiry.number}/").json()
    assert (found["answers"], found["assignee"]) == ([], None)


def test_filters(office):
    late = given(office, at=THURSDAY - timedelta(days=14))
    new = asked(office, kind="PERSON")
    done = answered(office)
    client = signed_in(office.officer)
    newest_first = [done.number, new.number, late.number]
    assert numbers(client) == newest_first
    table = [
        ({"late": "true"}, [late]),
        ({"late": "false"}, [done, new]),
        ({"state": "REGISTERED"}, [new]),
        ({"regime": "INFORMATION_REQUEST"}, [new]),
        ({"assignee": office.officer.email.upper()}, [done, late]),
        ({"due_before": "2026-03-19T00:00:00+05:00"}, [late]),
        ({"due_after": "2026-03-19T00:00:00+05:00"}, [new]),
        ({"agency": "elsewhere"}, []),
    ]
    for filters, expected in table:
        assert numbers(client, **filters) == [inquiry.number for inquiry in expected], filters


def test_offset_that_no_place_has_is_only_arithmetic(office):
    inquiry = asked(office)
    assert numbers(signed_in(office.officer), due_after="0243-02-08T03:34:09-17:36") == [inquiry.number]


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"state": "nonsense"}, "state"),
        ({"due_before": "tomorrow"}, "due_before"),
        ({"due_after": "0001-01-01T00:00:00+23:59"}, "due_after"),
    ],
)
def test_nonsense_in_a_filter_is_refused_by_name(office, filters, field):
    response = signed_in(office.officer).get(LIST, filters)
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (make_user, 403),
        (lambda: make_member(Role.EDITOR).user, 403),
        (lambda: make_member(Role.PRESS_OFFICER).user, 200),
    ],
)
def test_nobody_sees_the_rows_of_another_agency(office, make, status):
    inquiry = asked(office)
    client = signed_in(make())
    assert client.get(LIST).status_code == status
    assert inquiry.number not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{office.agency.slug}/{inquiry.number}/").status_code == (404 if status == 200 else 403)


def test_nobody_writes(office):
    inquiry = asked(office)
    client = signed_in(office.officer)
    for url in (LIST, f"{LIST}{office.agency.slug}/{inquiry.number}/"):
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(url, {}, content_type="application/json").status_code in {403, 405}


def test_list_costs_the_same_for_one_row_and_three(office, django_assert_num_queries):
    client = signed_in(office.officer)
    for more in (1, 2):
        for _ in range(more):
            given(office)
        with django_assert_num_queries(9):
            client.get(LIST)

"""The queue: what each saved filter holds and in which order, the search, the bulk action, and what a page costs."""

from datetime import timedelta
from functools import reduce
from operator import or_

import pytest
import time_machine
from django.db import connection
from django.db.models import Q

from agencies.states import Role
from inquiries.admin import InquiryAdmin
from inquiries.models import Inquiry
from inquiries.queue import SHOWS
from inquiries.services import Identity
from tests.country import make_acting, make_agency, make_member
from tests.inquiries.desk import THURSDAY, answer, answered, asked, case_url, fresh, given, make_office, signed_in
from tests.inquiries.public import IIN

pytestmark = pytest.mark.django_db

QUEUE = "/en/admin/inquiries/inquiry/"
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def numbers(response):
    return [row.inquiry.number for row in response.context["cl"].rows]


def test_saved_filters_hold_what_they_say_by_time_left(office):
    late = given(office, at=THURSDAY - 2 * WEEK)
    today = given(office, to=office.colleague, at=THURSDAY - WEEK, text="Another question")
    week = asked(office, at=THURSDAY - DAY, text="A third one")
    later = asked(office, kind="PERSON")  # an information request: fifteen days
    done = answered(office)
    missed = answered(office, at=THURSDAY - 2 * WEEK, answered_at=THURSDAY)
    last_month = answered(office, at=THURSDAY - 8 * WEEK, answered_at=THURSDAY - 4 * WEEK)
    expected = {
        "open": [late, today, week, later],
        "late": [late],
        "today": [today],
        "week": [week],
        "mine": [late],
        "unassigned": [week, later],
        "triage": [late, today, week, later],
        "waiting_unit": [],
        "unit_answered": [],
        "waiting_head": [],
        "undelivered": [],
        "answered": [done, missed, last_month],
        "missed": [missed],
        "all": [done, later, week, today, missed, late, last_month],
    }
    client = signed_in(office.officer)
    found = {code: set(numbers(client.get(QUEUE, {"show": code}))) for code in SHOWS}
    assert found == {code: {inquiry.number for inquiry in inquiries} for code, inquiries in expected.items()}
    by_time_left = [late.number, today.number, week.number, later.number]
    assert numbers(client.get(QUEUE)) == by_time_left, "what is open, the most urgent first"
    counts = client.get(QUEUE).context["cl"].counts
    waits = {"triage": 4, "waiting_unit": 0, "unit_answered": 0, "waiting_head": 0, "undelivered": 0}
    assert counts == {"open": 4, "late": 1, "today": 1, "week": 1, "mine": 1, "unassigned": 2} | waits


def test_unknown_filter_falls_back_to_the_whole_queue(office):
    response = signed_in(office.officer).get(QUEUE, {"show": "nonsense"})
    assert response.headers["Location"] == f"{QUEUE}?e=1"


def test_deputy_finds_the_work_of_whom_they_stand_in_for_in_that_agency_alone(office):
    mine = given(office)
    elsewhere = make_office()
    make_member(Role.PRESS_OFFICER, elsewhere.agency, user=office.officer)
    given(elsewhere, to=office.officer)
    deputy = make_acting(office.officer.memberships.get(agency=office.agency)).deputy
    assert numbers(signed_in(deputy).get(QUEUE, {"show": "mine"})) == [mine.number]


@pytest.mark.parametrize(
    ("words", "found", "why"),
    [
        ("dana", True, "the name, whatever its case"),
        ("Қала", True, "the outlet, in Kazakh letters"),
        ("houses", True, "the text"),
        ("floods dana", True, "every word somewhere"),
        ("floods zzz", False, "not every word is there"),
        ("000001", True, "a part of the number"),
        ("a@outlet.example", True, "the address"),
    ],
)
def test_search_finds_by_number_name_and_text(office, words, found, why):
    inquiry = asked(office, name="Dana", outlet="Қала хабары", email="a@outlet.example")
    response = signed_in(office.officer).get("/en/admin/search/", {"q": words}, follow=True)
    assert numbers(response) == ([inquiry.number] if found else []), why
    assert f'value="{words}"' in response.content.decode(), "the box keeps what was looked for"


def test_search_reads_the_index_not_the_table(office):
    """Each searched column is in it: one that is not would make the whole search read every row."""
    either = [Q(**{f"{field}__icontains": "houses"}) for field in InquiryAdmin.search_fields]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Inquiry.objects.filter(reduce(or_, either)).order_by().explain()
    assert plan.count("Bitmap Index Scan on inquiries_by_words") == len(either)
    assert "Seq Scan" not in plan


def test_search_finds_what_is_answered_too(office):
    inquiry = answered(office)
    assert numbers(signed_in(office.officer).get("/en/admin/search/", {"q": "floods"}, follow=True)) == [inquiry.number]


def test_number_opens_its_case(office):
    inquiry = asked(office)
    response = signed_in(office.officer).get("/en/admin/search/", {"q": f" {inquiry.number.lower()} "})
    assert response.headers["Location"] == case_url(inquiry)


def test_number_that_two_agencies_gave_opens_the_list(office):
    """Numbers are gapless in each agency, so they repeat."""
    second = make_office()
    inquiry, twin = asked(office), asked(second)
    assert inquiry.number == twin.number
    make_member(Role.PRESS_OFFICER, second.agency, user=office.officer)
    response = signed_in(office.officer).get("/en/admin/search/", {"q": inquiry.number}, follow=True)
    assert numbers(response) == [twin.number, inquiry.number]
    assert str(second.agency) in response.content.decode()


def test_search_says_that_nothing_was_found(office):
    page = signed_in(office.officer).get("/en/admin/search/", {"q": "zzz"}, follow=True).content.decode()
    assert "Nothing was found" in page


def test_search_survives_a_null_character(office):
    assert signed_in(office.officer).get("/en/admin/search/", {"q": "a\x00b"}, follow=True).status_code == 200


def test_queue_of_one_agency_among_several(office):
    second = make_office()
    asked(office)
    theirs = asked(second)
    make_member(Role.PRESS_OFFICER, second.agency, user=office.officer)
    response = signed_in(office.officer).get(QUEUE, {"agency": second.agency.slug})
    assert [row.inquiry for row in response.context["cl"].rows] == [theirs]


def assign(client, inquiries, **more):
    chosen = {"action": "assign", "_selected_action": [inquiry.pk for inquiry in inquiries]}
    return client.post(QUEUE, chosen | more)


def test_chosen_inquiries_are_given_to_one_officer(office):
    inquiries = [asked(office), given(office)]
    client = signed_in(office.senior)
    page = assign(client, inquiries).content.decode()
    assert f"{office.colleague} – 0 to do" in page
    assert all(inquiry.number in page for inquiry in inquiries)
    assign(client, inquiries, give="1", to=office.colleague.pk)
    assert {fresh(inquiry).assignee for inquiry in inquiries} == {office.colleague}


def test_bulk_action_says_what_it_could_not_give(office):
    inquiry, done = asked(office), given(office)
    client = signed_in(office.senior)
    answer(done, by=office.officer, approved_by=office.senior)
    url = {"QUERY_STRING": "show=all"}
    data = {"action": "assign", "_selected_action": [inquiry.pk, done.pk], "give": "1", "to": office.colleague.pk}
    page = client.post(f"{QUEUE}?{url['QUERY_STRING']}", data, follow=True).content.decode()
    assert f"because they are answered or somebody was faster: {done.number}" in page
    assert fresh(inquiry).assignee == office.colleague
    assert fresh(done).assignee == office.officer


def test_bulk_action_without_an_officer_asks_again(office):
    inquiry = asked(office)
    page = assign(signed_in(office.senior), [inquiry], give="1").content.decode()
    assert "This field is required." in page
    assert fresh(inquiry).assignee is None


def test_bulk_action_on_nothing_of_ones_own_offers_no_officer(office):
    """Without an inquiry there is no agency, and without an agency the choice would be everybody."""
    theirs = asked(make_office())
    assert assign(signed_in(office.senior), [theirs]).status_code == 403


@pytest.mark.parametrize("who", ["head", "auditor"])
def test_who_only_reads_is_offered_no_action(office, who):
    inquiry = asked(office)
    client = signed_in(getattr(office, who))
    assert 'name="action"' not in client.get(QUEUE).content.decode()
    assign(client, [inquiry], give="1", to=office.officer.pk)
    assert fresh(inquiry).assignee is None


def test_queue_costs_the_same_for_one_row_and_three(office, django_assert_num_queries):
    client = signed_in(office.officer)
    for more in (1, 2):
        for _ in range(more):
            given(office)
        with django_assert_num_queries(14):
            client.get(QUEUE)


def test_queue_is_not_for_who_sees_no_inquiry():
    for role in (Role.EDITOR, Role.SYSTEM_OWNER):
        client = signed_in(make_member(role, make_agency()).user)
        assert client.get(QUEUE).status_code == 403, role
        assert "search-box" not in client.get("/en/admin/").content.decode(), "and there is nothing to search"


def test_work_of_a_colleague_is_chosen_and_handed_over_together(office):
    """Who falls ill leaves cases behind: their name in a line leads to all of them."""
    theirs = [given(office, to=office.colleague, text=f"Question {number}") for number in range(2)]
    given(office, text="Of somebody else")
    client = signed_in(office.senior)
    page = client.get(QUEUE)
    assert f"?officer={office.colleague.pk}" in page.content.decode()
    found = client.get(QUEUE, {"officer": office.colleague.pk})
    assert set(numbers(found)) == {inquiry.number for inquiry in theirs}
    assert f"Inquiries of one officer: {office.colleague}." in found.content.decode()
    data = {"action": "assign", "_selected_action": [inquiry.pk for inquiry in theirs], "give": "1"}
    client.post(f"{QUEUE}?officer={office.colleague.pk}", data | {"to": office.officer.pk})
    assert {fresh(inquiry).assignee for inquiry in theirs} == {office.officer}


def test_officer_of_another_agency_is_not_even_named(office):
    stranger = make_office()
    given(stranger, to=stranger.officer)
    page = signed_in(office.officer).get(QUEUE, {"officer": stranger.officer.pk})
    assert (numbers(page), str(stranger.officer) in page.content.decode()) == ([], False)
    assert signed_in(office.officer).get(QUEUE, {"officer": "nonsense"}).status_code == 302


def test_iin_finds_what_its_holder_asked_and_stands_in_no_address(office):
    """It is sealed in the row; its fingerprint finds it, in closed cases and inside a burst too."""
    theirs = [asked(office, kind="PERSON", identity=Identity(iin=IIN)) for _again in range(4)]
    asked(office, kind="PERSON", text="Of somebody else")
    client = signed_in(office.officer)
    response = client.post("/en/admin/search/", {"q": f" {IIN[:6]} {IIN[6:]} "}, follow=True)
    assert set(numbers(response)) == {inquiry.number for inquiry in theirs}
    addresses = [address for address, _status in response.redirect_chain]
    assert (len(addresses), any(IIN in address for address in addresses)) == (1, False)
    assert IIN not in response.content.decode()


def test_bin_finds_what_its_organisation_asked(office):
    theirs = asked(office, identity=Identity(bin="140240000014"))
    asked(office, text="Of somebody else")
    found = signed_in(office.officer).post("/en/admin/search/", {"q": "140240000014"}, follow=True)
    assert numbers(found) == [theirs.number]
    assert (
        signed_in(make_office().officer).get(QUEUE, {"show": "all", "holder": "140240000014"}).context["cl"].rows == []
    )
    assert signed_in(office.officer).get(QUEUE, {"holder": "nonsense"}).status_code == 302

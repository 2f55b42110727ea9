"""The year as a calendar in the admin: who sees it, who changes it, and what a change says before it is done."""

from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from agencies.access import NotPermitted
from agencies.states import Role
from audit.models import Event
from deadlines.models import CalendarDay, DueDateChange
from deadlines.services import DayChange, change_calendar
from deadlines.states import DayKind
from deadlines.year import coming_year_warning, year_of
from tests.country import make_agency, make_member
from tests.deadlines.office import close, fresh, local, make_office, open_case

pytestmark = pytest.mark.django_db

YEAR = "/en/admin/deadlines/calendarday/"
DAYS = f"{YEAR}days/"
SNOW = {
    "kind": "TRANSFERRED",
    "name_kk": "Демалыс",
    "name_ru": "Выходной",
    "act": "Order 7",
    "is_confirmed": "on",
    "reason": "The minister's order",
}
OWN = SNOW | {"kind": "AGENCY_CLOSED"}


@pytest.fixture
def office():
    return make_office(slug="culture", name_en="Ministry of Culture")


@pytest.fixture
def owner(office):
    return make_member(Role.SYSTEM_OWNER, office.agency).user


def test_calendar_draws_every_day_of_the_year_once(client, office):
    client.force_login(office.officer)
    year = client.get(YEAR, {"year": "2026"}).context["year"]
    drawn = [cell.on for month in year.months for week in month.weeks for cell in week if cell]
    assert drawn == [date.fromordinal(date(2026, 1, 1).toordinal() + distance) for distance in range(365)]


@pytest.mark.usefixtures("calendar_days")
def test_calendar_marks_changed_days_with_kind_name_and_act(client, office):
    client.force_login(office.officer)
    page = client.get(YEAR, {"year": "2026"})
    assert page.context["year"].working_days == 247
    marked = 'title="Nauryz, carried over from Sat 21 March (№ 267-II (13.12.2001))"'
    assert marked in page.content.decode()
    unsure = [page.content.decode().count(name) for name in ("sign--unsure", "year__unsure")]
    assert unsure == [1, 1]  # 27 May, in the grid and in the list


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_costs_the_same_queries_however_many_days_differ(client, office, rows, django_assert_num_queries):
    close(*[date(2026, 3, day) for day in range(2, 2 + rows)])
    client.force_login(office.officer)
    with django_assert_num_queries(8):
        client.get(YEAR, {"year": "2026"})


@pytest.mark.parametrize(
    ("year", "status"), [("2000", 200), ("2100", 200), ("1999", 404), ("2101", 404), ("x", 404), ("²", 404)]
)
def test_calendar_shows_years_a_person_may_mean(client, office, year, status):
    client.force_login(office.officer)
    assert client.get(YEAR, {"year": year}).status_code == status


def test_calendar_shows_an_agency_s_own_day_over_the_country_s(office):
    close(date(2026, 3, 9))
    close(date(2026, 3, 9), date(2026, 3, 10), agency=office.agency)
    close(date(2026, 3, 11), agency=make_agency())
    assert [(row.on.day, row.agency) for row in year_of(2026, office.agency).changed] == [
        (9, office.agency),
        (10, office.agency),
    ]
    assert [(row.on.day, row.agency) for row in year_of(2026, None).changed] == [(9, None)]


# Who may do what: role, the country's calendar, the own agency's, another agency's.
WHO = [
    (Role.PRESS_OFFICER, 403, 403, 404),
    (Role.SENIOR_OFFICER, 403, 200, 404),
    (Role.FIRST_HEAD, 403, 403, 404),
    (Role.AUDITOR, 403, 403, 404),
    (Role.SYSTEM_OWNER, 200, 200, 200),
]


@pytest.mark.parametrize(("role", "country", "own", "another"), WHO)
def test_calendar_is_changed_by_those_who_keep_it_alone(client, office, role, country, own, another):
    make_agency(slug="another")
    client.force_login(make_member(role, office.agency).user)
    expected = {"": country, "culture": own, "another": another}
    for agency, status in expected.items():
        address = f"{DAYS}?on=2026-03-04&agency={agency}"
        assert client.get(address).status_code == status, agency
        asked = {"on": "2026-03-04", "confirm": "1", **(OWN if agency else SNOW)}
        assert client.post(address, asked).status_code == (302 if status == 200 else status), agency
        changed = CalendarDay.objects.filter(agency__slug=agency) if agency else CalendarDay.objects.filter(agency=None)
        assert changed.count() == (status == 200), agency


@pytest.mark.parametrize(("role", "country", "own", "another"), WHO)
def test_calendar_is_read_by_all_staff_and_offers_boxes_to_who_may_change_it(
    client, office, role, country, own, another
):
    make_agency(slug="another")
    client.force_login(make_member(role, office.agency).user)
    for agency, status in {"": country, "culture": own, "another": another}.items():
        page = client.get(YEAR, {"year": "2026", "agency": agency})
        assert page.status_code == (404 if status == 404 else 200), agency
        if status != 404:
            assert page.content.decode().count('type="checkbox" name="on"') == (365 if status == 200 else 0), agency


def test_calendar_is_closed_to_people_without_an_office(client):
    client.force_login(make_member(Role.GATE).user)
    assert client.get(YEAR, follow=True).status_code == 403


@pytest.mark.parametrize(("role", "country", "own", "another"), WHO)
def test_calendar_service_itself_refuses_who_may_not(office, role, country, own, another):
    by, change = make_member(role, office.agency).user, DayChange(date(2026, 3, 4), DayKind.WORKING_WEEKEND)
    for agency, status in [(None, country), (office.agency, own), (make_agency(), another)]:
        refused = nullcontext() if status == 200 else pytest.raises(NotPermitted)
        with refused:
            change_calendar([change], agency=agency, reason="Order 7", by=by, at=timezone.now())
        assert CalendarDay.objects.filter(agency=agency).exists() == (status == 200)


def test_calendar_change_is_previewed_then_made_and_told(client, office, owner):
    duty = open_case(office)
    client.force_login(owner)
    asked = {"on": ["2026-03-04", "2026-03-05"], **SNOW}
    preview = client.post(DAYS, asked)
    assert [(move.old_due_on, move.new_due_on, move.number) for move in preview.context["moves"]] == [
        (date(2026, 3, 9), date(2026, 3, 11), 1)
    ]
    assert (fresh(duty).due_on, CalendarDay.objects.count()) == (date(2026, 3, 9), 0)
    done = client.post(DAYS, asked | {"confirm": "1"}, follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "The calendar is changed. 1 due date moved, and those concerned are told."
    ]
    assert fresh(duty).due_on == date(2026, 3, 11)
    assert list(CalendarDay.objects.values_list("on", "kind", "act", "is_confirmed")) == [
        (date(2026, 3, 4), "TRANSFERRED", "Order 7", True),
        (date(2026, 3, 5), "TRANSFERRED", "Order 7", True),
    ]
    assert DueDateChange.objects.get(duty=duty).reason == "The minister's order"
    assert Event.objects.filter(action="calendar.day_set", by=owner).count() == 2


def test_calendar_preview_carries_every_word_to_the_confirmation(client, office, owner):
    client.force_login(owner)
    asked = SNOW | {"on": "2026-03-04", "name_en": "Day off"}
    del asked["is_confirmed"]
    form = client.post(DAYS, asked).context["form"]
    carried = {field.html_name: field.value() for field in form}
    done = client.post(DAYS, carried | {"is_confirmed": "False", "on": "2026-03-04", "confirm": "1"})
    assert done.status_code == 302
    assert CalendarDay.objects.values("kind", "name_en", "is_confirmed").get() == {
        "kind": "TRANSFERRED",
        "name_en": "Day off",
        "is_confirmed": False,
    }


def test_calendar_preview_leads_back_to_the_filled_form(client, owner):
    client.force_login(owner)
    page = client.post(DAYS, SNOW | {"on": "2026-03-04", "edit": "1"})
    assert (page.templates[0].name, page.context["form"]["reason"].value()) == (
        "admin/deadlines/days.html",
        "The minister's order",
    )


def test_calendar_preview_names_no_case_of_an_agency_the_reader_does_not_serve(client, office, owner):
    """The system owner keeps the country's days and learns how many duties move where, not what they are about."""
    open_case(office, reference="INQ-2026-000007")
    for reader, references in [(owner, []), (office.senior, ["INQ-2026-000007"])]:
        client.force_login(reader)
        asked = OWN | {"on": "2026-03-04"}
        page = client.post(f"{DAYS}?agency=culture", asked)
        assert [(move.number, move.references) for move in page.context["moves"]] == [(1, references)]
        assert page.content.decode().count("INQ-2026-000007") == len(references)


def test_calendar_change_of_one_agency_moves_its_duties_alone(client, office):
    ours, theirs = open_case(office), open_case(make_office(), reference="INQ-2026-000002")
    client.force_login(office.senior)
    client.post(f"{DAYS}?agency=culture", OWN | {"on": "2026-03-04", "confirm": "1"})
    assert (fresh(ours).due_on, fresh(theirs).due_on) == (date(2026, 3, 10), date(2026, 3, 9))


def test_calendar_day_becomes_ordinary_again_without_a_name(client, office, owner):
    close(date(2026, 3, 4))
    duty = open_case(office)
    client.force_login(owner)
    client.post(DAYS, {"on": "2026-03-04", "kind": "ORDINARY", "reason": "A mistake", "confirm": "1"})
    assert (CalendarDay.objects.count(), fresh(duty).due_on) == (0, date(2026, 3, 9))


def test_calendar_form_begins_with_what_the_day_is(client, owner):
    close(date(2026, 3, 4))
    client.force_login(owner)
    form = client.get(DAYS, {"on": ["2026-03-04", "2026-03-05"]}).context["form"]
    assert [form[name].value() for name in ("kind", "name_ru", "act")] == ["HOLIDAY", "Праздник", "Act 1"]


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ({"name_kk": "", "act": ""}, {"name_kk": "This field is required.", "act": "This field is required."}),
        ({"reason": " "}, {"reason": "This field is required."}),
        ({"kind": ""}, {"kind": "This field is required."}),
        (
            {"kind": "AGENCY_CLOSED"},
            {"kind": "Select a valid choice. AGENCY_CLOSED is not one of the available choices."},
        ),
        ({"kind": "WORKING_WEEKEND"}, {"kind": "Only a Saturday or a Sunday can be a working weekend."}),
    ],
)
def test_calendar_form_says_what_is_wrong(client, owner, asked, problems):
    client.force_login(owner)
    page = client.post(DAYS, SNOW | {"on": "2026-03-04", "confirm": "1"} | asked)
    found = page.context["form"].errors.get_json_data()
    assert {field: messages[0]["message"] for field, messages in found.items()} == problems
    assert CalendarDay.objects.count() == 0


def test_calendar_asks_for_a_day_when_none_was_chosen(client, owner):
    client.force_login(owner)
    page = client.get(DAYS, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["Choose at least one day in the calendar."]


def test_calendar_knows_no_day_that_does_not_exist(client, owner):
    client.force_login(owner)
    assert client.get(DAYS, {"on": "2026-02-30"}).status_code == 404


def test_calendar_warns_while_the_coming_year_is_empty_or_not_confirmed():
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert coming_year_warning(at=at) == "The calendar has no days of 2027 yet: due dates in that year are guesses."
    close(date(2027, 1, 1), date(2027, 1, 2))
    assert coming_year_warning(at=at) == ""
    CalendarDay.objects.filter(on="2027-01-02").update(is_confirmed=False)
    assert coming_year_warning(at=at) == "1 day of 2027 is not confirmed: check it when its act is published."


def test_calendar_s_coming_year_begins_at_midnight_in_the_portal_s_zone():
    last_moment, first = local("2026-12-31 23:59:59"), local("2027-01-01 00:00:00")
    assert ["2027" in coming_year_warning(at=last_moment), "2028" in coming_year_warning(at=first)] == [True, True]


def test_calendar_opens_on_this_year(client, office):
    client.force_login(office.officer)
    assert client.get(YEAR).context["year"].number == timezone.localdate().year

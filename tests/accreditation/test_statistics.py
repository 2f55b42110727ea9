"""Accreditation in numbers: equal to what was counted by hand, at a constant price, and of nobody in person."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from accreditation.models import Accreditation, Application, Outlet, Pause
from accreditation.services.moving import end_clock
from accreditation.states import HolderState, Kind, OutletKind, State
from accreditation.statistics import Period, statistics
from agencies.states import Role
from tests.accreditation.press import ALMATY, THURSDAY, make_application, make_intake, make_outlet
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
YEAR, TODAY = Period.of_year(2026), date(2026, 4, 15)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(datetime(2026, 4, 15, 12, tzinfo=ALMATY), tick=False):
        yield


@pytest.fixture
def intake():
    return make_intake()


def decide(application, *, days=0, state=State.ACCREDITED, ground="", late=False):
    """As decided after so many days. The rows are set, because these tests are about counting them."""
    by = make_member(Role.SENIOR_OFFICER, application.agency).user
    at = application.submitted_at + timedelta(days=60 if late else days)
    end_clock(application, by=by, at=at)
    fields = {"state": state, "ground": ground, "decided_by": by}
    Application.objects.filter(pk=application.pk).update(
        **fields, decided_at=application.submitted_at + timedelta(days=days)
    )
    application.refresh_from_db()
    return application


def accredit(application, *, from_on=date(2026, 3, 19), until_on=date(2027, 3, 19), **fields):
    decided = decide(application, days=1)
    said = {"agency": decided.agency, "outlet": decided.outlet, "function": decided.function, "full_name": "Ә"}
    days = {"valid_from_on": from_on, "valid_until_on": until_on, "kind": Kind.PERMANENT}
    return Accreditation.objects.create(**said | days | {"application": decided} | fields)


def lines(numbers, code):
    found = next(breakdown for breakdown in numbers.breakdowns if breakdown.code == code)
    return {line.label: line.count for line in found.lines if line.count}


def test_applications_are_counted_by_what_became_of_them(intake):
    radio = make_outlet(kind=OutletKind.RADIO, languages=["kk"])
    make_application(intake, outlet=radio)
    decide(make_application(intake), days=1)
    decide(make_application(intake), days=2, late=True)
    decide(make_application(intake), days=6, state=State.REFUSED, ground="NOT_REGISTERED")
    numbers = statistics(None, YEAR, today=TODAY)
    assert (numbers.applications, numbers.decided, numbers.median_days, numbers.in_time_percent) == (4, 3, 2.0, 50)
    assert lines(numbers, "states") == {"Being reviewed": 1, "Accredited": 2, "Refused": 1}
    assert lines(numbers, "grounds") == {"The outlet is not in the register of registered outlets": 1}
    assert lines(numbers, "kinds") == {"Radio channel": 1, "Online publication": 3}
    assert lines(numbers, "languages") == {"In Kazakh": 1, "In Kazakh, in Russian": 3}
    assert lines(numbers, "months") == {"03.2026": 4}
    assert [line.label for line in numbers.months.lines] == ["01.2026", "02.2026", "03.2026", "04.2026"]


def test_decision_that_is_owed_and_late_counts_as_not_in_time(intake):
    for _ in range(3):
        decide(make_application(intake), days=1)
    make_application(intake)
    due_on = date(2026, 3, 27)
    assert statistics(None, YEAR, today=due_on).in_time_percent == 100
    assert statistics(None, YEAR, today=due_on + timedelta(days=1)).in_time_percent == 75


def test_suspended_and_deprived_accreditations_are_not_in_force(intake):
    suspended = accredit(make_application(intake))
    Pause.objects.create(accreditation=suspended, reason="Court", from_at=datetime(2026, 4, 1, tzinfo=ALMATY))
    accredit(make_application(intake), state=HolderState.DEPRIVED, deprived_until_on=date(2026, 9, 1))
    assert statistics(None, YEAR, today=date(2026, 3, 31)).accreditations == 1, "the pause had not begun"
    assert statistics(None, YEAR, today=TODAY).accreditations == 0


def test_median_and_share_of_fewer_than_three_decisions_are_not_told(intake):
    for _ in range(2):
        decide(make_application(intake), days=1)
    numbers = statistics(None, YEAR, today=TODAY)
    assert (numbers.decided, numbers.median_days, numbers.in_time_percent) == (2, None, None)


def test_period_and_agency_bound_what_is_counted(intake):
    other = make_application()
    make_application(intake)
    make_application(make_intake(at=THURSDAY + timedelta(days=40)), at=THURSDAY + timedelta(days=40))
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert statistics(None, march, today=TODAY).applications == 2
    assert statistics([other.agency], march, today=TODAY).applications == 1
    assert statistics([make_agency()], YEAR, today=TODAY).applications == 0


@pytest.mark.parametrize(
    ("fields", "counts", "why"),
    [
        ({}, True, "valid on the day"),
        ({"until_on": TODAY}, True, "the last day counts"),
        ({"until_on": date(2026, 4, 14)}, False, "it ended the day before"),
        ({"from_on": date(2026, 4, 16)}, False, "it begins the day after"),
        ({"state": HolderState.GIVEN_UP, "ended_at": datetime(2026, 4, 1, tzinfo=ALMATY)}, False, "given up before"),
        ({"state": HolderState.GIVEN_UP, "ended_at": datetime(2026, 4, 16, tzinfo=ALMATY)}, True, "given up after"),
    ],
)
def test_accreditations_in_force_are_those_of_the_day(fields, counts, why, intake):
    accredit(make_application(intake), **fields)
    numbers = statistics(None, YEAR, today=TODAY)
    assert numbers.accreditations == int(counts), why
    assert lines(numbers, "held_kinds") == ({"Online publication": 1} if counts else {})


def test_past_year_is_counted_on_its_last_day():
    assert statistics(None, Period.of_year(2025), today=TODAY).on == date(2025, 12, 31)
    assert statistics(None, YEAR, today=TODAY).on == TODAY


def test_numbers_cost_the_same_for_one_and_for_three(intake, django_assert_num_queries):
    for _ in range(3):
        accredit(make_application(intake))
        with django_assert_num_queries(5):
            statistics(None, YEAR, today=TODAY)


def test_everybody_reads_the_page_and_it_names_nobody(client, intake):
    application = accredit(make_application(intake, full_name="Құпия Есім")).application
    response = client.get(reverse("accreditation:statistics"), {"agency": application.agency.slug, "year": "2026"})
    said = response.content.decode()
    assert response.status_code == 200
    for secret in ("Құпия", application.number, application.outlet.name, Outlet.objects.first().name_kk):
        assert secret not in said
    assert "<svg" in said
    assert response.context["numbers"].applications == 1


@pytest.mark.parametrize("query", [{"year": "1066"}, {"agency": "nobody"}, {"year": "x", "format": "xlsx"}])
def test_strange_choices_are_answered_with_the_form(query, client):
    response = client.get(reverse("accreditation:statistics"), query)
    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)


def test_spreadsheet_holds_the_same_numbers(client, intake):
    make_application(intake)
    response = client.get(reverse("accreditation:statistics"), {"year": "2026", "format": "xlsx"})
    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert {("Applications", 1), ("Online publication", 1), ("03.2026", 1), ("Being reviewed", 1)} <= set(rows)


def test_officers_see_their_own_agencies_for_any_days(client, intake):
    application = make_application(intake)
    make_application()
    client.force_login(make_member(Role.PRESS_OFFICER, application.agency).user)
    page = reverse("admin:accreditation_statistics")
    assert client.get(page).context["numbers"].applications == 1
    early = client.get(page, {"since": "2026-01-01", "until": "2026-03-01"})
    assert early.context["numbers"].applications == 0
    wrong = client.get(page, {"since": "2026-03-02", "until": "2026-03-01"})
    assert "numbers" not in wrong.context
    client.force_login(make_member(Role.EDITOR).user)
    assert client.get(page).status_code == 403

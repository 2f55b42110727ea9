"""Duties by the time that is left, and an agency's own ladders."""

from datetime import timedelta

import pytest
import time_machine

from agencies.states import Role
from audit.models import Event
from deadlines.models import LadderRung
from deadlines.registry import Rung
from deadlines.services import discharge_duty
from deadlines.states import Audience, Offset
from deadlines.words import rung_words
from tests.country import make_member
from tests.deadlines.office import local, make_office, open_case

pytestmark = pytest.mark.django_db

THURSDAY = local("2026-03-05 11:00")  # from Friday to Sunday, duties that began on different days are due on one
DUTIES = "/en/admin/deadlines/duty/"
RUNGS = "/en/admin/deadlines/ladderrung/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def open_some(office, number):
    """Duties that began today, yesterday and so on: the later in the list, the earlier due."""
    days = [THURSDAY - timedelta(days=distance) for distance in range(number)]
    return [open_case(office, reference=f"INQ-{n}", start_at=day, at=day) for n, day in enumerate(days)]


def references(page):
    return [duty.reference for duty in page.context["cl"].result_list]


def test_duties_are_listed_by_the_time_that_is_left_in_words(client, office):
    open_some(office, 3)
    client.force_login(office.officer)
    page = client.get(DUTIES)
    due = [duty.due_at for duty in page.context["cl"].result_list]
    assert (sorted(references(page)), due) == (["INQ-0", "INQ-1", "INQ-2"], sorted(due))
    assert page.content.decode().count("working day") == 3
    assert '<a class="reference" href="/cases/INQ-0/">INQ-0</a>' in page.content.decode()


def test_duties_of_another_agency_are_not_there(client, office):
    open_case(make_office(), reference="INQ-9")
    client.force_login(office.officer)
    assert references(client.get(DUTIES, {"clock": "all"})) == []


def test_duties_are_filtered_by_their_clock(client, office):
    _running, late, done = open_some(office, 3)
    long_ago = THURSDAY - timedelta(days=60)
    type(late).objects.filter(pk=late.pk).update(due_at=long_ago, due_on=long_ago.date())
    discharge_duty(duty=done, by=office.officer, at=THURSDAY)
    client.force_login(office.officer)
    listed = {clock: references(client.get(DUTIES, {"clock": clock})) for clock in ("", "late", "ended", "all")}
    assert listed == {"": ["INQ-1", "INQ-0"], "late": ["INQ-1"], "ended": ["INQ-2"], "all": ["INQ-1", "INQ-2", "INQ-0"]}


@pytest.mark.parametrize("number", [1, 3])
def test_duties_cost_the_same_queries_however_many_are_listed(client, office, number, django_assert_num_queries):
    open_some(office, number)
    client.force_login(office.officer)
    with django_assert_num_queries(7):
        client.get(DUTIES)


def test_duty_is_looked_at_on_the_page_of_its_case(client, office):
    duty = open_case(office)
    client.force_login(office.officer)
    assert client.get(f"{DUTIES}{duty.pk}/change/").url == f"/cases/{duty.reference}/"
    assert [client.get(f"{DUTIES}add/").status_code, client.get(f"{DUTIES}{duty.pk}/delete/").status_code] == [403, 403]


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        (Rung(Audience.RESPONSIBLE, -2), "the responsible officer, 2 working days before the due day"),
        (Rung(Audience.HEAD, 0), "the first head, on the morning of the due day"),
        (Rung(Audience.HEAD, 0, Offset.HOURS), "the first head, at the due moment"),
        (Rung(Audience.UNIT, -3, Offset.HOURS), "the unit, 3 hours before the due moment"),
        (Rung(Audience.UNIT, 1, Offset.HOURS, is_critical=True), "the unit, 1 hour after the due moment, at any hour"),
        (
            Rung(Audience.SENIOR, 1, is_daily=True),
            "the senior officers, 1 working day after the due day, then every working day while late",
        ),
    ],
)
def test_rung_says_whom_it_tells_and_when(rung, words):
    assert rung_words(rung) == words


def rung_of(office, **fields):
    return {
        "agency": office.agency.pk,
        "kind": "test_case",
        "audience": "HEAD",
        "amount": -1,
        "offset": "HOURS",
    } | fields


def test_ladder_of_an_agency_is_kept_through_its_service(client, office):
    client.force_login(office.senior)
    assert client.post(f"{RUNGS}add/", rung_of(office)).status_code == 302
    rung = LadderRung.objects.get()
    assert client.post(f"{RUNGS}{rung.pk}/change/", rung_of(office, amount=-4)).status_code == 302
    assert client.post(f"{RUNGS}{rung.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Event.objects.order_by("pk").values_list("action", "by")) == [
        ("ladder.rung_saved", office.senior.pk),
        ("ladder.rung_saved", office.senior.pk),
        ("ladder.rung_deleted", office.senior.pk),
    ]


def test_rungs_chosen_in_the_list_are_deleted_through_the_service(client, office):
    rung = LadderRung.objects.create(**rung_of(office) | {"agency": office.agency})
    client.force_login(office.senior)
    client.post(RUNGS, {"action": "delete_selected", "_selected_action": rung.pk, "post": "yes"})
    assert list(Event.objects.values_list("action", flat=True)) == ["ladder.rung_deleted"]


def test_form_of_a_rung_shows_the_default_ladders(client, office):
    client.force_login(office.senior)
    ladders = dict(client.get(f"{RUNGS}add/").context["ladders"])
    assert ladders["Answer to a question"][0] == "the responsible officer, 2 working days before the due day"


@pytest.mark.parametrize("role", [Role.PRESS_OFFICER, Role.FIRST_HEAD, Role.AUDITOR])
def test_ladders_are_closed_to_who_does_not_keep_the_agency(client, office, role):
    client.force_login(make_member(role, office.agency).user)
    assert [client.get(RUNGS).status_code, client.post(f"{RUNGS}add/", rung_of(office)).status_code] == [403, 403]


def test_rung_of_another_agency_is_neither_seen_nor_made(client, office):
    other = make_office()
    rung = LadderRung.objects.create(**rung_of(other) | {"agency": other.agency})
    client.force_login(office.senior)
    assert client.get(f"{RUNGS}{rung.pk}/change/").status_code == 302
    assert client.post(f"{RUNGS}add/", rung_of(other)).status_code == 200
    assert list(LadderRung.objects.all()) == [rung]

"""Intakes, rules, zones and practice in the admin."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accreditation.models import AccreditationPractice, Intake, Rules, Zone
from accreditation.services import PlacesNeedAnEvent, save_intake
from accreditation.states import Criterion, DocumentKind, Function, IntakeState, Kind, State
from agencies.states import Role
from audit.queries import timeline
from deadlines.states import DutyState
from pressoffice.celery import app
from tests.accreditation.office import applied, make_office, signed_in
from tests.accreditation.press import THURSDAY, make_intake, make_rules
from tests.country import make_member

pytestmark = pytest.mark.django_db
INTAKES = "/en/admin/accreditation/intake/"
POOLS = {"pools-TOTAL_FORMS": "3", "pools-INITIAL_FORMS": "0", "pools-MIN_NUM_FORMS": "0", "pools-MAX_NUM_FORMS": "20"}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def typed(office, **fields):
    return {
        "agency": office.agency.pk,
        "kind": "PERMANENT",
        "name_kk": "Тұрақты",
        "name_ru": "Постоянная",
        "text_kk": "Өтінім беріңіз.",
        "text_ru": "Подавайте заявления.",
        "opens_at": "2026-03-20T09:00",
        **POOLS,
    } | fields


EVENT = {
    "kind": "TEMPORARY",
    "event_from_at": "2026-04-09T10:00",
    "event_until_at": "2026-04-09T12:00",
    "event_place": "Hall 1",
    "places": "100",
    "criterion_1": "PERMANENT_HOLDER",
    "criterion_2": "TERRITORY",
    "pools-0-name_kk": "Штативтер",
    "pools-0-name_ru": "Штативы",
    "pools-0-places": "20",
    "pools-0-functions": ["CAMERA_OPERATOR"],
}


def prepare(office, **fields) -> Intake:
    response = signed_in(office.officer).post(f"{INTAKES}prepare/", typed(office, **fields))
    assert response.status_code == 302, response.context["form"].errors
    return Intake.objects.latest("pk")


def test_intake_is_prepared_with_pools_and_criteria_in_their_order(office):
    intake = prepare(office, **EVENT)
    assert (intake.state, intake.created_by, intake.kind) == (IntakeState.DRAFT, office.officer, Kind.TEMPORARY)
    assert intake.criteria == [Criterion.PERMANENT_HOLDER, Criterion.TERRITORY]
    assert [(pool.name_ru, pool.places, pool.functions) for pool in intake.pools.all()] == [
        ("Штативы", 20, [Function.CAMERA_OPERATOR])
    ]
    client = signed_in(office.officer)
    changed = typed(office, **EVENT | {"places": "50", "criterion_1": "TERRITORY", "criterion_2": ""})
    assert client.post(f"{INTAKES}{intake.pk}/prepare/", changed).status_code == 302
    intake.refresh_from_db()
    assert (intake.places, intake.criteria, intake.pools.count()) == (50, [Criterion.TERRITORY], 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text_kk": ""}, "This field is required."),
        ({"kind": "TEMPORARY"}, "A temporary accreditation needs the beginning and the end of its event."),
        (EVENT | {"event_until_at": "2026-04-08T12:00"}, "The event ends before it begins."),
        (EVENT | {"criterion_2": "PERMANENT_HOLDER"}, "Each criterion can stand once in the order."),
        (EVENT | {"pools-0-places": "101"}, "The pools are a part of the places: together they may not hold more."),
        (EVENT | {"places": ""}, "The pools are a part of the places: together they may not hold more."),
        ({"places": "100"}, "Places can be limited for an event alone."),
        (EVENT | {"pools-0-functions": []}, "Fill in the whole pool, or leave it empty."),
    ],
)
def test_mistake_is_told_and_what_was_typed_comes_back(office, changes, words):
    response = signed_in(office.officer).post(f"{INTAKES}prepare/", typed(office, **changes))
    said = response.content.decode()
    assert (response.status_code, Intake.objects.count()) == (200, 0)
    assert words in said
    assert "Подавайте заявления." in said


def test_permanent_intake_takes_as_many_as_apply_whoever_writes_it(office):
    """T28 owes each decision days before the window of T27 closes: nobody could be compared with who is to come."""
    intake = make_intake(office.agency, by=office.officer)
    intake.pk, intake.state, intake.places = None, IntakeState.DRAFT, 100
    with pytest.raises(PlacesNeedAnEvent):
        save_intake(intake=intake, by=office.officer, at=THURSDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        intake.save()
    assert Intake.objects.count() == 1


def test_form_says_why_places_belong_to_events(office):
    shown = signed_in(office.officer).get(f"{INTAKES}prepare/").content.decode()
    assert "before the window closes: nobody can be compared with those still to come" in shown


def test_days_are_seen_before_it_is_announced(office):
    make_rules(office.agency)
    intake = prepare(office)
    response = signed_in(office.officer).get(f"{INTAKES}{intake.pk}/page/")
    window = response.context["window"]
    # Ten working days after Friday 20 March, over Nauryz: 26 March is the first, 8 April the tenth.
    assert office.agency.local(window.closes_at).date() == window.ends_on == date(2026, 4, 8)
    assert (window.first_decision_on, window.last_decision_on) == (date(2026, 3, 30), date(2026, 4, 13))
    assert [day.on.day for day in window.days if day.role == "CLOSED"] == [21, 22, 23, 24, 25]
    signed_in(office.officer).post(f"{INTAKES}{intake.pk}/announce/")
    intake.refresh_from_db()
    assert (intake.state, intake.closes_at) == (IntakeState.ANNOUNCED, window.closes_at)


def test_days_of_an_event_are_counted_back_from_it(office):
    intake = prepare(office, **EVENT)
    window = signed_in(office.officer).get(f"{INTAKES}{intake.pk}/page/").context["window"]
    assert window.last_decision_on == window.ends_on == date(2026, 4, 8)
    assert office.agency.local(window.closes_at).date() == date(2026, 4, 7)


def test_intake_without_rules_is_not_announced_and_says_why(office):
    intake = prepare(office)
    client = signed_in(office.officer)
    said = client.post(f"{INTAKES}{intake.pk}/announce/", follow=True).content.decode()
    assert said.count("An agency accredits by its own rules: enter them before the intake is announced.") == 2
    intake.refresh_from_db()
    assert intake.state == IntakeState.DRAFT


def test_event_too_soon_is_told(office):
    make_rules(office.agency)
    soon = {"event_from_at": "2026-03-20T10:00", "event_until_at": "2026-03-20T11:00", "opens_at": "2026-03-19T12:00"}
    intake = prepare(office, **EVENT | soon)
    said = signed_in(office.officer).post(f"{INTAKES}{intake.pk}/announce/", follow=True).content.decode()
    assert "Nobody could be decided in time" in said
    intake.refresh_from_db()
    assert intake.state == IntakeState.DRAFT


def test_announced_intake_is_not_changed_but_cancelled_with_a_reason(office):
    application = applied(office)
    intake, client = application.intake, signed_in(office.officer)
    page = f"{INTAKES}{intake.pk}/page/"
    assert client.post(f"{INTAKES}{intake.pk}/prepare/", typed(office)).headers["Location"] == page
    assert client.post(f"{INTAKES}{intake.pk}/cancel/", {"reason": ""}).status_code == 409
    client.post(f"{INTAKES}{intake.pk}/cancel/", {"reason": "The event is off"})
    intake.refresh_from_db()
    assert (intake.state, intake.reason) == (IntakeState.CANCELLED, "The event is off")
    application.refresh_from_db()
    assert (application.state, application.main_clock.state) == (State.CANCELLED, DutyState.VOID)
    assert not application.documents.filter(kind=DocumentKind.IDENTITY, file__isnull=False).exists()
    again = client.post(f"{INTAKES}{intake.pk}/cancel/", {"reason": "Twice"})
    assert "Nothing was cancelled" in again.content.decode()


def test_copy_takes_words_criteria_and_pools_but_no_days(office):
    intake = prepare(office, **EVENT)
    response = signed_in(office.officer).get(f"{INTAKES}prepare/?copy={intake.pk}")
    form, pools = response.context["form"], response.context["pools"]
    assert form["name_ru"].value() == "Постоянная"
    assert form["criterion_1"].value() == Criterion.PERMANENT_HOLDER
    assert (form["opens_at"].value(), form["event_from_at"].value()) == (None, None)
    assert pools.forms[0].initial["name_ru"] == "Штативы"


@pytest.mark.parametrize("who", ["head", "security", "auditor"])
def test_who_only_reads_sees_the_page_and_changes_nothing(office, who):
    intake = make_intake(office.agency, by=office.officer)
    client = signed_in(getattr(office, who))
    page = client.get(f"{INTAKES}{intake.pk}/page/")
    assert (page.status_code, page.context["may_cancel"], page.context["may_announce"]) == (200, False, False)
    assert client.get(f"{INTAKES}prepare/").status_code == 403
    assert client.post(f"{INTAKES}{intake.pk}/cancel/", {"reason": "x"}).status_code == 403


def test_intake_of_another_agency_does_not_exist(office):
    intake = make_intake(office.agency, by=office.officer)
    client = signed_in(make_member(Role.PRESS_OFFICER).user)
    for route in ("page", "prepare"):
        assert client.get(f"{INTAKES}{intake.pk}/{route}/").status_code == 404
    for route in ("announce", "cancel"):
        assert client.post(f"{INTAKES}{intake.pk}/{route}/", {"reason": "x"}).status_code == 404


def test_rules_are_entered_as_versions_and_never_changed(office):
    client = signed_in(office.officer)
    url = "/en/admin/accreditation/rules/"
    said = {"agency": office.agency.pk, "act": "Order 1", "text_kk": "Бір", "text_ru": "Один"}
    for number in (1, 2):
        client.post(f"{url}add/", said | {"in_force_from": f"2026-0{number}-01", "act": f"Order {number}"})
    rules = Rules.objects.filter(agency=office.agency)
    assert list(rules.order_by("version").values_list("version", "act")) == [(1, "Order 1"), (2, "Order 2")]
    assert client.get(f"{url}add/").context["adminform"].form.initial["text_ru"] == "Один"
    last = rules.get(version=2)
    assert client.post(f"{url}{last.pk}/change/", said | {"in_force_from": "2020-01-01"}).status_code == 403
    assert timeline(last).get().action == "accreditation_rules.adopted"


def test_zone_keeps_its_number(office):
    client, url = signed_in(office.senior), "/en/admin/accreditation/zone/"
    said = {"agency": office.agency.pk, "number": "5", "name_kk": "Зал", "name_ru": "Зал"}
    client.post(f"{url}add/", said)
    zone = Zone.objects.get()
    client.post(f"{url}{zone.pk}/change/", said | {"number": "6", "name_ru": "Большой зал"})
    zone.refresh_from_db()
    assert (zone.number, zone.name_ru) == (5, "Большой зал")


def test_practice_is_set_by_who_edits_the_agency(office):
    url = "/en/admin/accreditation/accreditationpractice/"
    days = {
        "cure_days": "5",
        "renewal_days": "30",
        "promotion_hours": "24",
        "documents_days": "365",
        "photos_days": "90",
        "people_days": "1825",
        "passages_days": "180",
    }
    said = {"agency": office.agency.pk} | days
    assert signed_in(office.officer).post(f"{url}add/", said).status_code == 403
    signed_in(office.senior).post(f"{url}add/", said)
    practice = AccreditationPractice.objects.get()
    assert practice.cure_days == 5
    assert timeline(practice).get().action == "accreditation_practice.changed"


def test_sweeps_of_accreditation_run():
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"accreditation.tasks.turn_intakes", "accreditation.tasks.lapse_completions"} <= names
    app.loader.import_default_modules()
    assert {"accreditation.tasks.turn_intakes", "accreditation.tasks.lapse_completions"} <= set(app.tasks)


def test_intakes_cost_the_same_for_one_row_and_three(office, django_assert_num_queries):
    client: Client = signed_in(office.officer)
    for more in (1, 2):
        for _ in range(more):
            make_intake(office.agency, by=office.officer)
        with django_assert_num_queries(7):
            assert client.get(INTAKES).status_code == 200

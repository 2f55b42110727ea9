"""The door of an event: found by name or card, in and out, twice, without a place; and who may stand there."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from accreditation.states import Direction, Revocation
from agencies.states import Role
from audit.models import Event as Trail
from briefings.models import Visit
from briefings.services import close_event, record_visit, withdraw_registration
from briefings.states import EventState, PositionKind
from tests.accreditation.press import THURSDAY, make_accredited
from tests.briefings.office import signed_in
from tests.briefings.stage import make_event, make_registration
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
MORNING = THURSDAY + timedelta(days=7, hours=-1)  # an hour before it begins


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def event(agency):
    return make_event(agency)


@pytest.fixture
def guard(agency):
    return make_member(Role.GATE, agency).user


def door(event):
    return f"/en/events/{event.pk}/door/"


def passes(client, event, registration, direction="IN", mark=None):
    said = {"registration": registration.pk, "direction": direction, "mark": mark or uuid4()}
    return client.post(door(event), said).content.decode()


def found(client, event, typed=""):
    page = client.get(door(event), {"q": typed} if typed else {})
    return [line.registration.full_name for line in page.context["found"].lines]


@pytest.mark.parametrize(
    ("role", "status", "why"),
    [
        (Role.GATE, 200, "stands there"),
        (Role.PRESS_OFFICER, 200, "may help out"),
        (Role.AUDITOR, 403, "checks nobody"),
        (Role.FIRST_HEAD, 403, "checks nobody"),
    ],
)
def test_door_opens_to_whoever_checks(agency, event, role, status, why):
    client = signed_in(make_member(role, agency).user)
    assert client.get(door(event)).status_code == status
    assert client.get("/en/events/doors/").status_code == status


def test_door_of_another_agency_or_a_draft_does_not_exist(guard, agency, event):
    elsewhere, draft = make_event(), make_event(agency, state=EventState.DRAFT)
    client = signed_in(guard)
    for other in (elsewhere, draft):
        assert client.get(door(other)).status_code == 404
    strange = make_registration(elsewhere)
    said = {"registration": strange.pk, "direction": "IN", "mark": uuid4()}
    assert client.post(door(event), said).status_code == 404
    assert not Visit.objects.exists()
    page = client.get("/en/events/doors/")
    assert page.context["events"] == [event]


def test_in_out_and_the_head_count(guard, event):
    registration = make_registration(event)
    client = signed_in(guard)
    assert "Let in" in passes(client, event, registration)
    assert client.get(door(event)).context["inside"] == 1
    assert "Let out" in passes(client, event, registration, "OUT")
    assert client.get(door(event)).context["inside"] == 0
    assert "Was not inside" in passes(client, event, registration, "OUT")
    assert list(Visit.objects.order_by("pk").values_list("direction", "by")) == [("IN", guard.pk), ("OUT", guard.pk)]


def test_second_check_in_is_said_to_be_one_with_time_and_person(guard, event, agency):
    registration = make_registration(event)
    colleague = make_member(Role.GATE, agency).user
    passes(signed_in(colleague), event, registration)
    with time_machine.travel(MORNING + timedelta(minutes=7), tick=False):
        said = passes(signed_in(guard), event, registration)
    assert "Already inside" in said
    assert f"let in by {colleague}" in said
    assert "Came in at 10:00" in said
    assert Visit.objects.count() == 1


def test_form_sent_twice_is_one_visit(guard, event):
    registration, mark = make_registration(event), uuid4()
    client = signed_in(guard)
    assert ["Let in" in passes(client, event, registration, mark=mark) for _ in range(2)] == [True, True]
    assert Visit.objects.count() == 1


def test_who_has_no_place_is_found_and_refused_with_the_reason(guard, agency):
    event = make_event(agency, places={PositionKind.SEAT: 1})
    make_registration(event, full_name="Әсем Бекова")
    waits = make_registration(event, full_name="Болат Серіков")
    client = signed_in(guard)
    assert found(client, event) == ["Әсем Бекова"], "the list is of those who may come in"
    assert found(client, event, "болат") == ["Болат Серіков"]
    said = passes(client, event, waits)
    assert ("No place" in said, "On the waiting list" in said) == (True, True)
    withdraw_registration(registration=waits, by=None, at=THURSDAY)
    assert "Withdrawn" in passes(client, event, waits)


def test_found_by_outlet_and_by_several_words_and_nobody_remote(guard, event):
    make_registration(event, full_name="Дана Нұрлан", outlet_name="Дала дауысы")
    make_registration(event, full_name="Дана Сейіт", outlet_name="Қала хабары")
    make_registration(event, full_name="Дана Алыс", position=PositionKind.REMOTE)
    client = signed_in(guard)
    assert found(client, event, "дала дана") == ["Дана Нұрлан"]
    assert found(client, event, "дана") == ["Дана Нұрлан", "Дана Сейіт"]
    assert found(client, event, "никого") == []


def test_card_finds_its_holder(guard, agency, event):
    held = make_accredited(agency=agency)
    card = held.cards.get()
    client = signed_in(guard)
    for typed in (card.number, card.code, card.qr):
        page = client.get(door(event), {"q": typed})
        assert page.context["found"].card == card
        assert "The holder is not registered for this event." in page.content.decode()
    mine = make_registration(event, user=held.holder, email=held.holder.email)
    make_registration(event)
    for typed in (card.number, card.code, card.qr):
        assert found(client, event, typed) == [mine.full_name]
    held.cards.update(revoked_at=THURSDAY, revocation=Revocation.LOST)
    assert "The card is not in order:" in client.get(door(event), {"q": card.number}).content.decode()


def test_card_of_another_agency_finds_nobody(guard, event):
    card = make_accredited().cards.get()
    page = signed_in(guard).get(door(event), {"q": card.code})
    assert (page.context["found"].card, page.context["found"].lines) == (None, [])


def test_door_stays_open_for_those_who_leave_late(guard, agency, event):
    registration = make_registration(event)
    client = signed_in(guard)
    passes(client, event, registration)
    close_event(event=event, by=make_member(Role.PRESS_OFFICER, agency).user, at=MORNING)
    assert "Let out" in passes(client, event, registration, "OUT")


@pytest.mark.parametrize("people", [1, 3])
def test_door_costs_the_same_whatever_its_length(guard, event, people, django_assert_num_queries):
    for _ in range(people):
        record_visit(registration=make_registration(event), direction=Direction.IN, mark=uuid4(), by=guard, at=MORNING)
    client = signed_in(guard)
    client.get(door(event))
    with django_assert_num_queries(QUERIES):
        assert len(client.get(door(event)).context["lines"]) == people


QUERIES = 9


def test_long_list_asks_for_a_name(guard, event):
    for _ in range(53):
        make_registration(event)
    page = signed_in(guard).get(door(event))
    assert (len(page.context["lines"]), page.context["found"].more) == (50, 3)
    assert "And 3 more" in page.content.decode()
    assert Trail.objects.filter(action="registration.visited").count() == 0

"""The office's pages of events: the form, the moves by state and role, what each page costs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.html import escape

from accreditation.states import IntakeState
from agencies.states import Role
from audit.models import Event as Trail
from briefings.models import Change, Event, Registration, Speaker
from briefings.services import EventMoved, announce_event, last_notice_at, spread_changes_due
from briefings.services.events import save_event
from briefings.states import ChangeKind, Entry, EventKind, EventState, PositionKind
from notifications.models import Message
from tests.accreditation.press import ALMATY, THURSDAY, make_accredited, make_rules
from tests.briefings.office import EVENTS, IN_A_WEEK, moment, signed_in, typed, url
from tests.briefings.stage import make_event, make_registration, make_room
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PREPARE = f"{EVENTS}prepare/"
S = EventState


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + timedelta(minutes=5), tick=False):
        yield


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def officer(agency):
    return make_member(Role.PRESS_OFFICER, agency, user=make_user(full_name="Айгүл Сәтбаева", phone="+7 7172 1")).user


def event_in(state, agency, **fields):
    event = make_event(agency, state=S.DRAFT if state == S.DRAFT else S.CONFIRMED, **fields)
    Event.objects.filter(pk=event.pk).update(state=state)
    event.refresh_from_db()
    return event


# --- The form -------------------------------------------------------------------------------------------------------


def test_prepared_event_keeps_what_was_typed_in_the_zone_of_its_agency(officer):
    west = make_agency(time_zone="Europe/Moscow")  # two hours behind: a zone that is not the portal's
    make_member(Role.PRESS_OFFICER, west, user=officer)
    response = signed_in(officer).post(PREPARE, typed(west, any_REMOTE="on"))
    event = Event.objects.get()
    assert response.url == url(event)
    assert event.agency.local(event.starts_at).strftime("%H:%M") == "11:00"
    assert event.starts_at != IN_A_WEEK
    assert (event.state, event.created_by, event.place_kk) == (S.DRAFT, officer, "Үкімет үйі")
    assert dict(event.positions.values_list("kind", "places")) == {"SEAT": 50, "REMOTE": None}
    assert list(Speaker.objects.values_list("number", "name_kk", "role_ru")) == [(1, "Ерлан Қасымов", "министр")]


def test_contact_is_the_writer(officer, agency):
    form = signed_in(officer).get(PREPARE).context["form"]
    contact = [form[name].value() for name in ("contact_name", "contact_phone", "contact_email")]
    assert contact == [officer.full_name, officer.phone, officer.email]


WRONG = [
    ({"name_kk": ""}, "Name in Kazakh – This field is required.", "the law wants both languages"),
    ({"place_kk": "", "place_ru": ""}, "Say where it is", "nobody could find it"),
    ({"place_ru": ""}, "Name the place in Kazakh and in Russian.", "half a place"),
    ({"ends_at": moment(IN_A_WEEK - HOUR)}, "The event ends before it begins.", "the constraint in words"),
    ({"starts_at": moment(THURSDAY)}, "It would begin in the past.", "it could never be announced"),
    ({"registration_until_at": moment(IN_A_WEEK + HOUR)}, "Registration ends before the event begins.", "too late"),
    ({"kind": "CLOSED_SESSION"}, "A closed session is announced with its ground", "AI 13(2)"),
    ({"regulation_kk": "Регламент"}, "A regulation is read in Kazakh and in Russian", "half a regulation"),
    ({"languages": []}, "Languages of the event – This field is required.", "which language"),
    ({"speakers-1-name_kk": "Дана"}, "Name and role in Kazakh and Russian", "half a speaker"),
    ({"places_SEAT": "10", "any_SEAT": "on"}, "A number, or as many as come: not both.", "two answers"),
    ({"places_SEAT": "0"}, "Ensure this value is greater than or equal to 1.", "no seat is no kind"),
]


@pytest.mark.parametrize(("changes", "words", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_mistake_is_told_and_nothing_typed_is_lost(officer, agency, changes, words, why):
    response = signed_in(officer).post(PREPARE, typed(agency, **changes))
    said = response.content.decode()
    assert response.status_code == 200
    assert escape(words) in said
    for kept in ("Подготовка к паводку", "Ерлан Қасымов", 'value="50"') if "places_SEAT" not in changes else ():
        assert kept in said, kept
    assert not Event.objects.exists()


def test_room_of_another_agency_is_no_choice(officer, agency):
    elsewhere = make_room(make_agency())
    data = typed(agency, room=elsewhere.pk, place_kk="", place_ru="")
    assert "Select a valid choice" in signed_in(officer).post(PREPARE, data).content.decode()


def test_warning_is_confirmed_once_and_a_new_one_asks_again(officer, agency):
    room = make_room(agency)
    other = make_event(agency, room=room)
    client, data = signed_in(officer), typed(agency, room=room.pk, place_kk="", place_ru="")
    response = client.post(PREPARE, data)
    [clash] = response.context["sheet"].clashes
    assert other.name in clash.words
    assert Event.objects.count() == 1
    assert client.post(PREPARE, data | {"seen": clash.key}).status_code == 200, "the box was not ticked"
    saturday = {"starts_at": "2026-03-28T11:00", "ends_at": "2026-03-28T12:00"}
    response = client.post(PREPARE, data | saturday | {"seen": clash.key, "is_seen": "on"})
    assert response.status_code == 200, "another warning, not confirmed yet"
    assert client.post(PREPARE, data | {"seen": clash.key, "is_seen": "on"}).status_code == 302
    assert Event.objects.count() == 2
    assert other.name in signed_in(officer).get(url(Event.objects.latest("pk"))).content.decode()


def test_copy_takes_the_words_and_leaves_days_people_and_intake(officer, agency):
    make_rules(agency)
    fields = {"entry": Entry.TEMPORARY, "outlet_quota": 3, "regulation_kk": "Р", "regulation_ru": "Р"}
    source = make_event(agency, at=THURSDAY - timedelta(days=1), **fields)
    source = save_event(event=source, places={PositionKind.SEAT: 7}, by=officer, at=THURSDAY)
    assert source.intake is not None
    client = signed_in(officer)
    sheet = client.get(f"{PREPARE}?copy={source.pk}").context["sheet"]
    form = sheet.form
    assert [form[name].value() for name in ("name_kk", "outlet_quota", "entry", "room")] == [
        source.name_kk,
        3,
        Entry.TEMPORARY,
        source.room_id,
    ]
    assert [form[name].value() for name in ("starts_at", "ends_at", "registration_until_at")] == [None] * 3
    assert sheet.places["places_SEAT"].value() == 7
    data = typed(agency, name_ru="Ещё раз", entry="TEMPORARY", regulation_kk="Р", regulation_ru="Р")
    assert client.post(f"{PREPARE}?copy={source.pk}", data).status_code == 302
    copied = Event.objects.get(name_ru="Ещё раз")
    assert (copied.state, copied.intake, copied.announced_at, copied.sequence) == (S.DRAFT, None, None, 0)
    assert copied.uid != source.uid
    assert (copied.changes.count(), copied.registrations.count()) == (0, 0)


def test_copy_of_another_agency_is_a_blank_sheet(officer, agency):
    elsewhere = make_event(name_ru="Чужое")
    assert "Чужое" not in signed_in(officer).get(f"{PREPARE}?copy={elsewhere.pk}").content.decode()


def test_public_event_keeps_its_time_kind_and_entry(officer, agency):
    event = make_event(agency)
    data = typed(agency, starts_at=moment(IN_A_WEEK + HOUR), kind="CLOSED_SESSION", entry="ACCREDITED", name_ru="Новое")
    response = signed_in(officer).post(url(event, "prepare/"), data)
    assert response.status_code == 302
    before = (event.starts_at, event.kind, event.entry)
    event.refresh_from_db()
    assert (event.starts_at, event.kind, event.entry) == before
    assert event.name_ru == "Новое"


def test_fewer_places_than_people_is_told_in_plain_words(officer, agency):
    event = make_event(agency)
    for _ in range(2):
        make_registration(event)
    said = signed_in(officer).post(url(event, "prepare/"), typed(agency, places_SEAT="1")).content.decode()
    assert "2 are registered already: there may be no fewer places of this kind." in said
    assert event.positions.get(kind="SEAT").places == 100


@pytest.mark.parametrize("state", [S.HELD, S.CANCELLED])
def test_what_is_over_is_changed_no_more(officer, agency, state):
    event = event_in(state, agency)
    assert signed_in(officer).get(url(event, "prepare/")).url == url(event)
    assert signed_in(officer).post(url(event, "prepare/"), typed(agency, name_ru="Новое")).url == url(event)
    event.refresh_from_db()
    assert event.name_ru == "Подготовка к паводку"


# --- The moves ------------------------------------------------------------------------------------------------------

OFFERED = {
    S.DRAFT: ["confirm", "announce", "drop"],
    S.PROVISIONAL: ["confirm", "move", "cancel"],
    S.CONFIRMED: ["move", "close", "cancel"],
    S.UNDER_WAY: ["close", "cancel"],
    S.HELD: [],
    S.CANCELLED: [],
}
NOTE = {"note_kk": "Министр іссапарда", "note_ru": "Министр в командировке"}
SAID = {
    "confirm": {},
    "announce": {},
    "move": {"starts_at": moment(IN_A_WEEK + HOUR), "ends_at": moment(IN_A_WEEK + 2 * HOUR), **NOTE},
    "close": {},
    "cancel": NOTE,
    "drop": {},
}


@pytest.mark.parametrize("state", list(S))
def test_page_offers_and_makes_the_lawful_moves_alone(officer, agency, state):
    event, client = event_in(state, agency), signed_in(officer)
    assert [move.name for move in client.get(url(event)).context["moves"]] == OFFERED[state]
    for name, said in SAID.items():
        if name in OFFERED[state]:
            assert client.get(url(event, f"page/?move={name}")).context["wanted"].name == name
            continue
        response = client.post(url(event, f"move/{name}/"), said)
        assert response.status_code == 409, name
        assert "Nothing was done." in response.content.decode()
        event.refresh_from_db()
        assert event.state == state


MADE = [
    (S.DRAFT, "confirm", S.CONFIRMED, ChangeKind.ANNOUNCED),
    (S.DRAFT, "announce", S.PROVISIONAL, ChangeKind.ANNOUNCED),
    (S.DRAFT, "drop", S.CANCELLED, None),
    (S.PROVISIONAL, "confirm", S.CONFIRMED, ChangeKind.CONFIRMED),
    (S.CONFIRMED, "move", S.CONFIRMED, ChangeKind.MOVED),
    (S.CONFIRMED, "close", S.HELD, None),
    (S.UNDER_WAY, "cancel", S.CANCELLED, ChangeKind.CANCELLED),
]


@pytest.mark.parametrize(("before", "move", "after", "change"), MADE)
def test_move_is_made_and_told(officer, agency, before, move, after, change):
    event = event_in(before, agency)
    known = event.changes.count()
    response = signed_in(officer).post(url(event, f"move/{move}/"), SAID[move])
    assert response.url == url(event)
    event.refresh_from_db()
    assert event.state == after
    made = list(event.changes.order_by("pk").values_list("kind", flat=True))[known:]
    assert made == ([change] if change else [])
    if move == "move":
        assert event.starts_at == IN_A_WEEK + HOUR
        assert event.changes.latest("pk").note_kk == NOTE["note_kk"]


ROLES = [
    (Role.SENIOR_OFFICER, 200, 302, "runs events"),
    (Role.FIRST_HEAD, 200, 403, "sees them"),
    (Role.AUDITOR, 200, 403, "sees them"),
    (Role.GATE, 403, 403, "has no admin"),
]


@pytest.mark.parametrize(("role", "reads", "writes", "why"), ROLES)
def test_pages_by_role(agency, role, reads, writes, why):
    client = signed_in(make_member(role, agency).user)
    event = make_event(agency)
    registration = make_registration(event)
    for route in ("page/", "registrations/", "day-sheet.pdf", "registrations.xlsx"):
        assert client.get(url(event, route)).status_code == reads, route
    assert client.get(EVENTS).status_code == reads
    if reads == 200:
        assert bool(client.get(url(event)).context["moves"]) is (writes == 302)
    for name in ("move", "close"):
        assert client.post(url(event, f"move/{name}/"), SAID[name]).status_code == writes, name
    withdraw = url(event, f"registrations/{registration.pk}/withdraw/")
    assert client.post(withdraw, {"note": "by telephone"}).status_code == writes
    assert client.post(PREPARE, typed(agency)).status_code == writes
    assert client.get(url(event, "walk-in/")).status_code == (200 if writes == 302 else 403)


ROUTES = ["page/", "prepare/", "registrations/", "registrations.xlsx", "day-sheet.pdf", "walk-in/", "change/"]


@pytest.mark.parametrize("route", ROUTES)
def test_event_of_another_agency_does_not_exist(officer, route):
    event = make_event()
    registration = make_registration(event)
    client = signed_in(officer)
    assert client.get(url(event, route)).status_code == 404
    assert client.get(url(event, f"registrations/{registration.pk}/withdraw/")).status_code == 404
    assert client.get(f"/en/events/{event.pk}/door/").status_code == 404
    for move, said in SAID.items():
        assert client.post(url(event, f"move/{move}/"), said).status_code == 404
    assert event.name not in client.get(f"{EVENTS}?show=all").content.decode()


def test_refusals_are_told_in_plain_words_with_what_was_typed(officer, agency):
    event = make_event(agency)
    client, moving = signed_in(officer), url(event, "move/move/")
    same = {"starts_at": moment(event.starts_at.astimezone(ALMATY)), "ends_at": moment(IN_A_WEEK + HOUR), **NOTE}
    past = {"starts_at": moment(THURSDAY), "ends_at": moment(THURSDAY + HOUR), **NOTE}
    for said, words in ((same, "This is the time it has already."), (past, "That time has passed.")):
        response = client.post(moving, said)
        assert (response.status_code, words in response.content.decode()) == (409, True), words
        assert NOTE["note_kk"] in response.content.decode()
    assert client.post(moving, {"starts_at": "", "ends_at": ""}).context["form"].errors.keys() == SAID["move"].keys()
    temporary = make_event(agency, state=S.DRAFT, entry=Entry.TEMPORARY)
    said = client.post(url(temporary, "move/confirm/"), {}).content.decode()
    assert "enter them before it is announced" in said
    make_rules(agency)
    assert client.post(url(temporary, "move/confirm/"), {}).status_code == 302
    temporary.refresh_from_db()
    assert temporary.intake.state == IntakeState.ANNOUNCED


def test_move_into_a_clash_is_confirmed(officer, agency):
    room = make_room(agency)
    make_event(agency, room=room, starts_at=IN_A_WEEK + HOUR)
    event = make_event(agency, room=room)
    client = signed_in(officer)
    response = client.post(url(event, "move/move/"), SAID["move"])
    [clash] = response.context["move_clashes"]
    assert NOTE["note_ru"] in response.content.decode()
    confirmed = SAID["move"] | {"seen": clash.key, "is_seen": "on"}
    assert client.post(url(event, "move/move/"), confirmed).status_code == 302


def test_page_says_to_how_many_it_is_sent_and_that_is_how_many_get_it(officer, agency):
    held = make_accredited(agency=agency)
    event = make_event(agency)
    make_registration(event, email=held.application.email)  # twice concerned, told once
    make_registration(event)
    page = signed_in(officer).get(url(event, "page/?move=cancel"))
    reach = page.context["reach"]
    assert (reach.participants, reach.accredited, reach.subscribers, reach.total) == (2, 0, 0, 2)
    signed_in(officer).post(url(event, "move/cancel/"), NOTE)
    spread_changes_due(at=THURSDAY + HOUR, limit=9)
    assert event.changes.get(kind=ChangeKind.CANCELLED).told == reach.total


def test_preview_is_what_is_written(officer, agency):
    event = make_event(agency, state=S.DRAFT)
    held = make_accredited(agency=agency)
    previews = signed_in(officer).get(url(event, "page/?move=confirm")).context["previews"]
    assert [preview.language for preview in previews] == ["kk", "ru"]
    announce_event(event=event, by=officer, at=THURSDAY)
    spread_changes_due(at=THURSDAY + HOUR, limit=9)
    letter = Message.objects.get(kind="event_announced", channel="EMAIL", address=held.application.email)
    of_reader = next(preview for preview in previews if preview.language == held.application.language)
    assert of_reader.heading in letter.subject
    assert of_reader.text in letter.text


def test_closed_session_shows_its_last_moment_of_notice_with_the_days(officer, agency):
    """Three working days before Tuesday the 31st, counted back: Thursday the 26th."""
    ground = {"ground_kk": "Мемлекеттік құпия", "ground_ru": "Государственная тайна"}
    starts_at = THURSDAY.replace(day=31)
    event = make_event(agency, state=S.DRAFT, kind=EventKind.CLOSED_SESSION, starts_at=starts_at, **ground)
    page = signed_in(officer).get(url(event))
    assert (
        page.context["notice"].on == last_notice_at(event).astimezone(ALMATY).date() == starts_at.date().replace(day=26)
    )
    for words in ("13(2)", "Announce it by the end of", "Day 3", ground["ground_ru"]):
        assert words in page.content.decode(), words
    with time_machine.travel(THURSDAY.replace(day=27), tick=False):
        response = signed_in(officer).post(url(event, "move/confirm/"), {})
        assert response.status_code == 409
        assert "A closed session is announced at least three working days before it" in response.content.decode()
        assert "Too late to announce" in signed_in(officer).get(url(event)).content.decode()
    assert not Change.objects.exists()
    assert signed_in(officer).get(url(make_event(agency))).context["notice"] is None


# --- The list -------------------------------------------------------------------------------------------------------


def names(client, query=""):
    return [row.event.name_ru for row in client.get(f"{EVENTS}{query}").context["cl"].rows]


def test_tabs_part_events_and_search_looks_everywhere(officer, agency):
    for state in S:
        event_in(state, agency, name_ru=f"Событие {state}", name_en="")
    client = signed_in(officer)
    expected = {
        "": [f"Событие {state}" for state in (S.PROVISIONAL, S.CONFIRMED, S.UNDER_WAY)],
        "?show=drafts": ["Событие DRAFT"],
        "?show=past": ["Событие HELD"],
        "?show=cancelled": ["Событие CANCELLED"],
        "?show=all&q=held": ["Событие HELD"],
    }
    assert {query: names(client, query) for query in expected} == expected
    assert client.get(EVENTS).context["cl"].counts == {"coming": 3, "drafts": 1}
    assert client.get(f"{EVENTS}?show=never").status_code == 302


def test_line_shows_distance_places_and_waiting(officer, agency):
    event = make_event(agency, places={PositionKind.SEAT: 1, PositionKind.TRIPOD: 2, PositionKind.REMOTE: None})
    for position in (PositionKind.SEAT, PositionKind.SEAT, PositionKind.REMOTE):
        make_registration(event, position=position)
    [row] = signed_in(officer).get(EVENTS).context["cl"].rows
    figures = row.figures
    assert (figures.places, figures.seated, figures.remote, figures.waiting, figures.inside) == (3, 1, 1, 1, 0)
    assert row.distance == "in 7 days"
    assert Registration.objects.count() == 3


def test_list_filters_by_agency(officer, agency):
    second = make_agency()
    make_member(Role.PRESS_OFFICER, second, user=officer)
    make_event(agency, name_ru="Первое")
    make_event(second, name_ru="Второе")
    assert names(signed_in(officer), f"?agency={second.slug}") == ["Второе"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_whatever_its_length(officer, agency, rows, django_assert_num_queries):
    for _ in range(rows):
        make_registration(make_event(agency))
    client = signed_in(officer)
    client.get(EVENTS)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(EVENTS).context["cl"].rows) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_shows_today_and_tomorrow_at_one_price(officer, agency, rows, django_assert_num_queries):
    for _ in range(rows):
        make_event(agency, starts_at=THURSDAY + timedelta(days=1))
    make_event(agency, starts_at=THURSDAY + timedelta(days=2), name_ru="Позже", name_en="Later")
    client = signed_in(officer)
    client.get("/en/admin/")
    with django_assert_num_queries(DESK_QUERIES):
        page = client.get("/en/admin/")
    assert len(page.context["events"]) == rows
    assert "Later" not in page.content.decode()


LIST_QUERIES, DESK_QUERIES = 11, 21


# --- Rooms ----------------------------------------------------------------------------------------------------------


def test_room_is_kept_by_its_service(officer, agency):
    words = {f"{name}_{one}": "Пресс-зал" for name in ("name", "address") for one in ("kk", "ru")}
    data = {"agency": agency.pk, "name_en": "", "seats": "40", "is_active": "on", **words}
    assert signed_in(officer).post("/en/admin/briefings/room/add/", data).status_code == 302
    saved = Trail.objects.get(action="room.saved")
    assert (saved.by, saved.agency) == (officer, agency)
    stranger = make_member(Role.PRESS_OFFICER).user
    assert signed_in(stranger).get(f"/en/admin/briefings/room/{saved.subject_id}/change/").status_code == 302
    assert signed_in(stranger).post("/en/admin/briefings/room/add/", data).status_code == 200, "not an agency of theirs"


# --- What the services hold, whatever a page lets through -------------------------------------------------------------


def test_service_keeps_what_is_public_and_what_is_over(officer, agency):
    event = make_event(agency)
    places = {PositionKind.SEAT: 100}
    event.kind, event.entry, event.starts_at = EventKind.CLOSED_SESSION, Entry.ACCREDITED, IN_A_WEEK + HOUR
    event.ground_kk = event.ground_ru = "Негіз"
    saved = save_event(event=event, places=places, by=officer, at=THURSDAY)
    assert (saved.kind, saved.entry, saved.starts_at) == (EventKind.BRIEFING, Entry.OPEN, IN_A_WEEK)
    over = event_in(S.HELD, agency)
    with pytest.raises(EventMoved):
        save_event(event=over, places=places, by=officer, at=THURSDAY)

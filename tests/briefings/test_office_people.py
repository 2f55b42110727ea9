"""What the office does for people, and what it prints: registrations, withdrawals, walk-ins, day sheet, attendance."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from openpyxl import load_workbook
from pypdf import PdfReader

from accreditation.states import Direction, Function
from agencies.states import Role
from audit.models import Event as Trail
from briefings.models import Event, Registration
from briefings.services import SpeakerWords, close_event, record_visit, save_event, withdraw_registration
from briefings.states import Entry, EventState, PositionKind, RegistrationState
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_accredited
from tests.briefings.office import signed_in, url
from tests.briefings.stage import make_event, make_registration
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
S = RegistrationState
KAZAKH = "әғқңөұүһі"  # the nine letters that Russian does not have


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + timedelta(minutes=5), tick=False):
        yield


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def officer(agency):
    return make_member(Role.PRESS_OFFICER, agency).user


def listed(client, event, query=""):
    return [row.full_name for row in client.get(url(event, f"registrations/{query}")).context["page"]]


def test_filters_and_search_find_people(officer, agency):
    event = make_event(agency, places={PositionKind.SEAT: 1})
    first = make_registration(event, full_name="Бірінші", wishes="Розетка", phone="+7 701 111")
    make_registration(event, full_name="Екінші", outlet_name="Дала дауысы")
    gone = make_registration(event, full_name="Үшінші")
    withdraw_registration(registration=gone, by=None, at=THURSDAY)
    client = signed_in(officer)
    expected = {
        "": ["Бірінші", "Екінші"],
        "?show=seated": ["Бірінші"],
        "?show=waiting": ["Екінші"],
        "?show=gone": ["Үшінші"],
        "?show=all": ["Бірінші", "Екінші", "Үшінші"],
        "?show=all&q=дала": ["Екінші"],
        "?show=all&q=701": ["Бірінші"],
        "?show=all&q=nobody": [],
    }
    assert {query: listed(client, event, query) for query in expected} == expected
    page = client.get(url(event, "registrations/"))
    counted = {tab["query_string"]: tab["count"] for tab in page.context["tabs"]}
    assert counted["?show=waiting"] == counted["?show=gone"] == 1
    for words in ("Розетка", first.email, "journalist", "seat"):
        assert words in page.content.decode(), words
    assert client.get(url(event, "registrations/?show=never")).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_list_costs_the_same_whatever_its_length(officer, agency, people, django_assert_num_queries):
    event = make_event(agency)
    for _ in range(people):
        make_registration(event)
    client = signed_in(officer)
    client.get(url(event, "registrations/"))
    with django_assert_num_queries(QUERIES):
        assert len(listed(client, event)) == people


QUERIES = 13


def test_withdrawn_on_behalf_with_a_note_told_and_replaced(officer, agency):
    event = make_event(agency, places={PositionKind.SEAT: 1})
    first, second = make_registration(event, language="ru"), make_registration(event)
    client, page = signed_in(officer), url(event, f"registrations/{first.pk}/withdraw/")
    assert client.post(page, {"note": ""}).status_code == 200
    assert client.post(page, {"note": "Попросил по телефону"}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.WITHDRAWN, S.OFFERED)
    trail = Trail.objects.get(action="registration.withdrawn")
    assert (trail.by, trail.note) == (officer, "Попросил по телефону")
    [letter] = Message.objects.filter(address=first.email, key__endswith="/withdrawn")
    assert "METHOD:CANCEL" in letter.invitation
    assert client.post(page, {"note": "ещё раз"}).status_code == 409
    assert Trail.objects.filter(action="registration.withdrawn").count() == 1


WALK_IN = {
    "full_name": "Нұрлан Өтеген",
    "outlet_name": "Дала дауысы",
    "email": "nurlan@outlet.example",
    "position": "SEAT",
    "language": "kk",
    "function": "PHOTOGRAPHER",
}


def test_walk_in_gets_a_free_place(officer, agency):
    event = make_event(agency, takes_walk_ins=True)
    assert Function.PHOTOGRAPHER
    assert signed_in(officer).post(url(event, "walk-in/"), WALK_IN).status_code == 302
    came = Registration.objects.get()
    assert (came.is_walk_in, came.state, came.full_name, came.function) == (
        True,
        S.REGISTERED,
        "Нұрлан Өтеген",
        Function.PHOTOGRAPHER,
    )


def full(agency):
    event = make_event(agency, takes_walk_ins=True, places={PositionKind.SEAT: 1})
    make_registration(event)
    return event


def crowded(agency):
    event = make_event(agency, takes_walk_ins=True, outlet_quota=1)
    make_registration(event, outlet_name="дала дауысы")
    return event


REFUSED = [
    (full, "There is no free place of this kind", "no place is left"),
    (crowded, "as many people here as any outlet may have", "the quota holds at the door too"),
    (make_event, "takes nobody who has not registered", "the event does not take them"),
    (
        lambda agency: make_event(agency, takes_walk_ins=True, entry=Entry.ACCREDITED),
        "The event is for accredited journalists",
        "the door is no way around the entry",
    ),
]


@pytest.mark.parametrize(("make", "words", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_walk_in_is_refused_in_plain_words(officer, agency, make, words, why):
    event = make(agency)
    known = Registration.objects.count()
    response = signed_in(officer).post(url(event, "walk-in/"), WALK_IN)
    assert response.status_code == 409
    assert words in response.content.decode()
    assert 'value="Нұрлан Өтеген"' in response.content.decode()
    assert Registration.objects.count() == known


def test_walk_in_with_a_card_is_who_the_card_says(officer, agency):
    event = make_event(agency, takes_walk_ins=True, entry=Entry.ACCREDITED)
    held, elsewhere = make_accredited(agency=agency), make_accredited()
    client, said = signed_in(officer), {"position": "SEAT", "language": "kk"}
    other = client.post(url(event, "walk-in/"), said | {"card": elsewhere.cards.get().code})
    assert "This body has issued no card of this number" in other.content.decode()
    assert client.post(url(event, "walk-in/"), said | {"card": held.cards.get().number}).status_code == 302
    came = Registration.objects.get()
    assert (came.user, came.accreditation, came.outlet, came.full_name) == (
        held.holder,
        held,
        held.outlet,
        held.full_name,
    )


# --- On paper -------------------------------------------------------------------------------------------------------


def text_of(response):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Ақпарат үйінің һәм өңір ғимараты"), ("ru", "Подготовка к паводку")]
)
def test_day_sheet_is_in_the_language_of_its_reader(officer, agency, language, words):
    names = {"name_kk": "Ақпарат үйінің һәм өңір ғимараты", "summary_kk": "Ұлттық дәстүр іспетті"}
    event = make_event(agency, **names)
    speaker = SpeakerWords({"kk": "Ғалия Һәкім", "ru": "Галия Хаким"}, {"kk": "министр", "ru": "министр"})
    places = {PositionKind.SEAT: 100}
    event = save_event(event=event, speakers=[speaker], places=places, by=officer, at=THURSDAY)
    make_registration(event, full_name="Әсел Қуаныш", outlet_name="Өңір үні", phone="+7 701 222")
    gone = make_registration(event, full_name="Кетті Кеткен")
    withdraw_registration(registration=gone, by=None, at=THURSDAY)
    response = signed_in(officer).get(url(event, "day-sheet.pdf").replace("/en/", f"/{language}/"))
    assert response["Content-Type"] == "application/pdf"
    said = text_of(response)
    for expected in (words, "Әсел Қуаныш", "Өңір үні", "+7 701 222"):
        assert expected in said, expected
    assert "Кеткен" not in said
    assert ("Ғалия Һәкім" in said, "Галия Хаким" in said) == (language == "kk", language == "ru")
    if language == "kk":
        assert {letter for letter in KAZAKH if letter in said.lower()} == set(KAZAKH)


def test_day_sheet_of_nobody_and_of_a_long_list_is_printed(officer, agency):
    event = make_event(agency)
    client = signed_in(officer)
    assert "Әзірге" not in text_of(client.get(url(event, "day-sheet.pdf")))
    for number in range(60):
        make_registration(event, full_name=f"Тілші Нөмір {number:03d}")
    said = text_of(client.get(url(event, "day-sheet.pdf")))
    assert [number for number in range(60) if f"Тілші Нөмір {number:03d}" not in said] == []


def test_spreadsheet_holds_everybody_and_no_formula(officer, agency):
    event = make_event(agency)
    make_registration(event, full_name="=HYPERLINK(1)", wishes="Розетка")
    make_registration(event, full_name="Әсел Қуаныш")
    response = signed_in(officer).get(url(event, "registrations.xlsx"))
    sheet = load_workbook(BytesIO(response.content)).active
    rows = list(sheet.iter_rows(min_row=3))
    assert [(row[0].value, row[1].value) for row in rows] == [("1", "=HYPERLINK(1)"), ("2", "Әсел Қуаныш")]
    assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}
    assert rows[0][8].value == "Розетка"


def test_attendance_counts_who_came_by_outlet_and_kind(officer, agency):
    event = make_event(agency, places={PositionKind.SEAT: 9, PositionKind.TRIPOD: 9, PositionKind.REMOTE: None})
    first = make_registration(event, outlet_name="Дала")
    make_registration(event, outlet_name="дала ")
    tripod = make_registration(event, outlet_name="Қала", position=PositionKind.TRIPOD)
    make_registration(event, outlet_name="Қала", position=PositionKind.REMOTE)
    gone = make_registration(event, outlet_name="Дала")
    withdraw_registration(registration=gone, by=None, at=THURSDAY)
    for registration in (first, tripod):
        for direction in (Direction.IN, Direction.OUT):
            record_visit(
                registration=registration, direction=direction, mark=uuid4(), by=officer, at=THURSDAY + timedelta(1)
            )
    client = signed_in(officer)
    assert client.get(url(event)).context["attendance"] is None
    close_event(event=event, by=officer, at=THURSDAY)
    page = client.get(url(event))
    attendance = page.context["attendance"]
    groups = {
        group.label: (group.registered, group.came, group.stayed_away, group.share) for group in attendance.outlets
    }
    assert groups == {"Дала": (2, 1, 1, 50), "Қала": (1, 1, 0, 100)}
    kinds = {group.label: (group.registered, group.came) for group in attendance.positions}
    assert kinds == {"seat": (2, 1), "place for a tripod": (1, 1)}
    assert (attendance.whole.registered, attendance.whole.came, attendance.whole.share) == (3, 2, 67)
    assert attendance.remote == 1
    assert "2 of 3 came: 67 %" in page.content.decode()
    assert Event.objects.get().state == EventState.HELD

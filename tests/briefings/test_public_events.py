"""What anybody reads of events: the list, the month, the week, one event, the front page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.states import Role
from briefings.models import Event, Speaker
from briefings.services import cancel_event, close_event, move_event
from briefings.states import Entry, EventKind, EventState, PositionKind
from deadlines.models import CalendarDay
from deadlines.states import DayKind
from tests.accreditation.press import THURSDAY, make_rules
from tests.briefings.stage import make_event, make_registration, make_room
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(minutes=5)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def text(response, status=200) -> str:
    """The page as it is read: one line, no entities."""
    assert response.status_code == status
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def shown(client, path, **query) -> str:
    return text(client.get(f"/en{path}", query))


def cancel(event, note="Ауа райы / Погода"):
    officer = make_member(Role.PRESS_OFFICER, event.agency).user
    return cancel_event(event=event, note_kk=note, note_ru=note, by=officer, at=NOW)


# --- The list ---------------------------------------------------------------------------------------------------


def test_menu_and_front_page_lead_to_events(client):
    assert shown(client, "/").count('href="/en/events/"') == 2


def test_list_has_what_is_to_come_in_order_and_what_is_over_apart(client):
    make_event(name_en="Later one", starts_at=NOW + 3 * DAY)
    make_event(name_en="Sooner one", starts_at=NOW + DAY)
    make_event(name_en="Over one", at=NOW - 9 * DAY, starts_at=NOW - 2 * DAY)
    off = cancel(make_event(name_en="Cancelled one", starts_at=NOW + 2 * DAY))
    make_event(name_en="Draft one", state=EventState.DRAFT)
    page = shown(client, "/events/")
    names = re.findall(r'href="/en/events/\d+/">([^<]+)<', page)
    assert names == ["Sooner one", "Cancelled one", "Later one"]
    assert "Cancelled" in page[page.index("Cancelled one</a>") : page.index("Later one")].replace("Cancelled one", "")
    assert ("(tomorrow)" in page, "(in 3 days)" in page) == (True, True)
    past = shown(client, "/events/", when="past")
    assert re.findall(r'href="/en/events/\d+/">([^<]+)<', past) == ["Over one"]
    assert "(2 days ago)" in past
    assert f"/en/events/{off.pk}/" not in past


def test_event_that_ended_early_is_over(client):
    event = make_event(name_en="Short one", starts_at=NOW + DAY)
    with time_machine.travel(NOW + DAY + timedelta(minutes=9), tick=False):
        officer = make_member(Role.PRESS_OFFICER, event.agency).user
        close_event(event=event, by=officer, at=NOW + DAY + timedelta(minutes=9))
        assert "Short one" not in shown(client, "/events/")
        assert "Short one" in shown(client, "/events/", when="past")


@pytest.mark.parametrize(
    ("query", "found", "why"),
    [
        ({}, {"Floods", "Steppe", "Silent"}, "nothing is asked"),
        ({"q": "flo"}, {"Floods"}, "a part of a word"),
        ({"q": "ПАВОД"}, {"Floods"}, "in another language, in capitals"),
        ({"q": "тасқын"}, {"Floods"}, "in Kazakh"),
        ({"q": "flo steppe"}, set(), "every word counts"),
        ({"agency": "steppes"}, {"Steppe"}, "one body"),
        ({"kind": "PRESS_TOUR"}, {"Steppe"}, "one kind"),
        ({"language": "en"}, {"Steppe"}, "spoken"),
        ({"language": "sign"}, {"Silent"}, "interpreted into"),
        ({"kind": "NONE"}, {"Floods", "Steppe", "Silent"}, "there is no such kind: said, and nothing left out"),
        ({"q": "\0"}, {"Floods", "Steppe", "Silent"}, "no letter"),
    ],
)
@pytest.mark.parametrize("path", ["/events/", "/events/2026/3/", "/events/2026/week/13/"])
def test_events_are_chosen(client, path, query, found, why):
    """Beginning and end of the words are those of the title; list, month and week choose alike."""
    make_event(name_en="Floods", name_ru="Паводок", name_kk="Су тасқыны")
    steppes = make_agency(slug="steppes")
    make_event(steppes, name_en="Steppe", name_ru="Степь", name_kk="Дала", kind=EventKind.PRESS_TOUR, languages=["en"])
    make_event(name_en="Silent", name_ru="Тихо", name_kk="Тыныш", interpretation=["sign"])
    page = shown(client, path, **query)
    assert {name for name in ("Floods", "Steppe", "Silent") if f"{name}</" in page} == found, why


def test_list_is_paged_and_keeps_what_was_chosen(client):
    agency = make_agency(slug="busy")
    for number in range(21):
        make_event(agency, name_en=f"Number {number}", starts_at=NOW + DAY * (number + 1))
    page = shown(client, "/events/", agency="busy")
    assert ("Number 19<" in page, "Number 20<" in page) == (True, False)
    assert "?agency=busy&page=2" in page
    assert "Number 20<" in shown(client, "/events/", agency="busy", page=2)


@pytest.mark.parametrize(
    ("path", "number"), [("/events/", 3), ("/events/2026/3/", 3), ("/events/2026/week/13/", 3), ("/", 2)]
)
def test_queries_do_not_grow(client, path, number):
    """The bodies to choose from, events with agency and room; the list counts, the calendars know the days off."""
    counts = []
    for rows in range(3):
        make_event(starts_at=NOW + (5 + rows) * DAY)
        if rows != 1:
            with CaptureQueriesContext(connection) as queries:
                shown(client, path)
            counts.append(len(queries))
    assert counts == [number, number]


# --- The month and the week ---------------------------------------------------------------------------------------


def cell(page: str, on: date) -> str:
    """The cell of a day in the table of a month."""
    [found] = [part for part in page.split("<td ")[1:] if f'datetime="{on.isoformat()}"' in part.split("</td>")[0]]
    return found.split("</td>")[0]


def test_month_is_a_table_with_its_days(client):
    event = make_event(name_en="Floods", starts_at=NOW + 7 * DAY)
    off = cancel(make_event(name_en="Off", starts_at=NOW + 7 * DAY))
    provisional = make_event(name_en="Perhaps", starts_at=NOW + 8 * DAY, state=EventState.PROVISIONAL)
    page = shown(client, "/events/2026/3/")
    assert "<caption" in page
    assert page.count('<th scope="col">') == 7
    assert [page.count("<td "), len(re.findall(r'<td [^>]*>\s*<p class="agenda__date">', page))] == [42, 31]
    day = cell(page, (NOW + 7 * DAY).date())
    assert f'href="{event.get_absolute_url().replace("/kk/", "/en/")}"' in day or f"/en/events/{event.pk}/" in day
    assert "cancelled" in day[day.index(f"/en/events/{off.pk}/") :]
    assert "Thursday, 26 March 2026" in day
    assert "provisional" in cell(page, (NOW + 8 * DAY).date())
    assert f"/en/events/{provisional.pk}/" in cell(page, (NOW + 8 * DAY).date())
    assert CalendarDay.objects.get(on=date(2026, 3, 23)).name_en in cell(page, date(2026, 3, 23))
    assert ["Today" in cell(page, NOW.date()), page.count(">Today<")] == [True, 1]
    assert ('href="/en/events/2026/2/"' in page, 'href="/en/events/2026/4/"' in page) == (True, True)


def test_month_of_an_agency_has_its_own_days_off_and_keeps_the_choice(client):
    agency = make_agency(slug="own")
    CalendarDay.objects.create(
        agency=agency,
        on=date(2026, 3, 25),
        kind=DayKind.AGENCY_CLOSED,
        name_kk="-",
        name_ru="-",
        name_en="Moving house",
    )
    assert "Moving house" in shown(client, "/events/2026/3/", agency="own")
    assert "Moving house" not in shown(client, "/events/2026/3/")
    assert "/en/events/2026/4/?agency=own" in shown(client, "/events/2026/3/", agency="own")


def test_event_of_two_days_stands_on_both_and_in_both_months(client):
    first = NOW.replace(month=3, day=31, hour=15)
    make_event(name_en="Tour", starts_at=first, ends_at=first + DAY)
    march, april = shown(client, "/events/2026/3/"), shown(client, "/events/2026/4/")
    assert "Tour" in cell(march, date(2026, 3, 31))
    assert "Tour" in cell(april, date(2026, 4, 1))
    assert march.count("Tour</span>") == april.count("Tour</span>") == 1


def test_event_that_ends_at_midnight_ends_on_its_day(client):
    make_event(name_en="Evening", starts_at=NOW.replace(day=20, hour=22), ends_at=NOW.replace(day=21, hour=0, minute=0))
    assert shown(client, "/events/2026/3/").count("Evening</span>") == 1


def test_day_is_that_of_the_agency(client):
    """Late in the evening in Almaty is still the day before elsewhere."""
    agency = make_agency(time_zone="Europe/Lisbon")
    make_event(agency, name_en="Far", starts_at=NOW.replace(month=4, day=1, hour=2))
    assert "Far" in cell(shown(client, "/events/2026/3/"), date(2026, 3, 31))


def test_week_has_every_day_and_who_comes_next(client):
    make_event(name_en="Floods", starts_at=NOW + 7 * DAY)
    page = shown(client, "/events/2026/week/13/")
    assert page.count('<h3 class="govuk-heading-s weekday__title">') == 7
    thursday = page[page.index("Thursday, 26 March 2026") : page.index("Friday, 27 March 2026")]
    assert "Floods" in thursday
    assert ("/en/events/2026/week/12/" in page, "/en/events/2026/week/14/" in page) == (True, True)


@pytest.mark.parametrize(
    "path",
    [
        "/events/2026/13/",
        "/events/2026/0/",
        "/events/1999/12/",
        "/events/2101/1/",
        "/events/0/1/",
        "/events/2026/week/54/",
        "/events/2026/week/0/",
        "/events/99999/week/1/",
        "/events/99999999999999999999/1/",
    ],
)
def test_there_is_no_such_month_or_week(client, path):
    assert client.get(f"/en{path}").status_code == 404


def test_calendar_ends_without_a_link_to_nowhere(client):
    assert 'rel="prev"' not in shown(client, "/events/2000/1/")
    assert 'rel="next"' not in shown(client, "/events/2100/12/")


# --- One event ----------------------------------------------------------------------------------------------------


def test_page_of_an_event_says_everything(client):
    agency = make_agency(name_en="Ministry of Rivers")
    event = make_event(
        agency,
        name_en="Floods",
        room=make_room(agency, has_lift=True),
        summary_en="The minister tells.",
        programme_en="10:00 Opening",
        stream_url="https://stream.example/floods",
        languages=["kk", "ru"],
        interpretation=["sign"],
        contact_phone="+7 701 000 00 01",
        contact_email="press@rivers.example",
        regulation_kk="Ереже",
        regulation_ru="Регламент зала",
        outlet_quota=2,
        takes_walk_ins=True,
        places={PositionKind.SEAT: 2, PositionKind.TRIPOD: 1, PositionKind.REMOTE: None},
    )
    Speaker.objects.create(event=event, number=1, name_kk="-", name_ru="А. Оспанов", role_kk="-", role_ru="министр")
    make_registration(event)
    make_registration(event, position=PositionKind.TRIPOD)
    make_registration(event, position=PositionKind.TRIPOD)
    page = shown(client, f"/events/{event.pk}/")
    for words in (
        "Ministry of Rivers",
        "Briefing",
        "Confirmed",
        "(in 7 days)",
        "Thu 26 March 2026, 11:00</time>–",
        "Press hall",
        "Астана, проспект Мәңгілік Ел, 8",
        "Can be entered in a wheelchair.",
        "https://stream.example/floods",
        "The minister tells.",
        "10:00 Opening",
        "А. Оспанов",
        "министр",
        "Kazakh, Russian",
        "Interpreted into: sign language",
        "tel:+77010000001",
        "mailto:press@rivers.example",
        "Seat – 1 place left",
        "Place for a tripod – all taken; you join the waiting list",
        "By video link – as many as come",
        "Every outlet may send 2 people.",
        "Who has not registered may come too",
        "Регламент зала",
        f"/en/events/{event.pk}/event.ics",
        f"/en/messages/subscribe/event/?agency={agency.slug}",
        f'href="/en/events/{event.pk}/register/"',
    ):
        assert words in page, words


def test_changes_are_told_with_their_notes_old_and_new_time(client):
    event = make_event(name_en="Floods")
    officer = make_member(Role.PRESS_OFFICER, event.agency).user
    later = {"starts_at": event.starts_at + DAY, "ends_at": event.ends_at + DAY}
    moved = move_event(event=event, **later, note_kk="Ауысты", note_ru="Министр в пути", by=officer, at=NOW)
    page = shown(client, f"/events/{event.pk}/")
    assert "Moved: from 26 March 2026" in page
    assert "to 27 March 2026" in page
    assert "Министр в пути" in page
    cancel(moved, note="Министр болен")
    page = shown(client, f"/events/{event.pk}/")
    assert "The event has been cancelled. It does not take place." in page
    assert page.count("Министр болен") == 2  # at the top, and in the history
    assert "/register/" not in page


def test_provisional_event_says_so_in_words(client):
    event = make_event(state=EventState.PROVISIONAL)
    assert "Time and place are not confirmed yet." in shown(client, f"/events/{event.pk}/")


def test_closed_session_names_its_ground_and_takes_nobody(client):
    said = {"ground_kk": "Құпия", "ground_ru": "Государственные секреты", "starts_at": NOW + 30 * DAY}
    event = make_event(kind=EventKind.CLOSED_SESSION, places={}, **said)
    page = shown(client, f"/events/{event.pk}/")
    assert "Государственные секреты" in page
    assert "article 13(2)" in page
    assert ("/register/" in page, "Taking part" in page) == (False, False)


def test_draft_is_nowhere(client):
    """Of an event that was never announced, and of one that was dropped."""
    event = make_event(name_en="Secret one", state=EventState.DRAFT)
    for path in ("", "register/", "event.ics"):
        assert client.get(f"/en/events/{event.pk}/{path}").status_code == 404, path
    month = f"/en/events/{event.starts_at.year}/{event.starts_at.month}/"
    for path in (
        "/en/events/",
        month,
        "/en/events/2026/week/13/",
        "/en/",
        "/en/events/calendar.ics",
        "/api/v1/events/",
    ):
        response = client.get(path)
        assert (response.status_code, "Secret one" in response.content.decode()) == (200, False), path
    feed = client.get(f"/en/events/{event.agency.slug}/calendar.ics")
    assert b"VEVENT" not in feed.content


def test_front_page_has_the_next_three(client):
    for number in range(1, 5):
        make_event(name_en=f"Number {number}", starts_at=NOW + number * DAY)
    cancel(make_event(name_en="Off", starts_at=NOW + DAY))
    page = shown(client, "/")
    assert re.findall(r'href="/en/events/\d+/">([^<]+)<', page) == ["Number 1", "Number 2", "Number 3"]
    Event.objects.filter(name_en__startswith="Number").update(state=EventState.HELD)
    assert "Next events" not in shown(client, "/")


# --- The way in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words", "why"),
    [
        ({}, "It takes a minute and needs no account.", "open to any journalist"),
        ({"entry": Entry.ACCREDITED}, "Sign in to register.", "nobody is signed in"),
        ({"entry": Entry.TEMPORARY}, "or apply for the accreditation first", "nobody is signed in"),
        ({"registration_until_at": NOW - timedelta(minutes=1)}, "Registration ended on", "its term has passed"),
        ({"places": {}}, "Nobody needs to register", "there are no places"),
    ],
)
def test_event_says_how_to_come_or_why_not(client, fields, words, why):
    agency = make_agency()
    make_rules(agency)
    event = make_event(agency, starts_at=NOW + 21 * DAY, **fields)
    assert words in shown(client, f"/events/{event.pk}/"), why

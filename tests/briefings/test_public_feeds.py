"""What calendar programs and machines read of events."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from agencies.states import Role
from briefings.calendars import render_invitation
from briefings.models import Registration
from briefings.queries import IN_A_FEED
from briefings.services import announce_event, cancel_event, move_event, withdraw_registration
from briefings.states import EventKind, EventState, PositionKind
from inquiries.services import open_feed
from tests.accreditation.press import THURSDAY
from tests.briefings.stage import make_event, make_registration
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(minutes=5)
DAY = timedelta(days=1)
ALMATY = ZoneInfo("Asia/Almaty")
LONG = "Қазақстан Республикасының Су ресурстары және ирригация министрлігінің көктемгі су тасқынына дайындығы туралы"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def entries(content: bytes) -> list:
    """Read by the library that knows nothing of us, after what RFC 5545 asks of the text itself."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    assert [line for line in lines if len(line) > 75] == []
    for line in lines:
        line.decode()  # no letter is cut in two
    return list(Calendar.from_ical(content).walk("VEVENT"))


def feed(client, path="/en/events/calendar.ics") -> list:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return entries(response.content)


def officer(event):
    return make_member(Role.PRESS_OFFICER, event.agency).user


def test_one_entry_lives_through_announcement_confirmation_move_and_cancellation(client):
    event = make_event(state=EventState.PROVISIONAL)
    uid, told = f"{event.uid}@", []

    def tell():
        [entry] = feed(client)
        assert str(entry["uid"]).startswith(uid)
        told.append((int(entry["sequence"]), str(entry["status"]), entry.decoded("dtstart")))

    tell()
    event = announce_event(event=event, by=officer(event), at=NOW)
    tell()
    times = {"starts_at": event.starts_at + DAY, "ends_at": event.ends_at + DAY}
    event = move_event(event=event, **times, note_kk="-", note_ru="-", by=officer(event), at=NOW)
    tell()
    cancel_event(event=event, note_kk="-", note_ru="-", by=officer(event), at=NOW)
    tell()
    first = datetime(2026, 3, 26, 11, tzinfo=ALMATY)
    assert told == [
        (1, "TENTATIVE", first),
        (2, "CONFIRMED", first),
        (3, "CONFIRMED", first + DAY),
        (4, "CANCELLED", first + DAY),
    ]


def test_time_stands_in_the_zone_of_the_agency_with_its_rules(client):
    make_event()
    content = client.get("/en/events/calendar.ics").content
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:Asia/Almaty\r\n" in content
    assert b"DTSTART;TZID=Asia/Almaty:20260326T110000\r\n" in content
    assert b"DTEND;TZID=Asia/Almaty:20260326T120000\r\n" in content
    [zone] = Calendar.from_ical(content).walk("VTIMEZONE")
    [entry] = entries(content)
    assert datetime(2026, 3, 26, 11, tzinfo=zone.to_tz()).utcoffset() == timedelta(hours=5)
    assert entry.decoded("dtstart").utcoffset() == timedelta(hours=5)


def test_long_kazakh_words_are_folded_between_letters(client):
    make_event(name_kk=LONG, summary_kk=f"{LONG}; {LONG}, \\ {LONG}\nекінші жол")
    [entry] = feed(client, "/kk/events/calendar.ics")
    assert str(entry["summary"]) == LONG
    assert f"{LONG}; {LONG}, \\ {LONG}\nекінші жол" in str(entry["description"])
    assert re.search(rb"\r\n ", client.get("/kk/events/calendar.ics").content)


def test_language_is_that_of_the_address(client):
    make_event(name_kk="Су", name_ru="Вода", name_en="Water")
    said = [str(feed(client, f"/{language}/events/calendar.ics")[0]["summary"]) for language in ("kk", "ru", "en")]
    assert said == ["Су", "Вода", "Water"]


def test_agency_has_a_feed_of_its_own(client):
    mine = make_event(make_agency(slug="mine"), name_en="Mine")
    make_event(name_en="Another")
    assert [str(entry["summary"]) for entry in feed(client, "/en/events/mine/calendar.ics")] == ["Mine"]
    assert {str(entry["summary"]) for entry in feed(client)} == {"Mine", "Another"}
    mine.agency.is_active = False
    mine.agency.save()
    assert client.get("/en/events/mine/calendar.ics").status_code == 404
    assert client.get("/en/events/none/calendar.ics").status_code == 404


def test_feed_is_kept_a_while_and_not_sent_twice(client):
    make_event()
    first = client.get("/en/events/calendar.ics")
    assert first["Cache-Control"] == "public, max-age=900"
    again = client.get("/en/events/calendar.ics", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    make_event()
    assert client.get("/en/events/calendar.ics", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_feed_has_an_end(client, monkeypatch):
    assert IN_A_FEED == 500
    monkeypatch.setattr("briefings.queries.IN_A_FEED", 2)
    for number in range(3):
        make_event(name_en=f"Number {number}", starts_at=NOW + (number + 1) * DAY)
    make_event(name_en="Long ago", at=NOW - 200 * DAY, starts_at=NOW - 100 * DAY)
    assert {str(entry["summary"]) for entry in feed(client)} == {"Number 1", "Number 2"}
    monkeypatch.setattr("briefings.queries.IN_A_FEED", 9)
    assert len(feed(client)) == 3


def test_feed_without_events_is_a_calendar(client):
    assert feed(client) == []


def test_one_event_is_a_file(client):
    event = make_event(name_en="Floods")
    make_event()
    [entry] = feed(client, f"/en/events/{event.pk}/event.ics")
    assert str(entry["summary"]) == "Floods"


def test_queries_do_not_grow(client):
    counts = []
    for rows in range(3):
        make_event()
        if rows != 1:
            with CaptureQueriesContext(connection) as queries:
                feed(client)
            counts.append(len(queries))
    assert counts == [1, 1]


# --- A person's own -------------------------------------------------------------------------------------------------


def own(client, user) -> dict[str, str]:
    response = client.get(f"/calendar/{open_feed(by=user, at=NOW).token}/events.ics")
    headers = (response.status_code, response["Cache-Control"], response["X-Robots-Tag"])
    assert headers == (200, "private, max-age=900", "noindex, nofollow")
    return {str(entry["summary"]): str(entry["status"]) for entry in entries(response.content)}


def test_own_feed_has_one_entry_for_each_event_and_says_what_is_sure(client):
    user, places = make_user(language="en"), {PositionKind.SEAT: 1}
    seated = make_registration(make_event(name_en="Seated"), user=user)
    full = make_event(name_en="Waiting", places=places)
    make_registration(full)
    make_registration(full, user=user)
    gone = make_registration(make_event(name_en="Gone"), user=user)
    withdraw_registration(registration=gone, by=user, at=NOW)
    back = make_event(name_en="Back")
    withdraw_registration(registration=make_registration(back, user=user, email="a@b.example"), by=user, at=NOW)
    make_registration(back, user=user, email="a@b.example")
    off = make_event(name_en="Off", places=places)
    make_registration(off)
    make_registration(off, user=user)
    cancel_event(event=off, note_kk="-", note_ru="-", by=officer(off), at=NOW)
    make_registration(make_event(name_en="Of others"), user=make_user())
    assert own(client, user) == {
        "Seated": "CONFIRMED",
        "Waiting": "TENTATIVE",
        "Gone": "CANCELLED",
        "Back": "CONFIRMED",
        "Off": "CANCELLED",
    }
    content = client.get(f"/calendar/{user.calendar_feed.token}/events.ics").content
    secrets = Registration.objects.values_list("secret", flat=True)
    assert [secret for secret in secrets if secret.encode() in content] == []
    assert f"/events/{seated.event_id}/".encode() in content


@pytest.mark.parametrize("token", ["0" * 32, "no-token", "ә"])
def test_unknown_token_is_no_calendar(client, token):
    assert client.get(f"/calendar/{token}/events.ics").status_code == 404


def test_own_address_stands_in_the_cabinet(client):
    user = make_user()
    client.force_login(user)
    assert "events.ics" not in client.get("/en/my-events/").content.decode()
    token = open_feed(by=user, at=NOW).token
    assert f"/calendar/{token}/events.ics" in client.get("/en/my-events/").content.decode()


def test_invitation_is_taken_out_again_after_withdrawal(client):
    made = make_registration(full_name='Әсел, "Дала үні"')
    before = Calendar.from_ical(render_invitation(made))
    withdraw_registration(registration=made, by=None, at=NOW)
    response = client.get(f"/en/events/{made.event_id}/registration/{made.secret}/event.ics")
    after = Calendar.from_ical(response.content)
    assert [str(before["method"]), str(after["method"])] == ["REQUEST", "CANCEL"]
    assert len({str(calendar.walk("VEVENT")[0]["uid"]) for calendar in (before, after)}) == 1


# --- The API --------------------------------------------------------------------------------------------------------


def results(client, **query) -> list[str]:
    response = client.get("/api/v1/events/", query)
    assert response.status_code == 200
    return [row["name_en"] for row in response.json()["results"]]


def test_api_has_announced_events_in_order_with_their_places(client):
    event = make_event(make_agency(slug="rivers"), name_en="Floods", starts_at=NOW + 2 * DAY)
    make_event(name_en="Sooner", starts_at=NOW + DAY, room=None, place_kk="", place_ru="", kind=EventKind.PRESS_TOUR)
    make_event(name_en="Draft", state=EventState.DRAFT)
    assert results(client) == ["Sooner", "Floods"]
    assert results(client, agency="rivers") == ["Floods"]
    assert results(client, kind="PRESS_TOUR") == ["Sooner"]
    row = client.get("/api/v1/events/").json()["results"][1]
    assert (row["uid"], row["sequence"], row["state"], row["agency"]) == (str(event.uid), 1, "CONFIRMED", "rivers")
    assert row["place_kk"].endswith("Астана, Мәңгілік Ел даңғылы, 8")
    assert row["url"].endswith(f"/events/{event.pk}/")


@pytest.mark.parametrize(
    ("query", "found", "why"),
    [
        ({"from": "2026-03-20T12:00:00+05:00"}, ["Second"], "the first has ended by then"),
        ({"from": "2026-03-20T11:30:00+05:00"}, ["First", "Second"], "the first goes on"),
        ({"until": "2026-03-21T11:00:00+05:00"}, ["First"], "the second does not begin before"),
        ({"from": "2026-03-20T12:00:00+05:00", "until": "2026-03-21T11:00:00+05:00"}, [], "nothing between"),
    ],
)
def test_api_takes_a_span(client, query, found, why):
    for number, name in ((1, "First"), (2, "Second")):
        make_event(name_en=name, starts_at=THURSDAY + number * DAY)
    assert results(client, **query) == found, why


@pytest.mark.parametrize("query", [{"from": "yesterday"}, {"kind": "NONE"}, {"state": "DRAFT"}])
def test_api_refuses_what_it_cannot_read(client, query):
    assert client.get("/api/v1/events/", query).status_code == 400

"""What calendar programs read: created, moved, cancelled, in the agency's zone, Kazakh letters folded whole."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from agencies.states import Role
from briefings.calendars import render_calendar, render_invitation
from briefings.models import Event
from briefings.services import announce_event, cancel_event, move_event, withdraw_registration
from briefings.states import EventState
from notifications.channels import compose
from notifications.models import Message
from notifications.states import Channel
from tests.accreditation.press import THURSDAY
from tests.briefings.stage import IN_A_WEEK, make_event, make_registration
from tests.country import make_member

LONG = "Әкімдік өңірдегі су тасқынының алдын алу, ауылдарды қорғау және көмек көрсету шаралары туралы һәм толық іс-шара"
NOTE = {"note_kk": "Залда жөндеу.", "note_ru": "В зале ремонт."}


def feed(language="kk"):
    events = Event.objects.announced().select_related("agency", "room")
    return render_calendar(events, name="Оқиғалар", language=language)


def only_entry(text):
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    return entry


def told(entry):
    return int(entry["SEQUENCE"]), str(entry["STATUS"]), entry.decoded("DTSTART"), str(entry["UID"])


@pytest.mark.django_db
def test_calendars_follow_an_event_from_provisional_to_cancelled():
    """One UID; each change raises the SEQUENCE; the time is the new one; the end is CANCELLED and stays in the feed."""
    event = make_event(state=EventState.PROVISIONAL)
    by = make_member(Role.PRESS_OFFICER, event.agency).user
    uid = str(only_entry(feed())["UID"])
    assert uid.startswith(str(event.uid))
    assert told(only_entry(feed())) == (1, "TENTATIVE", IN_A_WEEK, uid)
    event = announce_event(event=event, by=by, at=THURSDAY)
    assert told(only_entry(feed())) == (2, "CONFIRMED", IN_A_WEEK, uid)
    later = {"starts_at": IN_A_WEEK + timedelta(days=1), "ends_at": IN_A_WEEK + timedelta(days=1, hours=2)}
    event = move_event(event=event, **later, **NOTE, by=by, at=THURSDAY)
    assert told(only_entry(feed())) == (3, "CONFIRMED", later["starts_at"], uid)
    assert only_entry(feed()).decoded("DTEND") == later["ends_at"]
    cancel_event(event=event, **NOTE, by=by, at=THURSDAY)
    assert told(only_entry(feed())) == (4, "CANCELLED", later["starts_at"], uid)


@pytest.mark.django_db
def test_time_stands_in_the_agencys_zone_with_its_rule():
    """Programs that know no Asia/Almaty read the offset from VTIMEZONE: since March 2024 it is five hours."""
    make_event()
    text = feed().decode()
    assert "DTSTART;TZID=Asia/Almaty:20260326T110000" in text
    (zone,) = Calendar.from_ical(text).walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Asia/Almaty"
    rebuilt = zone.to_tz()
    moment = datetime(2026, 3, 26, 11, tzinfo=rebuilt)
    assert moment.utcoffset() == datetime(2026, 3, 26, 11, tzinfo=ZoneInfo("Asia/Almaty")).utcoffset()
    assert moment.utcoffset() == timedelta(hours=5)


@pytest.mark.django_db
def test_kazakh_text_is_folded_between_letters():
    """Lines end with CRLF and hold at most 75 octets, and no letter is cut in two (RFC 5545 3.1)."""
    make_event(name_kk=LONG)
    raw = feed()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # a letter cut in two would not be read
    assert str(only_entry(raw)["SUMMARY"]) == LONG


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("kk", "Су тасқынына дайындық"), ("ru", "Подготовка к паводку")])
def test_calendar_speaks_the_readers_language(language, name):
    make_event()
    entry = only_entry(feed(language))
    assert str(entry["SUMMARY"]) == name
    assert ("Астана, Мәңгілік Ел даңғылы, 8" in str(entry["LOCATION"])) == (language == "kk")


@pytest.mark.django_db
def test_special_characters_are_escaped():
    make_event(name_kk="Бір; екі, үш\\төрт")
    assert str(only_entry(feed())["SUMMARY"]) == "Бір; екі, үш\\төрт"


@pytest.mark.django_db
def test_invitation_puts_the_event_into_the_readers_calendar_and_takes_it_out():
    registration = make_registration(email="reporter@outlet.example")
    put = Calendar.from_ical(render_invitation(registration))
    (entry,) = put.walk("VEVENT")
    assert (str(put["METHOD"]), str(entry["STATUS"])) == ("REQUEST", "CONFIRMED")
    assert (str(entry["ATTENDEE"]), entry["ATTENDEE"].params["PARTSTAT"]) == (
        "MAILTO:reporter@outlet.example",
        "ACCEPTED",
    )
    assert str(entry["ORGANIZER"]) == f"MAILTO:{registration.event.agency.email}"
    gone = withdraw_registration(registration=registration, by=None, at=THURSDAY)
    taken = Calendar.from_ical(render_invitation(gone))
    assert (str(taken["METHOD"]), str(taken.walk("VEVENT")[0]["STATUS"])) == ("CANCEL", "CANCELLED")
    assert taken.walk("VEVENT")[0]["UID"] == entry["UID"]


@pytest.mark.django_db
def test_letter_carries_the_invitation_as_its_own_part():
    """text/calendar with the method in the type (RFC 6047): mail programs offer it, and need no attachment opened."""
    make_registration()
    message = Message.objects.get(kind="event_registration", channel=Channel.EMAIL)
    mail = compose(message).message()
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert only_entry(part.get_payload(decode=True))["SUMMARY"] == "Су тасқынына дайындық"

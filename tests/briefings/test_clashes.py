"""What the office is warned of, each with its reason; nothing here refuses anything."""

from datetime import timedelta

import pytest

from agencies.states import Role
from briefings.clashes import ClashKind, clashes_kept
from briefings.models import Event
from briefings.services import SpeakerWords, cancel_event, close_event, save_event
from briefings.states import EventKind, EventState, PositionKind
from tests.accreditation.press import THURSDAY
from tests.briefings.stage import make_event, make_room
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
IN_A_WEEK = THURSDAY + timedelta(days=7)  # 11:00 on Thursday the 26th
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ERLAN = SpeakerWords({"kk": "Ерлан Қасымов", "ru": "Ерлан Касымов", "en": ""}, {"kk": "министр", "ru": "министр"})
# The same man, as another office writes him: capitals, two spaces, and only the Russian name is alike.
AGAIN = SpeakerWords({"kk": "Е. Қасымов", "ru": "ЕРЛАН  Касымов", "en": ""}, {"kk": "вице", "ru": "вице"})
DANA = SpeakerWords({"kk": "Дана", "ru": "Дана", "en": ""}, {"kk": "орынбасар", "ru": "заместитель"})
K = ClashKind


@pytest.fixture
def home():
    return make_agency()


def event_of(agency, *, speakers=(), **fields):
    state = fields.pop("state", EventState.CONFIRMED)
    officer = make_member(Role.PRESS_OFFICER, agency).user
    event = make_event(agency, by=officer, state=EventState.DRAFT, **fields)
    places = {PositionKind(row.kind): row.places for row in event.positions.all()}
    event = save_event(event=event, speakers=speakers, places=places, by=officer, at=THURSDAY)
    if state == EventState.CONFIRMED:
        Event.objects.filter(pk=event.pk).update(state=state, announced_at=THURSDAY)
    return Event.objects.select_related("agency", "room").get(pk=event.pk)


def kinds(event):
    return [clash.kind for clash in clashes_kept(event)]


# (what the other event of this agency is, the warning, why)
SAME_AGENCY = [
    ({"same_room": True}, [K.ROOM], "the room is taken"),
    ({"same_room": True, "state": EventState.DRAFT}, [K.ROOM], "a draft of ours takes it too"),
    ({"same_room": True, "starts_at": IN_A_WEEK + HOUR}, [], "it begins when ours ends"),
    ({"same_room": True, "starts_at": IN_A_WEEK - HOUR}, [], "it ends when ours begins"),
    ({"same_room": True, "starts_at": IN_A_WEEK + HOUR / 2}, [K.ROOM], "half an hour is shared"),
    ({}, [], "another room of the same agency"),
    ({"speakers": [AGAIN]}, [K.SPEAKER], "the same name in one of the languages"),
    ({"speakers": [AGAIN], "state": EventState.DRAFT}, [K.SPEAKER], "our own draft"),
    ({"speakers": [DANA]}, [], "somebody else"),
    ({"speakers": [AGAIN], "starts_at": IN_A_WEEK + DAY}, [], "the same man on another day"),
]


@pytest.mark.parametrize(("other", "warnings", "why"), SAME_AGENCY, ids=[row[2] for row in SAME_AGENCY])
def test_own_events_clash(home, other, warnings, why):
    room = make_room(home)
    fields = {"room": room} if other.pop("same_room", False) else {}
    event_of(home, **fields, **other)
    assert kinds(event_of(home, room=room, speakers=[ERLAN])) == warnings


ELSEWHERE = [
    ({}, [K.OTHER_AGENCY], "newsrooms cannot be in two places"),
    ({"kind": EventKind.PRESS_CONFERENCE}, [K.OTHER_AGENCY], "a press conference as well"),
    ({"kind": EventKind.MEETING}, [], "not an event for all the press"),
    ({"state": EventState.DRAFT}, [], "a draft of another agency is nobody's business"),
    ({"starts_at": IN_A_WEEK + 2 * HOUR}, [], "at another hour"),
    ({"kind": EventKind.MEETING, "speakers": [AGAIN]}, [K.SPEAKER], "he cannot be in two places either"),
    ({"state": EventState.DRAFT, "speakers": [AGAIN]}, [], "nor do we read their drafts for speakers"),
]


@pytest.mark.parametrize(("other", "warnings", "why"), ELSEWHERE, ids=[row[2] for row in ELSEWHERE])
def test_events_of_other_agencies_clash(home, other, warnings, why):
    event_of(make_agency(), **other)
    assert kinds(event_of(home, speakers=[ERLAN])) == warnings


DAYS = [
    (THURSDAY.replace(day=27, hour=9, minute=0), [], "as the office opens"),
    (THURSDAY.replace(day=27, hour=17, minute=30), [], "it ends as the office closes"),
    (THURSDAY.replace(day=27, hour=8, minute=59), [K.OUT_OF_HOURS], "before the office opens"),
    (THURSDAY.replace(day=27, hour=17, minute=31), [K.OUT_OF_HOURS], "after it closes"),
    (THURSDAY.replace(day=28), [K.CLOSED_DAY], "a Saturday"),
    (THURSDAY.replace(day=23), [K.CLOSED_DAY], "Nauryz, a Monday"),
    (THURSDAY.replace(day=28, hour=6), [K.CLOSED_DAY], "a closed day is said once, without its hours"),
    (THURSDAY.replace(day=27, hour=23, minute=30), [K.CLOSED_DAY], "it runs into the Saturday"),
]


@pytest.mark.parametrize(("starts_at", "warnings", "why"), DAYS, ids=[row[2] for row in DAYS])
def test_days_and_hours_warn(home, starts_at, warnings, why):
    assert kinds(event_of(home, starts_at=starts_at)) == warnings


def test_hours_are_those_of_the_agency():
    """An office may open later than others."""
    late = make_agency(opens="11:30")
    assert kinds(event_of(late)) == [K.OUT_OF_HOURS]


@pytest.mark.parametrize(
    ("places", "warnings", "why"),
    [
        ({PositionKind.SEAT: 120, PositionKind.REMOTE: 500}, [], "as many as the room holds; nobody remote sits in it"),
        ({PositionKind.SEAT: 115, PositionKind.TRIPOD: 6}, [K.ROOM_TOO_SMALL], "one more than the room holds"),
        ({PositionKind.SEAT: None}, [], "who knows how many come"),
    ],
)
def test_room_is_too_small(home, places, warnings, why):
    assert kinds(event_of(home, places=places)) == warnings


def test_what_is_over_clashes_with_nothing(home):
    room = make_room(home)
    officer = make_member(Role.PRESS_OFFICER, home).user
    cancelled, held = (event_of(home, room=room, speakers=[ERLAN]) for _ in range(2))
    cancel_event(event=cancelled, note_kk="Ауа райы", note_ru="Погода", by=officer, at=THURSDAY)
    close_event(event=held, by=officer, at=THURSDAY)
    assert kinds(event_of(home, room=room, speakers=[ERLAN])) == []


def test_warning_names_the_other_event_and_its_key_follows_its_time(home):
    room = make_room(home)
    other = event_of(home, room=room)
    event = event_of(home, room=room)
    [clash] = clashes_kept(event)
    assert (clash.other, other.name in clash.words) == (other, True)
    Event.objects.filter(pk=other.pk).update(starts_at=IN_A_WEEK + HOUR / 4)
    assert clashes_kept(event)[0].key != clash.key

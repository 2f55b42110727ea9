"""Rooms, events and participants: plain functions that make real, valid rows. Say only what matters."""

from datetime import timedelta
from itertools import count
from typing import Any

from agencies.models import Agency
from agencies.states import Role
from briefings.models import Event, Registration, Room
from briefings.services import Participant, announce_event, register, save_event
from briefings.states import EventKind, EventState, PositionKind
from tests.accreditation.press import THURSDAY
from tests.country import make_agency, make_member

IN_A_WEEK = THURSDAY + timedelta(days=7)
_numbers = count(1)


def make_room(agency: Agency, **fields: Any) -> Room:
    number = next(_numbers)
    return Room.objects.create(
        **{
            "agency": agency,
            "name_kk": f"Баспасөз залы {number}",
            "name_ru": f"Пресс-зал {number}",
            "name_en": f"Press hall {number}",
            "address_kk": "Астана, Мәңгілік Ел даңғылы, 8",
            "address_ru": "Астана, проспект Мәңгілік Ел, 8",
            "seats": 120,
        }
        | fields
    )


def make_event(agency: Agency | None = None, *, at=THURSDAY, state=EventState.CONFIRMED, places=None, **fields: Any):
    """A confirmed briefing in a week with 100 seats, and as many by video link as come."""
    agency = agency or make_agency()
    officer = fields.pop("by", None) or make_member(Role.PRESS_OFFICER, agency).user
    starts_at = fields.pop("starts_at", at + timedelta(days=7))
    event = Event(
        **{
            "agency": agency,
            "kind": EventKind.BRIEFING,
            "name_kk": "Су тасқынына дайындық",
            "name_ru": "Подготовка к паводку",
            "name_en": "Getting ready for the floods",
            "summary_kk": "Министр дайындық туралы айтады.",
            "summary_ru": "Министр расскажет о подготовке.",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=1),
            "room": fields.pop("room", None) or make_room(agency),
            "languages": ["kk", "ru"],
            "contact_name": "Айгүл Сәтбаева",
        }
        | fields
    )
    places = {PositionKind.SEAT: 100, PositionKind.REMOTE: None} if places is None else places
    event = save_event(event=event, places=places, by=officer, at=at)
    if state == EventState.DRAFT:
        return event
    return announce_event(event=event, provisional=state == EventState.PROVISIONAL, by=officer, at=at)


def participant(**fields: Any) -> Participant:
    number = next(_numbers)
    return Participant(
        **{
            "full_name": f"Тілші {number}",
            "email": f"reporter{number}@outlet.example",
            "outlet_name": f"Қала хабары {number}",
            "language": "kk",
        }
        | fields
    )


def make_registration(event: Event | None = None, *, at=THURSDAY, position=PositionKind.SEAT, **fields) -> Registration:
    event = event or make_event(at=at)
    acknowledged = fields.pop("acknowledged", event.regulation_version)
    given = {"acknowledged": acknowledged, "application": fields.pop("application", None)}
    return register(event=event, participant=participant(**fields), position=position, **given, at=at)

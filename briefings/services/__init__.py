"""Every write to events."""

from briefings.services.base import EventMoved
from briefings.services.events import (
    EventInThePast,
    NothingMoves,
    NoticeTooLate,
    PlacesTaken,
    SpeakerWords,
    announce_event,
    cancel_event,
    close_event,
    drop_event,
    last_notice_at,
    move_event,
    save_event,
    turn_events_due,
)
from briefings.services.promoting import RegistrationMoved, promote_due
from briefings.services.registering import (
    AccreditationNeeded,
    Participant,
    QuotaReached,
    RegistrationClosed,
    RegulationUnread,
    accept_place,
    admit_walk_in,
    held_accreditation,
    register,
    settle_applications_due,
    takes_registrations,
    withdraw_for,
    withdraw_registration,
)
from briefings.services.reminding import remind_due
from briefings.services.rooms import save_room
from briefings.services.spreading import spread_changes_due
from briefings.services.visiting import AlreadyThere, NoPlace, NotInside, head_count, record_visit

__all__ = [
    "AccreditationNeeded",
    "AlreadyThere",
    "EventInThePast",
    "EventMoved",
    "NoPlace",
    "NotInside",
    "NothingMoves",
    "NoticeTooLate",
    "Participant",
    "PlacesTaken",
    "QuotaReached",
    "RegistrationClosed",
    "RegistrationMoved",
    "RegulationUnread",
    "SpeakerWords",
    "accept_place",
    "admit_walk_in",
    "announce_event",
    "cancel_event",
    "close_event",
    "drop_event",
    "head_count",
    "held_accreditation",
    "last_notice_at",
    "move_event",
    "promote_due",
    "record_visit",
    "register",
    "remind_due",
    "save_event",
    "save_room",
    "settle_applications_due",
    "spread_changes_due",
    "takes_registrations",
    "turn_events_due",
    "withdraw_for",
    "withdraw_registration",
]

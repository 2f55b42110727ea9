"""The tables of events."""

from briefings.models.events import Change, Event, Position, Room, Speaker
from briefings.models.registrations import Registration, Visit

__all__ = ["Change", "Event", "Position", "Registration", "Room", "Speaker", "Visit"]

"""The tables of events."""

from briefings.models.events import Change, Event, Position, Room, Speaker
from briefings.models.materials import EmbargoPromise, Material
from briefings.models.questions import Question, Vote
from briefings.models.registrations import Registration, Visit

__all__ = [
    "Change",
    "EmbargoPromise",
    "Event",
    "Material",
    "Position",
    "Question",
    "Registration",
    "Room",
    "Speaker",
    "Visit",
    "Vote",
]

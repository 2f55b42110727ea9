"""The officer's side of events."""

from briefings.admin.events import EventAdmin
from briefings.admin.rooms import RoomAdmin

__all__ = ["EventAdmin", "RoomAdmin"]

"""The rooms an agency holds its events in."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.access import require
from agencies.states import Permission
from audit.services import record
from briefings.models import Room


@transaction.atomic
def save_room(*, room: Room, by: User, at: datetime) -> Room:
    """A new room, or one that is described anew; its agency never changes."""
    authority = require(by, Permission.RUN_EVENTS, room.agency, at=at)
    room.save()
    record("room.saved", room, by=authority, at=at, agency=room.agency)
    return room

"""Short ways to write messages and to let them be delivered at a given moment."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from notifications.delivery import deliver_due
from notifications.models import Message, Preference
from notifications.services import Recipient, enqueue
from notifications.states import Channel
from tests.country import make_user

AT = datetime(2026, 3, 31, 6, tzinfo=UTC)
STRANGER = Recipient(None, "reader@people.example", "Reader")


def write(**fields: Any) -> list[Message]:
    defaults = {
        "key": "duty:1",
        "kind": "NOTICE",
        "to": STRANGER,
        "language": "en",
        "template": "letters/notice",
        "context": {"subject": "An answer is due", "due_at": AT},
        "agency": None,
        "at": AT,
    }
    with transaction.atomic():
        return enqueue(**defaults | fields)


def deliver(at: datetime = AT, limit: int = 100) -> int:
    return deliver_due(clock=lambda: at, limit=limit)


def states() -> dict[str, str]:
    """Where each message that leaves the house stands."""
    leaving = Message.objects.exclude(channel=Channel.INBOX)
    return {f"{message.key} {message.channel}": message.state for message in leaving.order_by("pk")}


def make_reachable(channel: Channel, address: str, user: User | None = None) -> Recipient:
    """A user with a confirmed further address."""
    user = user or make_user()
    Preference.objects.create(user=user, channel=channel, address=address, asked_at=AT, confirmed_at=AT)
    return Recipient.of(user)

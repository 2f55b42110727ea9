"""What is forgotten of messages about a person who wants to be forgotten: the words and their addresses.

That something was sent, of which kind, when and whether it arrived stays. What is still under way is delivered first:
the letter that says "your data are erased" is one of them.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from kernel.sweeping import each_apart
from notifications.models import Message
from notifications.states import FORGOTTEN, STUCK, Channel, State

ENDED = (State.SENT, *STUCK)
GONE = "—"


@transaction.atomic
def forget_messages(*, messages: QuerySet[Message], person: User | None) -> None:
    """In the caller's transaction. `person`: whose account is written to no more in their name.

    Those of the staff keep their address. In inboxes nothing was handed over: these rows go wholly.
    """
    messages.filter(channel=Channel.INBOX).delete()
    keys = list(messages.values_list("pk", flat=True))
    found = Message.objects.filter(pk__in=keys)
    found.filter(Q(recipient=None) | Q(recipient=person)).update(recipient=None, name="")
    found.update(is_to_forget=True)
    _forget(found)


def forget_messages_due(*, at: datetime, limit: int) -> int:
    """What was under way when it was to be forgotten, and has ended since."""
    due = Message.objects.filter(is_to_forget=True, state__in=ENDED).order_by("pk")
    return each_apart(partial(_forget_one, at=at), due.values_list("pk", flat=True)[:limit], what="message")


@transaction.atomic
def _forget_one(pk: int, *, at: datetime) -> bool:
    return _forget(Message.objects.filter(pk=pk)) > 0


def _forget(messages: QuerySet[Message]) -> int:
    """One UPDATE a message: whoever is faster has done it."""
    ended = messages.filter(is_to_forget=True, state__in=ENDED)
    nowhere = Concat(Value(FORGOTTEN), Cast("pk", CharField()))  # an address names a row once
    ended.filter(recipient=None).update(address=nowhere)
    blank = dict.fromkeys(("text", "html", "url", "invitation", "error"), "")
    return ended.update(subject=GONE, attachments=[], is_to_forget=False, **blank)

"""Handing over, once in effect: claim → hand over → record. docs/adr/0005-outbox.md says why in this order."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction

from notifications.channels import SENDERS, Failure, Refused, Unanswered, Unreachable
from notifications.models import ATTEMPTS, Message
from notifications.states import COLLAPSING, State

logger = logging.getLogger(__name__)

# Far longer than one handing over can take: after that its deliverer is taken for dead.
HOLD = timedelta(minutes=15)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),  # and so on
)


def deliver_due(*, clock: Callable[[], datetime], limit: int) -> int:
    """Hand over what is due, at most `limit` messages; returns how many were sent.

    A run lasts, so it is given the clock and reads it for every message. Any number of runs may go on at once.
    A channel that does not work at all rests until the next run.
    """
    hold_doubtful(at=clock())
    resting: set[str] = set()
    sent = 0
    for _turn in range(limit):
        message = _claim(at=clock(), resting=resting)
        if message is None:
            break
        failure = _hand_over(message, clock=clock)
        if isinstance(failure, Unreachable):
            resting.add(message.channel)
        sent += failure is None
    return sent


def hold_doubtful(*, at: datetime) -> int:
    """Leave to a person what may have arrived and must not be repeated."""
    return Message.objects.doubtful(at=at).update(state=State.IN_DOUBT)


@transaction.atomic
def _claim(*, at: datetime, resting: Collection[str]) -> Message | None:
    """The next due message, ours alone until `next_attempt_at`. Committed before anything leaves the house."""
    due = Message.objects.due(at=at).exclude(channel__in=resting).select_related("agency")
    message = due.select_for_update(skip_locked=True, of=("self",)).first()
    if message:
        message.state, message.attempts, message.next_attempt_at = State.SENDING, message.attempts + 1, at + HOLD
        message.save(update_fields=["state", "attempts", "next_attempt_at"])
    return message


def _hand_over(message: Message, *, clock: Callable[[], datetime]) -> Failure | None:
    try:
        provider_id = SENDERS[message.channel](message)
    except Failure as failure:
        _record_failure(message, failure, at=clock())
        return failure
    except Exception as error:
        # One message nobody foresaw must not stop the rest; how far it came is unknown.
        logger.exception("Handing over message %s failed", message.pk)
        unforeseen = Unanswered(f"{type(error).__name__}: {error}")
        _record_failure(message, unforeseen, at=clock())
        return unforeseen
    _record(message, state=State.SENT, sent_at=clock(), provider_id=provider_id, error="")
    return None


def _record_failure(message: Message, failure: Failure, *, at: datetime) -> None:
    if isinstance(failure, Unanswered) and message.channel not in COLLAPSING:
        _record(message, state=State.IN_DOUBT, error=str(failure))
    elif isinstance(failure, Refused) or message.attempts >= ATTEMPTS:
        _record(message, state=State.DEAD, error=str(failure))
    else:
        pause = BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
        _record(message, state=State.QUEUED, error=str(failure), next_attempt_at=at + pause)


def _record(message: Message, **fields: object) -> None:
    """What became of this handing over; nothing when a later one has begun."""
    unsettled = Message.objects.filter(state__in=[State.SENDING, State.IN_DOUBT], attempts=message.attempts)
    unsettled.filter(pk=message.pk).update(**fields)

"""Celery wakes the deliverer; the rows of the outbox are the queue."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.forgetting import forget_messages_due
from notifications.subscribing import forget_unconfirmed


@shared_task
def deliver() -> None:
    """Hand over what is due. Any number of these may run at once."""
    deliver_due(clock=timezone.now, limit=settings.SWEEP_BATCH)


@shared_task
def forget_messages() -> int:
    """Of people who wanted to be forgotten, once they are delivered."""
    return forget_messages_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def forget_subscriptions() -> None:
    """Those that nobody confirmed."""
    forget_unconfirmed(at=timezone.now())

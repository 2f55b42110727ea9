"""The sweeps of events. Each takes what is due, however late it comes and however many of them run."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from briefings.services import (
    promote_due,
    remind_due,
    settle_applications_due,
    spread_changes_due,
    turn_events_due,
)


@shared_task
def turn_events() -> int:
    """Begin and close by their moments."""
    return turn_events_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def spread_changes() -> int:
    return spread_changes_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def serve_waiting_lists() -> int:
    """Settle those whose accreditation is decided, then offer what has become free."""
    at = timezone.now()
    settled = settle_applications_due(at=at, limit=settings.SWEEP_BATCH)
    return settled + promote_due(at=at, limit=settings.SWEEP_BATCH)


@shared_task
def remind_participants() -> int:
    return remind_due(at=timezone.now(), limit=settings.SWEEP_BATCH)

"""The sweeps of accreditation. Each takes what is due, however late it comes and however many of them run."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accreditation.services import (
    close_intakes_due,
    end_deprivations_due,
    expire_due,
    lapse_completions_due,
    open_intakes_due,
    remind_renewals_due,
)
from accreditation.services.allocating import put_on_waiting_lists_due
from accreditation.services.cards import sign_anew_due
from accreditation.services.drafts import purge_drafts_due
from accreditation.services.importing import advance_imports_due
from accreditation.services.noticing import spread_notices_due
from accreditation.services.promoting import promote_due
from accreditation.services.purging import purge_due


@shared_task
def purge_drafts() -> int:
    return purge_drafts_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def serve_waiting_lists() -> int:
    """Put on the list whoever was allocated no place, and offer what has become free."""
    now = timezone.now()
    waiting = put_on_waiting_lists_due(at=now, limit=settings.SWEEP_BATCH)
    return waiting + promote_due(at=now, limit=settings.SWEEP_BATCH)


@shared_task
def turn_intakes() -> int:
    """Open and close the windows whose moment has come."""
    at = timezone.now()
    opened = open_intakes_due(at=at, limit=settings.SWEEP_BATCH)
    return opened + close_intakes_due(at=at, limit=settings.SWEEP_BATCH)


@shared_task
def lapse_completions() -> int:
    """Tell the officers whose applicants let the day for completion pass."""
    return lapse_completions_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def advance_imports() -> int:
    """Extracts of the official register that are too long to be compared or written at once."""
    return advance_imports_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def end_accreditations() -> int:
    """End what its last day has ended, and the deprivations that are over."""
    at = timezone.now()
    expired = expire_due(at=at, limit=settings.SWEEP_BATCH)
    return expired + end_deprivations_due(at=at, limit=settings.SWEEP_BATCH)


@shared_task
def remind_renewals() -> int:
    return remind_renewals_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def sign_cards_anew() -> int:
    """Cards whose key is no longer trusted."""
    return sign_anew_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def spread_notices() -> int:
    """Tell the accredited what was written to them."""
    return spread_notices_due(at=timezone.now(), limit=settings.SWEEP_BATCH)


@shared_task
def purge_old_data() -> int:
    return purge_due(at=timezone.now(), limit=settings.SWEEP_BATCH)

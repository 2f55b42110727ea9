from celery import shared_task
from django.utils import timezone

from deadlines.services import take_due_steps


@shared_task
def sweep_duties() -> int:
    """Idempotent: as many at once and as often as you like."""
    return take_due_steps(at=timezone.now())

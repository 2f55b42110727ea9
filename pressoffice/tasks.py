from celery import shared_task
from django.utils import timezone

from agencies.idempotency import purge_due


@shared_task
def purge_calls() -> None:
    """Forget the calls to the API that nobody repeats any more."""
    purge_due(at=timezone.now())

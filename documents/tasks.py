from celery import shared_task
from django.conf import settings
from django.utils import timezone

from documents.jobs.services import purge_job_files, run_jobs_due
from documents.services import purge_drafts, purge_orphans, settle_letters_due
from documents.signatures import services as signatures


@shared_task
def purge_files() -> None:
    """Remove the files of forms that nobody sent, those of old jobs, and content that no row names."""
    now = timezone.now()
    purge_drafts(at=now)
    purge_job_files(at=now)
    purge_orphans(at=now)


@shared_task
def recheck_signatures() -> int:
    """Ask again about signatures that could not be checked when they came."""
    return signatures.recheck_due(at=timezone.now())


@shared_task
def run_jobs() -> int:
    """Do the long work that was ordered, or that a dead worker left. The rows are the queue."""
    return run_jobs_due(clock=timezone.now, limit=settings.SWEEP_BATCH)


@shared_task
def settle_letters() -> int:
    """See what became of the official letters in the outbox."""
    return settle_letters_due(at=timezone.now(), limit=settings.SWEEP_BATCH)

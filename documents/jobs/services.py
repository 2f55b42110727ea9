"""Every write of long work: ordered, claimed, told how far it is, ended with a file or a sentence, purged.

A worker claims a row and commits; then it works, and says how far it is. Killed, it is not heard of again, and another
takes the row up from the beginning. Its end is one transaction: the file, the state, the trail and the message.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import translation

from accounts.models import User
from agencies.access import require
from agencies.models import Agency
from documents.checks import Upload
from documents.jobs.kinds import CannotBeDone, Product, job_kind
from documents.jobs.models import Job
from documents.jobs.notices import tell_job_done, tell_job_failed
from documents.models import File
from documents.services import store_file
from documents.states import JobState

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
HELD_FOR = timedelta(minutes=5)  # far longer than a worker is silent between two steps
AGAIN_AFTER = timedelta(minutes=1)
ATTEMPTS = 3
AT_ONCE = 2  # so that other tasks find a free worker
FILES_LAST_FOR = timedelta(days=7)


class JobTaken(Exception):
    """This worker was believed dead: another one does the work now."""


@transaction.atomic
def order_job(
    *, kind: str, key: UUID, agency: Agency, parameters: dict[str, Any], language: str, by: User, at: datetime
) -> Job:
    """The same `key` again returns the first. The person needs the permission of the kind in the agency."""
    require(by, job_kind(kind).permission, agency, at=at)
    ordered, _created = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "agency": agency,
            "owner": by,
            "language": language,
            "parameters": parameters,
            "ordered_at": at,
            "held_until_at": at,
        },
    )
    return ordered


@dataclass(frozen=True)
class Progress:
    """What a work calls between its steps; JobTaken ends a worker that was believed dead."""

    job: Job
    clock: Clock

    def __call__(self, done: int, total: int) -> None:
        held = {"done": done, "total": total, "held_until_at": self.clock() + HELD_FOR}
        if not _own(self.job).update(**held):
            raise JobTaken(self.job.pk)


def run_jobs_due(*, clock: Clock, limit: int) -> int:
    """Do what waits, one after the other. Any number of workers may call this at once. Returns how many ended."""
    ended = 0
    while ended < limit and (job := claim_job(at=clock())):
        _run(job, clock)
        ended += 1
    return ended


@transaction.atomic
def claim_job(*, at: datetime) -> Job | None:
    """The oldest that may be begun, now ours; None where there is none, or enough are being worked on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('documents_job'))")
    if Job.objects.held(at=at).count() >= AT_ONCE:
        return None
    job = Job.objects.to_take(at=at).order_by("ordered_at", "pk").select_for_update(of=("self",)).first()
    if job is None:
        return None
    if job.attempts >= ATTEMPTS:  # it kills its workers
        _end_failed(job, "", at)
        return None
    job.attempts += 1
    job.state, job.done, job.started_at, job.held_until_at = JobState.RUNNING, 0, at, at + HELD_FOR
    job.save(update_fields=["attempts", "state", "done", "started_at", "held_until_at"])
    return Job.objects.select_related("agency", "owner").get(pk=job.pk)


def _run(job: Job, clock: Clock) -> None:
    try:
        with translation.override(job.language):
            product = job_kind(job.kind).work(job, Progress(job, clock))
        _finish(job, product, clock())
    except JobTaken:
        logger.warning("job %s was taken over", job.pk)
    except CannotBeDone as reason:
        _fail(job, str(reason), clock())
    except Exception:  # it is tried again, and says so in the end
        logger.exception("job %s failed", job.pk)
        _give_back(job, clock())


def _own(job: Job) -> Any:
    """The row, as long as no other worker has claimed it."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


@transaction.atomic
def _finish(job: Job, product: Product, at: datetime) -> None:
    content = product.content
    digest = hashlib.sha256(content).hexdigest()
    upload = Upload(ContentFile(content, name=product.name), product.name, product.content_type, len(content), digest)
    if not _own(job).update(state=JobState.DONE, ended_at=at):
        raise JobTaken(job.pk)
    file = store_file(upload, agency=job.agency, by=job.owner, at=at)
    Job.objects.filter(pk=job.pk).update(result=file)
    job.refresh_from_db()
    job_kind(job.kind).record(job, at)
    tell_job_done(job, at=at)


def _give_back(job: Job, at: datetime) -> None:
    """To be tried again, unless it was tried often enough."""
    if job.attempts >= ATTEMPTS:
        _fail(job, "", at)
    else:
        _own(job).update(state=JobState.QUEUED, held_until_at=at + AGAIN_AFTER)


@transaction.atomic
def _fail(job: Job, problem: str, at: datetime) -> None:
    if _own(job).exists():
        _end_failed(job, problem, at)


def _end_failed(job: Job, problem: str, at: datetime) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, ended_at=at, problem=problem[:500])
    tell_job_failed(Job.objects.select_related("agency", "owner").get(pk=job.pk), at=at)


@transaction.atomic
def purge_job_files(*, at: datetime) -> int:
    """Files are made to be fetched, not kept: the rows of old ones go, their content with the orphans."""
    stale = Job.objects.to_purge(before=at - FILES_LAST_FOR)
    return File.objects.filter(pk__in=list(stale.values_list("result", flat=True))).delete()[1].get("documents.File", 0)

"""Tells whoever ordered long work how it ended."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from documents.jobs.models import Job
from notifications.kinds import MessageKind
from notifications.services import Recipient, enqueue

DONE = MessageKind("job_done", _("A file you ordered is ready"))
FAILED = MessageKind("job_failed", _("A file you ordered could not be made"))
MESSAGE_KINDS = (DONE, FAILED)


def tell_job_done(job: Job, *, at: datetime) -> None:
    _tell(DONE, job, at)


def tell_job_failed(job: Job, *, at: datetime) -> None:
    _tell(FAILED, job, at)


def _tell(kind: MessageKind, job: Job, at: datetime) -> None:
    with translation.override(job.language):
        url = job.get_absolute_url()
        title = str(job.title)
    enqueue(
        key=f"job/{job.pk}",
        kind=kind.code,
        to=Recipient.of(job.owner),
        language=job.language,
        template="jobs/mail/ended",
        context={"title": title, "is_done": kind is DONE, "problem": job.problem},
        agency=job.agency,
        url=url,
        at=at,
    )

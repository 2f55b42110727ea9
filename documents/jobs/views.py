"""How far long work is, and its file; for whoever ordered it, in the frame of the office: nobody else orders any."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agencies.access import require
from agencies.scoped_admin import signed_in
from documents.downloads import file_response
from documents.jobs.kinds import job_kind
from documents.jobs.models import Job
from documents.jobs.services import FILES_LAST_FOR
from documents.states import JobState

PER_PAGE = 30


@dataclass(frozen=True)
class JobView:
    """`left`: how long it will still take, at the speed so far; None where nothing can be said yet."""

    job: Job
    percent: int
    left: timedelta | None
    kept_until_at: datetime | None

    @classmethod
    def of(cls, job: Job, *, at: datetime) -> "JobView":
        percent = 100 * job.done // job.total if job.total else 0
        kept_until_at = job.ended_at + FILES_LAST_FOR if job.ended_at and job.result_id else None
        return cls(job, percent, _left(job, at), kept_until_at)


def _left(job: Job, at: datetime) -> timedelta | None:
    if job.state != JobState.RUNNING or not job.done or job.started_at is None:
        return None
    return (at - job.started_at) / job.done * (job.total - job.done)


@login_required
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    own = Job.objects.of(request.user).select_related("agency", "result")
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    rows = [JobView.of(job, at=timezone.now()) for job in page]
    context = {"title": _("Your files"), "rows": rows, "page": page}
    return render(request, "jobs/jobs.html", admin.site.each_context(request) | context)


@login_required
@require_safe
@never_cache
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """`?part=1` is what changes while it runs, for the script; without one the page loads itself anew."""
    view = JobView.of(_find(request, key), at=timezone.now())
    context = {"title": view.job.title, "view": view, "job": view.job}
    if "part" in request.GET:
        return render(request, "jobs/progress.html", context)
    return render(request, "jobs/job.html", admin.site.each_context(request) | context)


@login_required
@require_safe
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The right may have ended since it was ordered."""
    found = _find(request, key)
    result = get_object_or_404(Job.objects.filter(pk=found.pk, result__isnull=False).select_related("result__agency"))
    at = timezone.now()
    authority = require(signed_in(request), job_kind(found.kind).permission, found.agency, at=at)
    return file_response(result.result, by=authority, at=at)  # type: ignore[arg-type]  # filtered above


def _find(request: HttpRequest, key: UUID) -> Job:
    return get_object_or_404(Job.objects.of(request.user).select_related("agency", "result"), key=key)

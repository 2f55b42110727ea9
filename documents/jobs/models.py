"""The rows of long work are the queue; Celery only wakes a worker."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.access import Person
from agencies.models import Agency
from documents.jobs.kinds import job_kind
from documents.states import JobState


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, user: Person) -> "JobQuerySet":
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def to_take(self, *, at: datetime) -> "JobQuerySet":
        """Waiting, or left behind by a worker that died."""
        return self.filter(state__in=(JobState.QUEUED, JobState.RUNNING), held_until_at__lte=at)

    def held(self, *, at: datetime) -> "JobQuerySet":
        return self.filter(state=JobState.RUNNING, held_until_at__gt=at)

    def to_purge(self, *, before: datetime) -> "JobQuerySet":
        return self.filter(ended_at__lt=before, result__isnull=False)


class Job(models.Model):
    """One piece of long work. `key` is the mark of the form that ordered it, so that a second click orders nothing.

    While it runs, `held_until_at` is its worker's promise to be heard of again; `attempts` counts the workers, and a
    worker writes only while the count is still its own.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="jobs", verbose_name=_("agency"))
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name=_("ordered by"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    parameters = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ordered_at = models.DateTimeField(_("ordered"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    held_until_at = models.DateTimeField(_("heard of again by"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    result = models.ForeignKey(
        "documents.File", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    problem = models.CharField(_("what went wrong"), max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("long work")
        verbose_name_plural = _("long works")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="no_more_done_than_there_is"),
            models.CheckConstraint(
                condition=Q(state__in=(JobState.DONE, JobState.FAILED)) ^ Q(ended_at=None), name="ended_jobs_say_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until_at"],
                name="jobs_to_take",
                condition=Q(state__in=(JobState.QUEUED, JobState.RUNNING)),
            ),
            models.Index(fields=["ended_at"], name="jobs_to_purge", condition=Q(result__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.key])

    @property
    def title(self) -> str | Promise:
        return job_kind(self.kind).title

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

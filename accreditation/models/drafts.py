"""Applications that are not sent yet. They survive signing out, another device, and the day on which they are sent."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models.applications import Application
from accreditation.models.intakes import Intake
from agencies.access import Person
from documents.models import Draft

LAST_AFTER_CLOSING = timedelta(days=7)


class ApplicationDraftQuerySet(models.QuerySet["ApplicationDraft"]):
    def of(self, user: Person) -> "ApplicationDraftQuerySet":
        """Without the people of lists."""
        return self.filter(user=user.pk, list=None) if user.is_authenticated else self.none()

    def expired(self, *, at: datetime) -> "ApplicationDraftQuerySet":
        return self.filter(list=None, intake__closes_at__lt=at - LAST_AFTER_CLOSING)


class ApplicationDraft(models.Model):
    """What was typed, right or wrong, by step; an IIN is sealed. Nobody reads it but whoever writes it.

    Of an editor's list (`is_list`) the people are drafts of their own in it, each sent as an application of its own.
    `mark` is the mark of the form: one draft, one application.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="application_drafts")
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="drafts")
    mark = models.UUIDField(default=uuid4, unique=True)
    is_list = models.BooleanField(default=False)
    list = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="people")
    data = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)  # why it could not be sent, when it was tried
    application = models.OneToOneField(Application, models.CASCADE, null=True, blank=True, related_name="draft")
    started_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("changed"))

    objects = ApplicationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unfinished application")
        verbose_name_plural = _("unfinished applications")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "intake", "is_list"], condition=Q(list=None), name="one_draft_per_account_and_intake"
            ),
            models.CheckConstraint(condition=Q(list=None) | Q(is_list=False), name="lists_hold_people_alone"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.intake}"

    def get_absolute_url(self) -> str:
        """Where its writer goes on."""
        if self.is_list:
            return reverse("accreditation:staff", args=[self.intake_id])
        return reverse("accreditation:apply_on", args=[self.intake_id])

    @property
    def expires_at(self) -> datetime:
        """Of the draft and of its files."""
        return (self.intake.closes_at or self.updated_at) + LAST_AFTER_CLOSING

    def slot(self, kind: str) -> UUID:
        """The mark under which its files of one kind are kept."""
        return uuid5(self.mark, kind)

    def files(self, kind: str) -> "models.QuerySet[Draft]":
        return Draft.objects.filter(form=self.slot(kind))

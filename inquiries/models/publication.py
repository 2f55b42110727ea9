"""Questions and answers for everybody: anonymised, searchable, and withdrawn when that was a mistake."""

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.models import Agency
from documents.models import File
from inquiries.models.inquiry import Inquiry


class PublicationQuerySet(models.QuerySet["Publication"]):
    def published(self, *, at: datetime) -> "PublicationQuerySet":
        """Of which the moment has come, and which nobody took back."""
        return self.filter(published_at__lte=at, withdrawn_at=None)


class Publication(models.Model):
    """The words are copies without personal data; the case itself stays private. `published_at` may lie ahead."""

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, related_name="publication")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="publications", verbose_name=_("agency"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=200)
    question = models.TextField(_("question"), max_length=10_000)
    answer = models.TextField(_("answer"), max_length=50_000)
    answered_on = models.DateField(_("answered"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("published by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    words = SearchVectorField(null=True)  # by the rules of its language

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        ordering = ["-published_at", "-pk"]
        indexes = [
            GinIndex(fields=["words"], name="publications_by_words"),
            GinIndex(OpClass(Upper("subject"), name="gin_trgm_ops"), name="publications_alike"),
            models.Index(fields=["agency", "-published_at"], name="publications_by_time"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("inquiries:published", args=[self.pk])


class PublishedFile(models.Model):
    """A file of the case, blacked out. `areas` are what was covered; `file` is the result, the only one shown."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="files")
    original = models.ForeignKey(File, models.PROTECT, related_name="+")
    areas = models.JSONField(default=list)  # [page, left, top, right, bottom], fractions of the page
    file = models.OneToOneField(File, models.PROTECT, null=True, related_name="published")
    text = models.TextField(_("text of the file"), blank=True)  # a picture has none, so the page offers it

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["publication", "original"], name="every_file_published_once")]

    def __str__(self) -> str:
        return str(self.original)

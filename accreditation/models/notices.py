"""What accreditation gives: accredited journalists are told in advance and get the documents (MM 28(2))."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models.accreditations import Accreditation
from accreditation.states import Kind, NoticeKind
from agencies.access import Person, day_of, owned
from agencies.models import Agency
from agencies.states import Permission
from documents.models import File


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Person, *, at: datetime) -> "NoticeQuerySet":
        return self.filter(owned(user, Permission.VIEW_ACCREDITATION, at=at))

    def readable_by(self, user: Person, *, at: datetime) -> "NoticeQuerySet":
        """For those who hold a permanent accreditation of that body now: whoever is told, reads."""
        held = Accreditation.objects.of(user).in_force(on=day_of(at)).filter(kind=Kind.PERMANENT)
        return self.filter(agency__in=held.order_by().values("agency"))

    def to_spread(self, *, at: datetime) -> "NoticeQuerySet":
        return self.filter(sent_at__lte=at, spread_at=None)


class Notice(models.Model):
    """Said to everybody accredited, on equal terms; spread by a sweep until `spread_at`."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accreditation_notices", verbose_name=_("agency"))
    submission = models.UUIDField(unique=True, default=uuid4)  # sent twice is sent once
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    subject_kk = models.CharField(_("subject in Kazakh"), max_length=200)
    subject_ru = models.CharField(_("subject in Russian"), max_length=200)
    text_kk = models.TextField(_("text in Kazakh"), max_length=10_000)
    text_ru = models.TextField(_("text in Russian"), max_length=10_000)
    happens_at = models.DateTimeField(_("when it takes place"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    spread_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(_("how many were told"), default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice to accredited journalists")
        verbose_name_plural = _("notices to accredited journalists")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["sent_at"], name="notices_to_spread", condition=models.Q(spread_at=None))]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return self.subject_kk if get_language() == "kk" else self.subject_ru

    @property
    def text(self) -> str:
        return self.text_kk if get_language() == "kk" else self.text_ru


class NoticeFile(models.Model):
    """A document or transcript that goes with a notice; only who is accredited reads it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="files")
    file = models.OneToOneField(File, models.PROTECT, related_name="notice_file")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

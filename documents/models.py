"""Private files: every read passes a permission check and leaves a trace. And what every official letter has."""

import secrets
from datetime import datetime
from typing import Self, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.models import Agency
from documents.checks import Upload
from documents.jobs.models import Job
from documents.states import PASSING_REASONS, SignatureReason, SignatureStatus
from notifications.models import Message

__all__ = ["Draft", "File", "Job", "SignatureCheck", "Stored", "storage_name"]


def storage_name(instance: models.Model, filename: str) -> str:
    """A name that tells nothing: the person's own name of the file is a column."""
    key = uuid4().hex
    return f"{key[:2]}/{key}"


class Stored(models.Model):
    """What is known of a file that the checks have let in."""

    content = models.FileField(_("content"), upload_to=storage_name, max_length=80)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class File(Stored):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="files", verbose_name=_("agency"))
    stored_at = models.DateTimeField(_("stored"))
    stored_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stored by")
    )

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]


class DraftQuerySet(models.QuerySet["Draft"]):
    def expired(self, *, at: datetime) -> "DraftQuerySet":
        return self.filter(expires_at__lt=at)


class Draft(Stored):
    """A file of a form that is not sent yet; `form` is the mark of that form. Purged once it has expired."""

    form = models.UUIDField(db_index=True)
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    @property
    def upload(self) -> Upload:
        return Upload(self.content, self.name, self.content_type, self.size, self.sha256)


class SignatureCheckQuerySet(models.QuerySet["SignatureCheck"]):
    def unsettled(self) -> "SignatureCheckQuerySet":
        """Not checked yet, for a reason that may pass."""
        return self.filter(reason__in=PASSING_REASONS)


class SignatureCheck(models.Model):
    """What was found of the electronic signature of a file. The IIN is sealed; its fingerprint finds it."""

    signed = models.ForeignKey(File, models.PROTECT, related_name="signature_checks", verbose_name=_("signed file"))
    cms = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("signature"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    received_at = models.DateTimeField(_("received"))
    checked_at = models.DateTimeField(_("checked"))
    backend = models.CharField(_("checked by"), max_length=20)
    status = models.CharField(_("status"), max_length=20, choices=SignatureStatus.choices)
    reason = models.CharField(_("reason"), max_length=30, choices=SignatureReason.choices)
    holder = models.CharField(_("holder"), max_length=255, blank=True)
    organisation = models.CharField(_("organisation"), max_length=255, blank=True)
    sealed_iin = models.TextField(_("sealed IIN"), blank=True)
    iin_fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    bin = models.CharField(_("BIN"), max_length=12, blank=True)
    issuer = models.CharField(_("issuer"), max_length=255, blank=True)
    serial = models.CharField(_("serial number"), max_length=40, blank=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed, as the signer says"), null=True, blank=True)

    objects = SignatureCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature check")
        verbose_name_plural = _("signature checks")
        ordering = ["pk"]
        indexes = [
            models.Index("checked_at", condition=Q(reason__in=PASSING_REASONS), name="signature_unsettled"),
        ]

    def __str__(self) -> str:
        return self.signed.name


def new_code() -> str:
    """Printed under the QR of a document: 80 bits, so that nobody guesses the documents of others."""
    return secrets.token_hex(10)


AnyLetter_co = TypeVar("AnyLetter_co", bound="OfficialLetter", covariant=True)
# As index conditions must name their columns.
UNDERWAY = Q(message__isnull=False, delivered_at=None, failed_at=None)
NOT_ARRIVED = Q(delivered_at=None) & (Q(failed_at__isnull=False) | Q(message=None))


class OfficialLetterQuerySet(models.QuerySet[AnyLetter_co]):
    def underway(self) -> Self:
        """Handed over to the outbox, and neither delivered nor reported as stuck yet."""
        return self.filter(UNDERWAY)

    def undelivered(self) -> Self:
        """A person must deliver them: they came back, or there was no address to send them to."""
        return self.filter(NOT_ARRIVED)


class OfficialLetter(models.Model):
    """A letter of a room: frozen when it is signed, and public to whoever holds it.

    `number` is the outgoing number, unique within the agency; `pdf` is the letter itself, with its SHA-256. The room
    adds whose letter it is, and registers what it makes of its fate (correspondence.py).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    number = models.CharField(_("outgoing number"), max_length=20)
    code = models.CharField(max_length=20, default=new_code, unique=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    text = models.TextField(_("text"))
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    signature = models.CharField(_("signature"), max_length=500)  # position and name as they were that day
    signed_at = models.DateTimeField(_("signed"))
    pdf = models.OneToOneField(File, models.PROTECT, related_name="+")
    # How it went out: an e-mail of the outbox, or by post, by hand, by telephone.
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    delivered_how = models.CharField(_("proof of delivery"), max_length=300, blank=True)
    failed_at = models.DateTimeField(_("could not be delivered"), null=True)

    objects = OfficialLetterQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="%(app_label)s_%(class)s_per_number")]
        indexes = [
            models.Index(fields=["message"], name="%(app_label)s_%(class)s_underway", condition=UNDERWAY),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page where anybody may check that the letter is ours."""
        return reverse("documents:verify", args=[self.code])

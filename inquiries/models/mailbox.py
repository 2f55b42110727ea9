"""A mailbox of the agency, and what became of every mail in it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from documents.models import File
from documents.seals import unseal
from inquiries.mailbox.states import MailKind, Refusal, Security
from inquiries.models.inquiry import Inquiry

HERE = ("localhost", "127.0.0.1", "::1")


class Mailbox(models.Model):
    """Where to read, and how far reading has come: mails up to `last_uid` of `uid_validity` are taken."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="mailboxes", verbose_name=_("agency"))
    host = models.CharField(_("IMAP server"), max_length=200)
    port = models.PositiveIntegerField(
        _("port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    security = models.CharField(_("encryption"), max_length=10, choices=Security.choices, default=Security.TLS)
    username = models.CharField(_("user name"), max_length=200)
    sealed_password = models.TextField(blank=True)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    processed_folder = models.CharField(
        _("folder for taken mails"),
        max_length=200,
        blank=True,
        help_text=_("Empty: they stay where they are and are marked as read."),
    )
    since_on = models.DateField(_("take mails from this day on"), help_text=_("Older ones stay untouched."))
    is_active = models.BooleanField(_("active"), default=True)
    uid_validity = models.PositiveBigIntegerField(null=True, blank=True)
    last_uid = models.PositiveBigIntegerField(default=0)
    checked_at = models.DateTimeField(_("last read"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(fields=["host", "username", "folder"], name="one_mailbox_is_read_once"),
            models.CheckConstraint(
                condition=~Q(security=Security.NONE) | Q(host__in=HERE),
                name="mail_is_encrypted_on_the_way",
                violation_error_message=_("Only a server on this machine may be read without encryption."),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def password(self) -> str:
        """cryptography.fernet.InvalidToken where no key of ours opens it."""
        return unseal(self.sealed_password)

    def clean(self) -> None:
        if self.processed_folder and self.processed_folder == self.folder:
            raise ValidationError({"processed_folder": _("Choose another folder than the one that is read.")})


class MailItem(models.Model):
    """A mail and what it became. `fingerprint` is the same when it comes again, under whatever number.

    `raw` is the mail as it came, absent where it was too large to be fetched. `filed_at`: when it was marked as read,
    or moved, on the server.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="items", verbose_name=_("mailbox"))
    uid_validity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    message_id = models.CharField("Message-ID", max_length=255, blank=True)
    fingerprint = models.CharField(max_length=64)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received"))
    raw = models.OneToOneField(File, models.PROTECT, null=True, blank=True, related_name="mail")
    kind = models.CharField(_("what it is"), max_length=20, choices=MailKind.choices)
    reason = models.CharField(_("why it was kept aside"), max_length=20, choices=Refusal.choices, blank=True)
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, null=True, blank=True, related_name="mails", verbose_name=_("inquiry")
    )
    filed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="one_item_per_number"),
            models.UniqueConstraint(fields=["mailbox", "fingerprint"], name="one_item_per_mail"),
        ]
        indexes = [
            models.Index(fields=["mailbox", "sender", "received_at"], name="mails_by_sender"),
            models.Index(fields=["mailbox"], name="mails_to_file", condition=Q(filed_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender

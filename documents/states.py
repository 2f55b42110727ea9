"""Words of the document room."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    QUEUED = "QUEUED", pgettext_lazy("long work", "waiting")
    RUNNING = "RUNNING", pgettext_lazy("long work", "running")
    DONE = "DONE", pgettext_lazy("long work", "ready")
    FAILED = "FAILED", pgettext_lazy("long work", "failed")


class SignatureStatus(models.TextChoices):
    VALID = "VALID", _("Signature valid")
    INVALID = "INVALID", _("Signature not valid")
    UNTRUSTED = "UNTRUSTED", _("Certificate not trusted")
    EXPIRED = "EXPIRED", _("Certificate not in force")
    REVOKED = "REVOKED", _("Certificate revoked")
    UNREADABLE = "UNREADABLE", _("Signature cannot be read")
    UNCHECKED = "UNCHECKED", _("Signature not checked")


class SignatureReason(models.TextChoices):
    """What a check found, in a sentence; each belongs to one status."""

    GENUINE = "GENUINE", _("It fits the content, and its certificate leads to a root we trust.")
    CONTENT_DIFFERS = "CONTENT_DIFFERS", _("It was made for other content.")
    SIGNATURE_DIFFERS = "SIGNATURE_DIFFERS", _("It does not fit its certificate, or was changed after signing.")
    REFUSED = "REFUSED", _("The checking service refused it.")
    ISSUER_UNKNOWN = "ISSUER_UNKNOWN", _("Its certificate does not lead to a root we trust.")
    CERTIFICATE_MISSING = "CERTIFICATE_MISSING", _("It brings no certificate of the signer.")
    NOT_FOR_SIGNING = "NOT_FOR_SIGNING", _("Its certificate is not meant for signing.")
    NOT_CONFIRMED = "NOT_CONFIRMED", _("The checking service could not confirm its certificate.")
    OUT_OF_DATE = "OUT_OF_DATE", _("Its certificate was not in force when it reached us.")
    REVOKED = "REVOKED", _("Its certificate has been revoked.")
    MALFORMED = "MALFORMED", _("It is not an electronic signature (CMS), or is damaged.")
    TOO_LARGE = "TOO_LARGE", _("It is too large, or has too many parts.")
    ATTRIBUTES_MISSING = "ATTRIBUTES_MISSING", _("It does not say what it signs.")
    ALGORITHM_UNKNOWN = "ALGORITHM_UNKNOWN", _("It is made in a way we cannot check.")
    CONTENT_TOO_LARGE = "CONTENT_TOO_LARGE", _("What it signs is too large to be checked here.")
    SWITCHED_OFF = "SWITCHED_OFF", _("This portal does not check signatures.")
    UNREACHABLE = "UNREACHABLE", _("The checking service does not answer.")

    @property
    def status(self) -> SignatureStatus:
        return _STATUSES[self]


_STATUSES = {
    reason: status
    for status, reasons in {
        SignatureStatus.VALID: {SignatureReason.GENUINE},
        SignatureStatus.INVALID: {
            SignatureReason.CONTENT_DIFFERS,
            SignatureReason.SIGNATURE_DIFFERS,
            SignatureReason.REFUSED,
        },
        SignatureStatus.UNTRUSTED: {
            SignatureReason.ISSUER_UNKNOWN,
            SignatureReason.CERTIFICATE_MISSING,
            SignatureReason.NOT_FOR_SIGNING,
            SignatureReason.NOT_CONFIRMED,
        },
        SignatureStatus.EXPIRED: {SignatureReason.OUT_OF_DATE},
        SignatureStatus.REVOKED: {SignatureReason.REVOKED},
        SignatureStatus.UNREADABLE: {
            SignatureReason.MALFORMED,
            SignatureReason.TOO_LARGE,
            SignatureReason.ATTRIBUTES_MISSING,
        },
        SignatureStatus.UNCHECKED: {
            SignatureReason.ALGORITHM_UNKNOWN,
            SignatureReason.CONTENT_TOO_LARGE,
            SignatureReason.SWITCHED_OFF,
            SignatureReason.UNREACHABLE,
        },
    }.items()
    for reason in reasons
}
# What a later check may find otherwise, without anybody doing anything about the signature.
PASSING_REASONS = (SignatureReason.SWITCHED_OFF, SignatureReason.UNREACHABLE)

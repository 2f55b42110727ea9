"""Words of a mailbox and of what comes into it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Security(models.TextChoices):
    """How the way to the server is closed to others."""

    TLS = "TLS", "TLS"
    STARTTLS = "STARTTLS", "STARTTLS"
    NONE = "NONE", _("none, for a server on this machine")


class MailKind(models.TextChoices):
    """What a mail turned out to be."""

    INQUIRY = "INQUIRY", _("inquiry")
    REPLY = "REPLY", _("addition to an inquiry")
    BOUNCE = "BOUNCE", _("returned letter")
    AUTO_REPLY = "AUTO_REPLY", _("automatic mail")
    SUSPECT = "SUSPECT", _("suspected spam")
    REFUSED = "REFUSED", pgettext_lazy("a mail", "not taken")


class Refusal(models.TextChoices):
    """Why a mail was kept without becoming anything."""

    TOO_LARGE = "TOO_LARGE", _("It is too large.")
    UNREADABLE = "UNREADABLE", _("It cannot be read.")
    NO_SENDER = "NO_SENDER", _("It names no sender who could be answered.")
    MARKED = "MARKED", _("The mail server marked it as spam.")
    TOO_MANY = "TOO_MANY", _("Too many mails came from this sender within a day.")


# Kept aside: an officer may still register these.
ASIDE = (MailKind.AUTO_REPLY, MailKind.SUSPECT, MailKind.REFUSED)

"""Where a message goes, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    INBOX = "INBOX", _("Inbox")
    EMAIL = "EMAIL", _("E-mail")
    TELEGRAM = "TELEGRAM", _("Telegram")
    WEBHOOK = "WEBHOOK", _("Webhook")


class State(models.TextChoices):
    QUEUED = "QUEUED", _("waiting")
    SENDING = "SENDING", _("being sent")
    SENT = "SENT", _("sent")
    IN_DOUBT = "IN_DOUBT", _("in doubt")  # may have arrived; a person decides
    DEAD = "DEAD", _("undeliverable")


# A repeat under the same name is seen as a repeat: by Message-ID, by Idempotency-Key. Telegram offers nothing like it.
COLLAPSING = frozenset({Channel.EMAIL, Channel.WEBHOOK})
# A person confirms an address of these before anything but the code goes there.
CONFIRMED = (Channel.TELEGRAM, Channel.WEBHOOK)
STUCK = frozenset({State.IN_DOUBT, State.DEAD})
FORGOTTEN = "forgotten/"  # before the key of a message whose address was erased

"""The outbox: one row per message, channel and address. The rows are the queue; a broker only wakes the deliverer."""

import hashlib
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.models import Agency
from notifications.states import COLLAPSING, Channel, State

ATTEMPTS = 18  # handings over before a message is given up: more than three days with the back-off of delivery.py


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, *, at: datetime) -> "MessageQuerySet":
        """To be handed over: waiting, or left behind by a deliverer that died and safe to repeat."""
        repeatable = Q(state=State.SENDING, channel__in=COLLAPSING, attempts__lt=ATTEMPTS)
        return self.filter(Q(state=State.QUEUED) | repeatable, next_attempt_at__lte=at).order_by(
            "-is_critical", "next_attempt_at", "pk"
        )

    def doubtful(self, *, at: datetime) -> "MessageQuerySet":
        """Left behind by a deliverer that died, and not safe to repeat, or repeated too often."""
        repeatable = Q(channel__in=COLLAPSING, attempts__lt=ATTEMPTS)
        return self.filter(~repeatable, state=State.SENDING, next_attempt_at__lte=at)

    def inbox(self, user: User, *, at: datetime) -> "MessageQuerySet":
        return self.filter(recipient=user, channel=Channel.INBOX, sent_at__lte=at)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def unread_first(self) -> "MessageQuerySet":
        return self.order_by(ExpressionWrapper(Q(read_at=None), models.BooleanField()).desc(), "-sent_at", "-pk")


class Message(models.Model):
    """What is said to one address, in the words of the moment it was written.

    While a deliverer holds the row (SENDING), `next_attempt_at` is when its hold ends and `attempts` tells
    its hold from a later one.
    """

    key = models.CharField(_("key"), max_length=200)
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=500)
    name = models.CharField(_("to"), max_length=200, blank=True)
    recipient = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("recipient")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    url = models.CharField(_("page of the matter"), max_length=300, blank=True)
    attachments = models.JSONField(_("attachments"), default=list)  # pairs: name in the storage, name for the reader
    invitation = models.TextField(blank=True)  # an iCalendar object
    is_critical = models.BooleanField(_("critical"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    provider_id = models.CharField(_("number given by the provider"), max_length=200, blank=True)
    error = models.TextField(_("last error"), blank=True)
    is_to_forget = models.BooleanField(_("is to be forgotten"), default=False)  # once it has ended: forgetting.py

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "channel", "address"], name="one_message_per_address"),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="sent_message_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.INBOX) | Q(recipient__isnull=False), name="inbox_has_its_owner"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="messages_to_send",
                condition=Q(state__in=[State.QUEUED, State.SENDING]),
            ),
            models.Index(
                fields=["recipient", "-sent_at"], name="messages_in_an_inbox", condition=Q(channel=Channel.INBOX)
            ),
            models.Index(fields=["agency", "state"], name="messages_of_an_agency"),
            models.Index(fields=["state"], name="messages_to_forget", condition=Q(is_to_forget=True)),
            models.Index(fields=["provider_id"], name="messages_by_provider_id", condition=~Q(provider_id="")),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def fingerprint(self) -> str:
        """The same for every attempt: what receivers know a repeat by."""
        return hashlib.sha256(f"{self.key}|{self.channel}|{self.address}".encode()).hexdigest()[:40]

    @property
    def message_id(self) -> str:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
        return f"<{self.fingerprint}@{domain}>"


class Preference(models.Model):
    """An address of a user's own in a further channel; used once a code sent there came back."""

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences", verbose_name=_("user"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=500)
    asked_at = models.DateTimeField(_("code sent"))
    guesses = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_address_per_channel")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.address}"

    @property
    def code(self) -> str:
        """Six digits, new with each asking; kept nowhere."""
        digest = salted_hmac("notifications.code", f"{self.pk}|{self.address}|{self.asked_at.timestamp()}").digest()
        return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


class OptOut(models.Model):
    """Somebody, with an account or without, does not want an optional kind of message."""

    email = models.EmailField(_("e-mail"))
    kind = models.CharField(_("kind"), max_length=60)
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        constraints = [models.UniqueConstraint(fields=["email", "kind"], name="one_opt_out_per_kind")]

    def __str__(self) -> str:
        return f"{self.email}: {self.kind}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def forgotten(self, *, before: datetime) -> "SubscriptionQuerySet":
        """Asked for and never confirmed."""
        return self.filter(confirmed_at=None, asked_at__lt=before)


class Subscription(models.Model):
    """An address, with an account or without, wants a public kind of message: from one agency, or from all."""

    email = models.EmailField(_("e-mail"))  # in small letters
    topic = models.CharField(_("topic"), max_length=60)  # the code of a public kind of message
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "topic", "agency"], nulls_distinct=False, name="one_subscription_per_topic"
            )
        ]
        indexes = [
            models.Index(fields=["topic", "agency"], name="subscribers", condition=Q(confirmed_at__isnull=False)),
            models.Index(fields=["asked_at"], name="unconfirmed_subscriptions", condition=Q(confirmed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.topic}"

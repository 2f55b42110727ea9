"""An inquiry, its clocks, and what officers say of it among themselves."""

import secrets
from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.access import Person, owned
from agencies.models import Agency
from agencies.states import Permission
from deadlines.models import Duty
from deadlines.states import DutyState
from inquiries.duties import MAIN_KINDS, OWED_KINDS
from inquiries.states import OPEN, AskerKind, Regime, Source, State


def new_secret() -> str:
    """Opens the tracking page without an account: 128 bits, in letters that survive mail and telephone."""
    return secrets.token_hex(16)


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def open(self) -> "InquiryQuerySet":
        return self.filter(state__in=OPEN)

    def visible_to(self, user: Person, *, at: datetime) -> "InquiryQuerySet":
        return self.filter(owned(user, Permission.VIEW_INQUIRIES, at=at))

    def asked_by(self, user: Person) -> "InquiryQuerySet":
        return self.filter(requester=user.pk) if user.is_authenticated else self.none()

    def ungrouped(self) -> "InquiryQuerySet":
        """Of each burst the first alone."""
        return self.filter(grouped_under=None)

    def with_due_at(self) -> "InquiryQuerySet":
        """`due_at`: the nearest of the clocks owed to the requester that tick; NULL when none does."""
        owed = Duty.objects.filter(inquiry_clock__inquiry=OuterRef("pk"), kind__in=OWED_KINDS)
        ticking = owed.filter(state=DutyState.OPEN)
        return self.annotate(due_at=Subquery(ticking.order_by("due_at").values("due_at")[:1]))


SEARCHED = ("number", "external_number", "name", "outlet", "email", "subject", "text")
REACHABLE = ~Q(email="") | ~Q(address="") | ~Q(phone="")


class Inquiry(models.Model):
    """`number` is unique within its agency; `secret` opens the tracking page."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="inquiries", verbose_name=_("agency"))
    number = models.CharField(_("number"), max_length=20)
    regime = models.CharField(_("law"), max_length=30, choices=Regime.choices)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.REGISTERED)
    # Different days after hours (APPC 64(3)); each clock runs from the one its article names.
    source = models.CharField(_("came by"), max_length=20, choices=Source.choices, default=Source.PORTAL)
    external_system = models.CharField(_("other system"), max_length=60, blank=True)
    external_number = models.CharField(_("number in the other system"), max_length=60, blank=True)
    received_at = models.DateTimeField(_("received"))
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    registered_on = models.DateField(_("registered"))
    asker = models.CharField(_("who asks"), max_length=20, choices=AskerKind.choices)
    requester = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="inquiries", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    outlet = models.CharField(_("outlet or organisation"), max_length=300, blank=True)
    # AI 11(5), APPC 63: sealed, because an IIN lies open nowhere; found by its fingerprint.
    iin_sealed = models.CharField(_("IIN"), max_length=200, blank=True)
    iin_fingerprint = models.CharField(max_length=64, blank=True)
    bin = models.CharField(_("BIN"), max_length=12, blank=True)
    outgoing_number = models.CharField(_("outgoing number"), max_length=60, blank=True)
    outgoing_on = models.DateField(_("outgoing date"), null=True, blank=True)
    signer_name = models.CharField(_("who signed"), max_length=200, blank=True)
    signer_position = models.CharField(_("position of who signed"), max_length=200, blank=True)
    recording_announced = models.BooleanField(_("the caller said that the call is recorded"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("question"), max_length=10_000)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assigned_inquiries", verbose_name=_("officer")
    )
    # A complaint says of which case, a forwarded inquiry where it came from.
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name=_("complains about")
    )
    forwarded_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("forwarded from")
    )
    fingerprint = models.CharField(max_length=64, blank=True)  # the same for the same words
    # In a burst all open ones stand under the first, so that the queue shows one line.
    grouped_under = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="group", verbose_name=_("grouped under")
    )
    secret = models.CharField(max_length=32, default=new_secret, unique=True)
    # One form, one inquiry: a form sent twice carries the same mark.
    submission = models.UUIDField(default=uuid4, unique=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="one_inquiry_per_number"),
            models.CheckConstraint(
                condition=~Q(state=State.ASSIGNED) | Q(assignee__isnull=False), name="work_has_an_owner"
            ),
            models.CheckConstraint(condition=REACHABLE, name="somebody_can_be_answered"),
            models.UniqueConstraint(
                fields=["agency", "external_system", "external_number"],
                condition=~Q(external_number=""),
                name="one_inquiry_per_external_number",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="inquiries_by_number"),
            models.Index(fields=["agency", "-received_at"], name="inquiries_by_arrival"),
            models.Index(fields=["iin_fingerprint"], name="inquiries_by_iin", condition=~Q(iin_fingerprint="")),
            models.Index(fields=["agency", "fingerprint"], name="inquiries_alike", condition=Q(state__in=OPEN)),
            models.Index(fields=["agency", "assignee"], name="inquiries_open", condition=Q(state__in=OPEN)),
            # A part of any of these finds the inquiry, in any case of letters, without reading them all.
            GinIndex(*(OpClass(Upper(field), name="gin_trgm_ops") for field in SEARCHED), name="inquiries_by_words"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The tracking page, which anyone with the address may read."""
        return reverse("inquiries:case", args=[self.number, self.secret])

    @property
    def main_clock(self) -> Duty | None:
        """The duty to whoever asked: to answer, or to pass a complaint on. After a reopening the newest."""
        main = Duty.objects.filter(inquiry_clock__inquiry=self, kind__in=MAIN_KINDS)
        return main.select_related("agency").order_by("pk").last()

    @property
    def alike(self) -> InquiryQuerySet:
        """Everybody who asked this body the same in the same words, this inquiry included."""
        same = {name: getattr(self, name) for name in ("agency", "fingerprint", "regime", "language")}
        return Inquiry.objects.filter(**same)

    @property
    def secret_in_groups(self) -> str:
        """To be read aloud and typed."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    @property
    def asked_by_words(self) -> str:
        return f"{self.name}, {self.outlet}" if self.outlet else self.name


class Clock(models.Model):
    """Which duties run on an inquiry."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="clocks")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="inquiry_clock")

    def __str__(self) -> str:
        return f"{self.inquiry}: {self.duty.kind}"


class Note(models.Model):
    """Said among officers, of the case or of a draft; never shown to the requester. `by` None: said by a mailbox."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="notes")
    answer = models.ForeignKey("Answer", models.CASCADE, null=True, blank=True, related_name="notes")
    text = models.TextField(_("note"), max_length=10_000)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:80]

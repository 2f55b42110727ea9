"""What goes to and fro while an inquiry is open: with the requester, with units, with the head, with other bodies."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency, Unit
from deadlines.models import Duty
from inquiries.models.inquiry import Inquiry
from inquiries.models.letters import Letter
from inquiries.states import ExtensionState, Medium, UnitRequestState


class Clarification(models.Model):
    """What the office asked back, where the law lets it; open until it is answered or its day is over."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="clarifications")
    question = models.TextField(_("question"), max_length=10_000)
    until_on = models.DateField(_("answer until"))
    paused = models.BooleanField(_("the clock stands still"), default=False)
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="clarification")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry"], condition=Q(closed_at=None), name="one_open_clarification")
        ]

    def __str__(self) -> str:
        return self.question[:80]


class Supplement(models.Model):
    """What the requester wrote after the inquiry itself: unasked, or in reply to a clarification."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="supplements")
    clarification = models.OneToOneField(
        Clarification, models.CASCADE, null=True, blank=True, related_name="supplement"
    )
    text = models.TextField(_("text"), max_length=10_000)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    # One form, one supplement: a form sent twice carries the same mark.
    submission = models.UUIDField(default=uuid4)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["inquiry", "submission"], name="one_supplement_per_form")]

    def __str__(self) -> str:
        return self.text[:80]


class Extension(models.Model):
    """Asked by an officer on the ground of the law, decided by the head, once."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="extensions")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    amount = models.PositiveSmallIntegerField(_("for how long"))
    reason = models.TextField(_("why"), max_length=2_000)
    holders = models.TextField(_("other competent holders"), max_length=1_000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    remark = models.TextField(_("remark"), max_length=2_000, blank=True)
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="extension")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(state=ExtensionState.ASKED), name="one_extension_asked_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.reason[:80]


class UnitRequest(models.Model):
    """A question to a unit of the agency, due before the answer is."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="unit_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="requests", verbose_name=_("unit"))
    question = models.TextField(_("question"), max_length=10_000)
    state = models.CharField(
        _("state"), max_length=10, choices=UnitRequestState.choices, default=UnitRequestState.ASKED
    )
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="unit_request")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("read by the unit"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question[:80]


class UnitReply(models.Model):
    """What a unit answered; `returned_at` when the press office wanted it completed."""

    request = models.ForeignKey(UnitRequest, models.CASCADE, related_name="replies")
    text = models.TextField(_("answer"), max_length=50_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    returned_for = models.TextField(_("what is missing"), max_length=2_000, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Forwarding(models.Model):
    """To the competent body: an agency of the portal, where it arrives as an inquiry, or an address outside."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="forwardings")
    to_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    to_name = models.CharField(_("to whom"), max_length=300)
    to_email = models.EmailField(_("e-mail"), blank=True)
    reason = models.TextField(_("why"), max_length=2_000)
    arrived_as = models.OneToOneField(Inquiry, models.PROTECT, null=True, blank=True, related_name="arrival")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="forwarding")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.to_name


class Interview(models.Model):
    """What a request for an interview wants, and what was agreed. Nobody asks to read the article before (MM 2)."""

    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="interview")
    medium = models.CharField(_("form"), max_length=20, choices=Medium.choices)
    speaker = models.CharField(_("with whom"), max_length=200, blank=True)
    wished = models.CharField(_("wished time"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("agreed time"), null=True, blank=True)
    agreed_speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    place = models.CharField(_("place or link"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.get_medium_display()

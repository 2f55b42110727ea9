"""How an office works inside the law: its own days, which the law leaves to it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency

DAYS = [MinValueValidator(1), MaxValueValidator(30)]


class Practice(models.Model):
    """Working days, but for `burst_from`, which counts inquiries."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="practice", verbose_name=_("agency"))
    triage_days = models.PositiveSmallIntegerField(
        _("to decide who answers"), default=1, validators=DAYS, help_text=_("Working days after an inquiry arrives.")
    )
    unit_days = models.PositiveSmallIntegerField(
        _("for a unit to answer"),
        default=2,
        validators=DAYS,
        help_text=_("Working days, always before our answer."),
    )
    cure_days = models.PositiveSmallIntegerField(
        _("for a requester to add what is missing"), default=5, validators=DAYS, help_text=_("Working days.")
    )
    interview_days = models.PositiveSmallIntegerField(
        _("to answer a request for an interview"), default=2, validators=DAYS, help_text=_("Working days.")
    )
    burst_from = models.PositiveSmallIntegerField(
        _("to show alike inquiries as one"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(1000)],
        help_text=_("How many inquiries in the same words make a group."),
    )

    class Meta:
        verbose_name = _("rules of the office")
        verbose_name_plural = _("rules of the office")

    def __str__(self) -> str:
        return str(self.agency)

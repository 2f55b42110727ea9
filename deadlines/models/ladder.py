"""Ladders: whom to tell when, before and after the due moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from deadlines.states import Audience, Offset


class LadderRung(models.Model):
    """One rung of an agency's own ladder for a kind of duty; its rungs replace the default ladder altogether."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="rungs", verbose_name=_("agency"))
    kind = models.CharField(_("kind of duty"), max_length=40)
    audience = models.CharField(_("whom to tell"), max_length=20, choices=Audience.choices)
    amount = models.SmallIntegerField(
        _("how far"), help_text=_("Negative: before the due moment. Zero: on the due day")
    )
    offset = models.CharField(_("counted in"), max_length=20, choices=Offset.choices, default=Offset.WORKING_DAYS)
    is_daily = models.BooleanField(_("repeat every working day while late"), default=False)
    is_critical = models.BooleanField(_("critical"), default=False, help_text=_("Goes out at any hour"))

    class Meta:
        verbose_name = _("ladder rung")
        verbose_name_plural = _("ladder rungs")
        ordering = ["agency", "kind", "offset", "amount"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "audience", "amount", "offset"], name="every_rung_once"),
            models.CheckConstraint(
                condition=models.Q(is_daily=False) | models.Q(amount__gt=0, offset=Offset.WORKING_DAYS),
                name="only_late_rungs_repeat",
                violation_error_message=_("Only a rung after the due day repeats, and it counts in working days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()} {self.amount:+d} {self.get_offset_display()}"

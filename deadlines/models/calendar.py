"""The working calendar: rows for the days that differ from their weekday."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.names import Named
from deadlines.states import DayKind


@pghistory.track()
class CalendarDay(Named):
    """A country day (`agency` empty) or an exception of one agency, which wins over the country's."""

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="calendar_days", verbose_name=_("agency")
    )
    on = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=20, choices=DayKind.choices)
    act = models.CharField(_("act"), max_length=300, help_text=_("The act and its number that make this day so"))
    is_confirmed = models.BooleanField(
        _("confirmed"), default=True, help_text=_("Off while the day is only computed and no act names it yet")
    )

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "on"],
                name="one_mark_per_day",
                nulls_distinct=False,
                violation_error_message=_("This day is already in the calendar."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.on:%d.%m.%Y} {self.name}"

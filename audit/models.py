"""What happened: append-only, guarded by the database itself. People's own words may be emptied, and nothing else."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Acting, Agency


class Event(models.Model):
    """One fact. `subject` names the thing for people; type and id find it for machines."""

    at = models.DateTimeField(_("when"), db_index=True)
    action = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.BigIntegerField()
    subject = models.CharField(_("thing"), max_length=300)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    acting = models.ForeignKey(
        Acting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("standing in for")
    )
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_of_a_thing"),
            models.Index(fields=["agency", "-at"], name="audit_of_an_agency"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.note <> '' OR (to_jsonb(OLD.*) - 'note') IS DISTINCT FROM (to_jsonb(NEW.*) - 'note')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

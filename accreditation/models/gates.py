"""Gates, and who passed them."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models.accreditations import Card
from accreditation.states import Direction, GateVerdict
from agencies.access import Person, owned
from agencies.models import Agency
from agencies.names import Named
from agencies.states import Permission


class GateQuerySet(models.QuerySet["Gate"]):
    def manned_by(self, user: Person, *, at: datetime) -> "GateQuerySet":
        """The gates in use at which this person may check cards."""
        return self.filter(owned(user, Permission.CHECK_CARDS, at=at), is_active=True)


class Gate(Named):
    """A door with somebody who scans. Cards must hold one of its `zones`; empty: any good card.

    Gates with the same zones lead to the same place: who came in by one may leave by another.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="gates", verbose_name=_("agency"))
    zones = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("zones"))
    is_active = models.BooleanField(_("in use"), default=True)

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["agency", "name_ru"]


class PassageQuerySet(models.QuerySet["Passage"]):
    def visible_to(self, user: Person, *, at: datetime) -> "PassageQuerySet":
        return self.filter(owned(user, Permission.VIEW_ACCREDITATION, at=at))


class Passage(models.Model):
    """One scan. `mark` is made by the phone, so that a scan uploaded twice stays one.

    `scanned_at` is when, by our clock as far as it can be told; `received_at` is later where the phone was offline.
    `told` is what the person at the gate was told, and acted upon; it never changes. `verdict` is what is true by all
    we know now: of two entries without a leaving between them the first is kept, the second `doubles` it, whichever
    was uploaded first.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="passages", verbose_name=_("agency"))
    gate = models.ForeignKey(Gate, models.PROTECT, related_name="passages", verbose_name=_("gate"))
    card = models.ForeignKey(
        Card, models.PROTECT, null=True, blank=True, related_name="passages", verbose_name=_("card")
    )
    mark = models.UUIDField(unique=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    told = models.CharField(_("what the gate was told"), max_length=20, choices=GateVerdict.choices)
    verdict = models.CharField(_("verdict"), max_length=20, choices=GateVerdict.choices)
    words = models.CharField(_("what was scanned"), max_length=60, blank=True)  # number or code, never a whole token
    doubles = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("double of")
    )
    is_offline = models.BooleanField(_("scanned offline"), default=False)
    scanned_at = models.DateTimeField(_("scanned"))
    received_at = models.DateTimeField(_("received"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("gate staff"))

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["-scanned_at", "-pk"]
        indexes = [
            models.Index(fields=["card", "scanned_at"], name="passages_of_a_card"),
            models.Index(fields=["gate", "-scanned_at"], name="passages_of_a_gate"),
            models.Index(fields=["agency", "-scanned_at"], name="passages_of_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.gate}: {self.words}"

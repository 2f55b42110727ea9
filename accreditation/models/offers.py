"""Places that became free and were offered to whoever was next."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.models.applications import Application
from accreditation.models.intakes import Pool


class PlaceOfferQuerySet(models.QuerySet["PlaceOffer"]):
    def open(self) -> "PlaceOfferQuerySet":
        return self.filter(accepted_at=None, lapsed_at=None)

    def to_lapse(self, *, at: datetime) -> "PlaceOfferQuerySet":
        return self.open().filter(until_at__lt=at)


class PlaceOffer(models.Model):
    """Keeps the place of its pool (none: a common one) until it is accepted or its time is over."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="offers")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="+", verbose_name=_("pool"))
    offered_at = models.DateTimeField(_("offered"))
    until_at = models.DateTimeField(_("kept until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("not accepted"), null=True, blank=True)

    objects = PlaceOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a place")
        verbose_name_plural = _("offers of places")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(accepted_at=None, lapsed_at=None), name="one_open_offer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(lapsed_at=None), name="offers_are_accepted_or_lapse"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.until_at}"

"""How an office works inside the rules: its own days, and how long it keeps what."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.states import PurgeKind
from agencies.models import Agency

WORKING = [MinValueValidator(1), MaxValueValidator(30)]
KEPT = [MinValueValidator(1), MaxValueValidator(3_650)]


class AccreditationPractice(models.Model):
    """The retention of each kind of data is set here, because no act we know of sets it (PD 12(2): until the purpose
    is reached). Days count from the end of the case or of the accreditation."""

    agency = models.OneToOneField(
        Agency, models.CASCADE, related_name="accreditation_practice", verbose_name=_("agency")
    )
    cure_days = models.PositiveSmallIntegerField(
        _("to complete an application"), default=3, validators=WORKING, help_text=_("Working days.")
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("to remind before an accreditation ends"), default=30, validators=KEPT, help_text=_("Calendar days.")
    )
    hears_before_refusal = models.BooleanField(
        _("hear before a refusal"),
        default=True,
        help_text=_(
            "Where the term of review is five working days or longer, as at strategic objects: a preliminary decision, "
            "days to object and a hearing come before a refusal or limits (APPC 73). No act names accreditation here: "
            "it follows from the Code, and is on unless your lawyers say otherwise."
        ),
    )
    promotion_hours = models.PositiveSmallIntegerField(
        _("to accept a place from the waiting list"), default=24, validators=KEPT, help_text=_("Hours.")
    )
    documents_days = models.PositiveSmallIntegerField(
        _("documents are kept"),
        default=365,
        validators=KEPT,
        help_text=_(
            "Files that came with applications, in calendar days. Their names and what was found of them stay."
        ),
    )
    photos_days = models.PositiveSmallIntegerField(
        _("photographs are kept"),
        default=90,
        validators=KEPT,
        help_text=_("Calendar days."),
    )
    people_days = models.PositiveSmallIntegerField(
        _("names and contacts are kept"),
        default=1_825,
        validators=KEPT,
        help_text=_(
            "In calendar days. Then name, contacts, IIN and signature go; the number, the "
            "outlet, the dates and the decision stay."
        ),
    )
    passages_days = models.PositiveSmallIntegerField(
        _("passages of gates are kept"),
        default=180,
        validators=KEPT,
        help_text=_("Who passed which gate, in calendar days from the scan."),
    )

    class Meta:
        verbose_name = _("practice of accreditation")
        verbose_name_plural = _("practice of accreditation")

    def __str__(self) -> str:
        return str(self.agency)


class Purge(models.Model):
    """The log of what was removed because its time was over: how much, never what."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("what"), max_length=30, choices=PurgeKind.choices)
    count = models.PositiveIntegerField(_("how many"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("removal of old data")
        verbose_name_plural = _("removals of old data")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "at"], name="one_removal_per_sweep")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d.%m.%Y}"

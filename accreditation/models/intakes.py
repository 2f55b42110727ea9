"""The agency's own rules, its zones, and the windows in which it takes applications."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.states import Criterion, Function, IntakeState, Kind
from agencies.access import Person, owned
from agencies.models import Agency
from agencies.names import Named
from agencies.states import Permission

TEXT_LIMIT = 50_000


class Rules(models.Model):
    """A version of the agency's own rules (MM 28(1)). Once adopted it never changes; a new version is a new row."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accreditation_rules", verbose_name=_("agency"))
    version = models.PositiveSmallIntegerField(_("version"))
    text_kk = models.TextField(_("text in Kazakh"), max_length=TEXT_LIMIT)
    text_ru = models.TextField(_("text in Russian"), max_length=TEXT_LIMIT)
    act = models.CharField(_("act"), max_length=300, help_text=_("For example the order, its number and date"))
    in_force_from = models.DateField(_("in force from"))
    adopted_at = models.DateTimeField(_("entered"))
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    class Meta:
        verbose_name = _("rules of accreditation")
        verbose_name_plural = _("rules of accreditation")
        ordering = ["agency", "-version"]
        constraints = [models.UniqueConstraint(fields=["agency", "version"], name="one_text_per_version_of_rules")]

    def __str__(self) -> str:
        return f"{self.agency}, {self.version}"

    @property
    def text(self) -> str:
        return self.text_kk if get_language() == "kk" else self.text_ru


class Acknowledgement(models.Model):
    """Somebody has read a version of the rules and will keep to it."""

    rules = models.ForeignKey(Rules, models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rules", "user"], name="rules_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.rules}"


class Zone(Named):
    """A part of the agency's premises. `number` is what a card carries, so that a gate needs no network."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="zones", verbose_name=_("agency"))
    number = models.PositiveSmallIntegerField(
        _("number"), validators=[MinValueValidator(1), MaxValueValidator(32)], help_text=_("From 1 to 32")
    )

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["agency", "number"]
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="one_zone_per_number")]


class IntakeQuerySet(models.QuerySet["Intake"]):
    def announced(self) -> "IntakeQuerySet":
        """What the public may see."""
        return self.exclude(state__in=(IntakeState.DRAFT, IntakeState.CANCELLED))

    def to_open(self, *, at: datetime) -> "IntakeQuerySet":
        return self.filter(state=IntakeState.ANNOUNCED, opens_at__lte=at)

    def to_close(self, *, at: datetime) -> "IntakeQuerySet":
        return self.filter(state=IntakeState.OPEN, closes_at__lt=at)

    def accepting(self, *, at: datetime) -> "IntakeQuerySet":
        """By their own moments, whether or not a sweep has run."""
        states = (IntakeState.ANNOUNCED, IntakeState.OPEN)
        return self.filter(state__in=states, opens_at__lte=at, closes_at__gte=at)

    def visible_to(self, user: Person, *, at: datetime) -> "IntakeQuerySet":
        return self.filter(owned(user, Permission.VIEW_ACCREDITATION, at=at))


class Intake(Named):
    """A window for applications, announced in Kazakh and Russian; `name` is what it is for, such as the event.

    A permanent intake closes by the law's term; a temporary one belongs to an event and closes before it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="intakes", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=IntakeState.choices, default=IntakeState.DRAFT)
    text_kk = models.TextField(_("announcement in Kazakh"), max_length=10_000)
    text_ru = models.TextField(_("announcement in Russian"), max_length=10_000)
    is_strategic = models.BooleanField(
        _("strategic object"), default=False, help_text=_("The review may take longer, and security checks everybody.")
    )
    rules = models.ForeignKey(Rules, models.PROTECT, null=True, related_name="intakes", verbose_name=_("rules"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)  # set when it is announced
    event_from_at = models.DateTimeField(_("the event begins"), null=True, blank=True)
    event_until_at = models.DateTimeField(_("the event ends"), null=True, blank=True)
    event_place = models.CharField(_("place of the event"), max_length=300, blank=True)
    places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "For an event alone; empty: as many as apply. Applications for a permanent accreditation are each decided "
            "within the days of the rules, before the window closes: nobody can be compared with those still to come."
        ),
    )
    criteria = ArrayField(
        models.CharField(max_length=30, choices=Criterion.choices),
        default=list,
        blank=True,
        verbose_name=_("who comes first when places are short"),
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason of the cancellation"), max_length=500, blank=True)
    allocated_at = models.DateTimeField(_("places allocated"), null=True, blank=True)
    # With the confirmation the allocation decides; whoever has no place waits until the list ends.
    confirmed_at = models.DateTimeField(_("allocation confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("allocation confirmed by")
    )
    waiting_until_at = models.DateTimeField(_("waiting list ends"), null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake of applications")
        verbose_name_plural = _("intakes of applications")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="intake_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.PERMANENT, event_from_at=None)
                | Q(kind=Kind.TEMPORARY, event_from_at__isnull=False, event_until_at__gte=F("event_from_at")),
                name="temporary_intakes_name_the_event",
                violation_error_message=_("A temporary accreditation needs the beginning and the end of its event."),
            ),
            models.CheckConstraint(
                condition=Q(places=None) | Q(kind=Kind.TEMPORARY),
                name="places_are_limited_for_events_alone",
                violation_error_message=_("Places can be limited for an event alone."),
            ),
        ]
        indexes = [
            models.Index(fields=["opens_at"], name="intakes_to_open", condition=Q(state=IntakeState.ANNOUNCED)),
            models.Index(fields=["closes_at"], name="intakes_to_close", condition=Q(state=IntakeState.OPEN)),
        ]

    def get_absolute_url(self) -> str:
        return reverse("accreditation:intake", args=[self.pk])

    @property
    def text(self) -> str:
        return self.text_kk if get_language() == "kk" else self.text_ru


class Pool(Named):
    """A part of the places that only these functions compete for, such as tripods for camera operators."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="pools")
    number = models.PositiveSmallIntegerField(_("number"))
    places = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1)])
    functions = ArrayField(models.CharField(max_length=20, choices=Function.choices), verbose_name=_("functions"))

    class Meta:
        verbose_name = _("pool of places")
        verbose_name_plural = _("pools of places")
        ordering = ["intake", "number"]
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="one_pool_per_number")]

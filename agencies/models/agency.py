"""Agencies, their units and the numbers of their cases."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from agencies.names import Named
from agencies.states import AgencyKind
from kernel.identifiers import is_bin
from kernel.workdays import WorkingHours


def check_bin(value: str) -> None:
    if not is_bin(value):
        raise ValidationError(_("This is not a BIN: twelve digits, the last one is a check digit."))


def check_time_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(_("There is no time zone of this name.")) from error


def all_languages() -> list[str]:
    return list(Language.values)


class Agency(Named):
    slug = models.SlugField(_("address on the portal"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=AgencyKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("higher body")
    )
    bin = models.CharField(_("BIN"), max_length=12, unique=True, validators=[check_bin])
    email = models.EmailField(_("press office e-mail"))
    phone = models.CharField(_("press office telephone"), max_length=40)
    site = models.URLField(_("web resource"), blank=True)
    address_kk = models.CharField(_("postal address in Kazakh"), max_length=300)
    address_ru = models.CharField(_("postal address in Russian"), max_length=300)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default=settings.TIME_ZONE, validators=[check_time_zone]
    )
    opens = models.TimeField(_("opens"), default=time(9))
    closes = models.TimeField(_("closes"), default=time(18, 30))
    lunch_from = models.TimeField(_("lunch from"), default=time(13))
    lunch_until = models.TimeField(_("lunch until"), default=time(14, 30))
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices), default=all_languages, verbose_name=_("languages")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name_ru"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("lunch_from"), lunch_from__lte=F("lunch_until"), lunch_until__lt=F("closes")),
                name="working_hours_in_order",
                violation_error_message=_("The office opens before lunch and closes after it."),
            ),
            models.CheckConstraint(
                condition=~Q(pk=F("parent")),
                name="no_agency_is_its_own_parent",
                violation_error_message=_("An agency cannot be its own higher body."),
            ),
        ]

    def clean(self) -> None:
        above, passed = self.parent, set[int]()
        while above and above.pk not in passed:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("This body is itself below this agency.")})
            passed.add(above.pk)
            above = above.parent

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def working_hours(self) -> WorkingHours:
        return WorkingHours(self.opens, self.closes, self.lunch_from, self.lunch_until)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def address_in(self, language: str) -> str:
        return self.address_kk if language == "kk" else self.address_ru


class Unit(Named):
    """A unit of an agency that supplies facts; `email` is asked when it has no contact person."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name=_("agency"))
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_ru"]


class NumberSeries(models.Model):
    """The last number given in a series; locked while the case that takes the next one is written."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "prefix", "year"], name="one_series_per_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"

"""Who belongs to an agency in which role, and who acts for whom."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models.agency import Agency, Unit
from agencies.states import Role


class Period(models.Model):
    """From a day to a day, both included; open-ended when `until_on` is empty. Days of the portal's zone."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


def holding(on: date, prefix: str = "") -> Q:
    """The Periods that hold on a day; `prefix` leads to them from another table."""
    return Q(**{f"{prefix}from_on__lte": on}) & (
        Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gte": on})
    )


PERIOD_RANGE = Func(F("from_on"), F("until_on"), models.Value("[]"), function="daterange")
PERIOD_IN_ORDER = Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, *, on: date) -> "MembershipQuerySet":
        return self.filter(holding(on), user__is_active=True)


class Membership(Period):
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name=_("agency"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    position_kk = models.CharField(_("position in Kazakh"), max_length=200, blank=True)
    position_ru = models.CharField(_("position in Russian"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["agency", "role", "user"]
        constraints = [
            models.CheckConstraint(
                condition=PERIOD_IN_ORDER,
                name="membership_period_in_order",
                violation_error_message=_("A period ends after it begins."),
            ),
            ExclusionConstraint(
                name="one_membership_per_role_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (PERIOD_RANGE, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already has this role in this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    def clean(self) -> None:
        if self.unit and self.unit.agency_id != self.agency_id:
            raise ValidationError({"unit": _("This unit belongs to another agency.")})


class Acting(Period):
    """A deputy stands in for a member during an absence, with the rights of that member's role and no more."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="actings", verbose_name=_("stands in for"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="actings", verbose_name=_("deputy"))
    until_on = models.DateField(_("until"))
    ground = models.CharField(_("ground"), max_length=300, help_text=_("For example the order and its number"))

    class Meta:
        verbose_name = _("acting grant")
        verbose_name_plural = _("acting grants")
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="acting_period_in_order",
                violation_error_message=_("A period ends after it begins."),
            ),
            ExclusionConstraint(
                name="one_deputy_at_a_time",
                expressions=[("membership", RangeOperators.EQUAL), (PERIOD_RANGE, RangeOperators.OVERLAPS)],
                violation_error_message=_("Somebody already stands in during this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} ({self.membership})"

    def clean(self) -> None:
        if self.membership_id and self.deputy_id == self.membership.user_id:
            raise ValidationError({"deputy": _("Nobody stands in for themselves.")})

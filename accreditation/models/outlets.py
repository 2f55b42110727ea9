"""Outlets as the official register knows them, and the people who work for them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accreditation.states import Function, OutletKind, RegisterStatus
from agencies.models import check_bin
from agencies.names import Named


class OutletQuerySet(models.QuerySet["Outlet"]):
    def standing(self) -> "OutletQuerySet":
        """Without those a person found to be the same as another."""
        return self.filter(merged_into=None)

    def domestic(self) -> "OutletQuerySet":
        """Foreign ones are accredited by the Ministry of Foreign Affairs alone (MM 30(4))."""
        return self.filter(is_foreign=False)


OUTLET_SEARCHED = ("name_kk", "name_ru", "name_en", "certificate_number", "bin", "owner")


class Outlet(Named):
    """An entity for all agencies; told apart by people, never by spelling. It belongs to no agency."""

    kind = models.CharField(_("kind"), max_length=20, choices=OutletKind.choices)
    certificate_number = models.CharField(_("number of the certificate"), max_length=60, blank=True)
    certificate_on = models.DateField(_("date of the certificate"), null=True, blank=True)
    bin = models.CharField(_("BIN"), max_length=12, blank=True, validators=[check_bin])
    owner = models.CharField(_("owner"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    site = models.URLField(_("web site"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices), default=list, blank=True, verbose_name=_("languages")
    )
    territory = models.CharField(_("territory"), max_length=300, blank=True)
    is_nationwide = models.BooleanField(_("appears in the whole country"), default=False)
    chief_editor = models.CharField(_("chief editor"), max_length=200, blank=True)
    is_foreign = models.BooleanField(_("foreign outlet"), default=False)
    register_status = models.CharField(
        _("in the official register"), max_length=20, choices=RegisterStatus.choices, default=RegisterStatus.UNCHECKED
    )
    register_checked_on = models.DateField(_("looked up on"), null=True, blank=True)
    register_checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("looked up by")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("the same as")
    )

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name_ru", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_number"],
                condition=~Q(certificate_number="") & Q(merged_into=None),
                name="one_outlet_per_certificate",
                violation_error_message=_("Another outlet has this certificate."),
            ),
            models.CheckConstraint(condition=~Q(pk=models.F("merged_into")), name="no_outlet_merged_into_itself"),
        ]
        indexes = [
            GinIndex(*(OpClass(Upper(name), name="gin_trgm_ops") for name in OUTLET_SEARCHED), name="outlets_by_words")
        ]


class Editor(models.Model):
    """A chief editor or authorised person who may apply for the staff of an outlet, once an officer confirmed it."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="editors", verbose_name=_("outlet"))
    user = models.ForeignKey(User, models.PROTECT, related_name="edits", verbose_name=_("account"))
    position = models.CharField(_("position"), max_length=200)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("chief editor")
        verbose_name_plural = _("chief editors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "user"], condition=Q(ended_at=None), name="one_editor_per_outlet_and_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.outlet}"


class Engagement(models.Model):
    """A journalist works for an outlet, possibly for several at once (MM 1(16))."""

    user = models.ForeignKey(User, models.CASCADE, related_name="engagements", verbose_name=_("journalist"))
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="engagements", verbose_name=_("outlet"))
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    position = models.CharField(_("position"), max_length=200, blank=True)
    press_card = models.CharField(_("number of the press card"), max_length=60, blank=True)
    from_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("work for an outlet")
        verbose_name_plural = _("work for outlets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "outlet"], condition=Q(ended_at=None), name="one_engagement_per_outlet"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.outlet}"

"""Breaches, and the proceedings that may end in a decision against a person."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models.accreditations import Accreditation
from accreditation.models.applications import Application
from accreditation.states import UNDECIDED, DeprivationGround, Ground, ProceedingAim, ProceedingState
from agencies.models import Agency
from deadlines.models import Duty

TEXT_LIMIT = 10_000
DEPRIVATION = Q(aim=ProceedingAim.DEPRIVATION)


class Breach(models.Model):
    """A breach of the duties of an accredited journalist; two are a ground (Model rules of accreditation)."""

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="breaches")
    on = models.DateField(_("day of the breach"))
    what = models.TextField(_("what happened"), max_length=5_000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.what[:80]


class ProceedingQuerySet(models.QuerySet["Proceeding"]):
    def of_case(self, application: Application) -> "ProceedingQuerySet":
        """Before the decision on an application, and after it on the accreditation it became."""
        return self.filter(Q(application=application) | Q(accreditation__application=application))

    def undecided(self) -> "ProceedingQuerySet":
        return self.filter(state__in=UNDECIDED)

    def known(self) -> "ProceedingQuerySet":
        """With what moves, letters and pages read of the case."""
        of_both = ("agency__parent", "outlet", "intake", "applicant")
        applications = [f"{path}application__{name}" for path in ("", "accreditation__") for name in of_both]
        held = [f"accreditation__{name}" for name in ("agency__parent", "outlet", "holder")]
        return self.select_related(*applications, *held)


@pghistory.track()
class Proceeding(models.Model):
    """APPC 73: a preliminary decision at least three working days before the decision; two to object or be heard.

    Of a deprivation it names the accreditation, of a refusal or of limits the application that is not decided yet.
    """

    aim = models.CharField(
        _("what is intended"), max_length=20, choices=ProceedingAim.choices, default=ProceedingAim.DEPRIVATION
    )
    accreditation = models.ForeignKey(Accreditation, models.PROTECT, null=True, related_name="proceedings")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="proceedings")
    zones = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("zones"))
    state = models.CharField(
        _("state"), max_length=20, choices=ProceedingState.choices, default=ProceedingState.PROPOSED
    )
    ground = models.CharField(
        _("ground"), max_length=30, choices=[*DeprivationGround.choices, *Ground.choices], blank=True
    )
    facts = models.TextField(_("facts"), max_length=TEXT_LIMIT)
    breaches = models.ManyToManyField(Breach, blank=True, related_name="proceedings", verbose_name=_("breaches"))
    proposed_at = models.DateTimeField(_("preliminary decision sent"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    objection_until_on = models.DateField(_("objection possible until"))
    decidable_from_on = models.DateField(_("decision possible from"))
    objection = models.TextField(_("objection of the holder"), max_length=TEXT_LIMIT, blank=True)
    objected_at = models.DateTimeField(_("objected"), null=True, blank=True)
    wants_hearing = models.BooleanField(_("wants to be heard"), default=False)
    hearing_at = models.DateTimeField(_("hearing"), null=True, blank=True)
    hearing_place = models.CharField(_("place of the hearing"), max_length=300, blank=True)
    protocol = models.TextField(_("minutes of the hearing"), max_length=50_000, blank=True)
    protocol_at = models.DateTimeField(_("minutes written"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision = models.TextField(_("reasons of the decision"), max_length=TEXT_LIMIT, blank=True)
    deprived_until_on = models.DateField(_("deprived until"), null=True, blank=True)
    appealed_on = models.DateField(_("appealed on"), null=True, blank=True)
    appeal = models.TextField(_("appeal: to whom and why"), max_length=TEXT_LIMIT, blank=True)
    appeal_decided_on = models.DateField(_("appeal decided on"), null=True, blank=True)
    appeal_result = models.TextField(_("decision on the appeal"), max_length=TEXT_LIMIT, blank=True)

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        verbose_name = _("proceeding")
        verbose_name_plural = _("proceedings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accreditation"], condition=Q(state__in=UNDECIDED), name="one_open_proceeding_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=UNDECIDED), name="one_open_proceeding_per_application"
            ),
            models.CheckConstraint(
                condition=(DEPRIVATION & Q(accreditation__isnull=False, application=None))
                | (~DEPRIVATION & Q(accreditation=None, application__isnull=False)),
                name="proceedings_are_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_state_display()}"

    @property
    def case(self) -> Application:
        if self.application:
            return self.application
        return self.held.application

    @property
    def held(self) -> Accreditation:
        """What may be taken away: of a deprivation alone."""
        if self.accreditation is None:
            raise TypeError(self.aim)
        return self.accreditation

    @property
    def agency(self) -> Agency:
        return self.case.agency

    @property
    def full_name(self) -> str:
        return self.case.full_name


class ProceedingClock(models.Model):
    """Which duties run on a proceeding: the minutes of a hearing (APPC 74)."""

    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="clocks")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="proceeding_clock")

    def __str__(self) -> str:
        return f"{self.proceeding}: {self.duty.kind}"

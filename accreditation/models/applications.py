"""An application, its clocks, its documents, and what reviewers found."""

import secrets
from datetime import datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accreditation.models.intakes import Intake, Pool, Rules
from accreditation.models.outlets import Outlet
from accreditation.states import OPEN, DocumentKind, Function, Ground, IdentityProof, ReviewKind, State, Verdict
from agencies.access import Person, owned
from agencies.models import Agency
from agencies.states import Permission
from deadlines.models import Duty
from deadlines.states import RUNNING, DutyState
from documents.models import File, SignatureCheck


def new_secret() -> str:
    """Opens the page of an application without an account: 128 bits."""
    return secrets.token_hex(16)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> "ApplicationQuerySet":
        return self.filter(state__in=OPEN)

    def with_due_at(self) -> "ApplicationQuerySet":
        """`due_at`: when the decision is due; NULL while its clock does not tick."""
        ticking = Duty.objects.filter(application_clock__application=OuterRef("pk"), state=DutyState.OPEN)
        return self.annotate(due_at=Subquery(ticking.order_by("due_at").values("due_at")[:1]))

    def visible_to(self, user: Person, *, at: datetime) -> "ApplicationQuerySet":
        return self.filter(owned(user, Permission.VIEW_ACCREDITATION, at=at))

    def ended_before(self, at: datetime) -> "ApplicationQuerySet":
        """Whose purpose was reached by then: refused, withdrawn, or accredited and the accreditation has ended."""
        refused = Q(state=State.REFUSED, decided_at__lt=at)
        withdrawn = Q(state=State.WITHDRAWN, withdrawn_at__lt=at)
        return self.filter(refused | withdrawn | Q(state=State.ACCREDITED, accreditation__ended_at__lt=at))

    def of(self, user: Person) -> "ApplicationQuerySet":
        """Their own, and those they sent as a chief editor."""
        return self.filter(Q(applicant=user.pk) | Q(submitted_by=user.pk)) if user.is_authenticated else self.none()


SEARCHED = ("number", "full_name", "name_latin", "email", "press_card", "vehicle")


@pghistory.track(exclude=["secret"])
class Application(models.Model):
    """For one person, one outlet, one function, in one intake. `secret` opens its page without an account.

    The person's words are copies: what they were on the day. `applicant` is the person's account, where they have one;
    `submitted_by` is whoever sent it: the person, or the chief editor; nobody once the person was erased.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="applications", verbose_name=_("agency"))
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="applications", verbose_name=_("intake"))
    number = models.CharField(_("number"), max_length=20)
    secret = models.CharField(max_length=32, default=new_secret, unique=True)
    submission = models.UUIDField(unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.SUBMITTED)
    applicant = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("account")
    )
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by"))
    submitted_at = models.DateTimeField(_("sent"))
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="applications", verbose_name=_("outlet"))
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    position = models.CharField(_("position"), max_length=200, blank=True)
    full_name = models.CharField(_("full name"), max_length=200)
    name_latin = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    # Sealed, because an IIN lies open nowhere; found by its fingerprint.
    iin_sealed = models.CharField(_("IIN"), max_length=200, blank=True)
    iin_fingerprint = models.CharField(max_length=64, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)  # empty once it was erased
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    press_card = models.CharField(_("number of the press card"), max_length=60, blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=Language.choices)
    wants_english = models.BooleanField(_("card in English too"), default=False)
    photo = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photograph")
    )
    equipment = models.TextField(_("equipment"), max_length=2_000, blank=True)
    vehicle = models.CharField(_("number plate of the vehicle"), max_length=60, blank=True)
    rules = models.ForeignKey(Rules, models.PROTECT, null=True, related_name="+", verbose_name=_("rules acknowledged"))
    # PD 8(4): two consents, because publishing is a purpose of its own (PD 7(3)).
    consented_at = models.DateTimeField(_("consent to processing"))
    publication_consented_at = models.DateTimeField(_("consent to publication"), null=True, blank=True)
    signature = models.OneToOneField(
        SignatureCheck, models.PROTECT, null=True, blank=True, related_name="application", verbose_name=_("signature")
    )
    reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    identity_confirmed_at = models.DateTimeField(_("identity confirmed"), null=True, blank=True)
    identity_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("identity confirmed by")
    )
    identity_proof = models.CharField(_("how"), max_length=20, choices=IdentityProof.choices, blank=True)
    # The allocation of places, where they are short; why, is in `Allocation`.
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pool"))
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    has_place = models.BooleanField(_("has a place"), default=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True)
    ground = models.CharField(_("ground of the refusal"), max_length=30, choices=Ground.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=5_000, blank=True)
    zones = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("zones"))

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for accreditation")
        verbose_name_plural = _("applications for accreditation")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="one_application_per_number"),
            models.UniqueConstraint(
                fields=["intake", "outlet", "iin_fingerprint"],
                condition=Q(state__in=OPEN) & ~Q(iin_fingerprint=""),
                name="one_open_application_per_person_and_outlet",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(ground=""), name="refusals_name_their_ground"
            ),
            models.CheckConstraint(condition=Q(decided_at=None) | Q(decided_by__isnull=False), name="a_person_decides"),
        ]
        indexes = [
            models.Index(fields=["agency", "submitted_at"], name="applications_open", condition=Q(state__in=OPEN)),
            models.Index(fields=["intake", "rank"], name="applications_waiting", condition=Q(state=State.WAITING)),
            models.Index(fields=["iin_fingerprint"], name="applications_by_iin", condition=~Q(iin_fingerprint="")),
            GinIndex(*(OpClass(Upper(field), name="gin_trgm_ops") for field in SEARCHED), name="applications_by_words"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The applicant's page, which anyone with the address may read."""
        return reverse("accreditation:application", args=[self.number, self.secret])

    @property
    def main_clock(self) -> Duty | None:
        """The decision owed; after a promotion from the waiting list the newest."""
        return Duty.objects.filter(application_clock__application=self).select_related("agency").order_by("pk").last()

    @property
    def running_clock(self) -> Duty | None:
        found = Duty.objects.filter(application_clock__application=self, state__in=RUNNING)
        return found.select_related("agency").order_by("pk").last()


class Clock(models.Model):
    """Which duties run on an application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="clocks")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="application_clock")

    def __str__(self) -> str:
        return f"{self.application}: {self.duty.kind}"


class Document(models.Model):
    """What came with an application. `file` is gone once it may not be kept; what it was called stays."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    name = models.CharField(_("name"), max_length=255)
    file = models.OneToOneField(File, models.SET_NULL, null=True, related_name="application_document")
    remark = models.TextField(_("remark"), max_length=2_000, blank=True)
    accepted = models.BooleanField(_("in order"), null=True)  # None: nobody has looked yet
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """What one check found; a newer one of the same kind replaces it, and the trail keeps both."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reviews")
    kind = models.CharField(_("check"), max_length=20, choices=ReviewKind.choices)
    verdict = models.CharField(_("found"), max_length=20, choices=Verdict.choices)
    remark = models.TextField(_("remark"), max_length=2_000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="one_review_per_check")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_verdict_display()}"


class Completion(models.Model):
    """The application was returned for completion until a day (APPC 64); `completed_at` ends it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="completions")
    missing = models.TextField(_("what is missing"), max_length=5_000)
    until_on = models.DateField(_("to be completed by"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    note = models.TextField(_("note of the applicant"), max_length=5_000, blank=True)
    lapsed_at = models.DateTimeField(_("the day passed"), null=True, blank=True)  # the officer was told, once

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(completed_at=None), name="one_open_completion_per_application"
            )
        ]
        indexes = [
            models.Index(
                fields=["until_on"], name="completions_to_lapse", condition=Q(completed_at=None, lapsed_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.missing[:80]


class Allocation(models.Model):
    """Why somebody got a place or waits: the row of one run for one application, kept as it was explained."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="allocations")
    run_at = models.DateTimeField(_("allocated"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="+", verbose_name=_("pool"))
    rank = models.PositiveIntegerField(_("rank"))
    has_place = models.BooleanField(_("has a place"))
    scores = models.JSONField(default=list)  # [criterion, score] in the order that was applied

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["application", "run_at"], name="one_allocation_per_run")]

    def __str__(self) -> str:
        return f"{self.application}: {self.rank}"


class ConsentWithdrawal(models.Model):
    """The person took back the consent to processing (PD 8(7)): erased, or refused with reasons, in fifteen days."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="consent_withdrawals")
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="consent_withdrawal")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    is_erased = models.BooleanField(_("erased"), default=False)
    reasons = models.TextField(_("reasons"), max_length=5_000, blank=True)

    class Meta:
        verbose_name = _("withdrawal of consent")
        verbose_name_plural = _("withdrawals of consent")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(decided_at=None), name="one_open_withdrawal_of_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.asked_at:%d.%m.%Y}"

"""A duty is a promise the law makes for the agency; steps are what was done about it."""

from datetime import datetime

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import Person, agencies_where
from agencies.models import Agency, Unit
from agencies.states import Permission
from deadlines.states import RUNNING, Cause, DutyState, StepOutcome
from kernel.workdays import Unit as TimeUnit

TIME_UNITS = [(unit.value, unit.value) for unit in TimeUnit]


class DutyQuerySet(models.QuerySet["Duty"]):
    def running(self) -> "DutyQuerySet":
        return self.filter(state__in=RUNNING)

    def overdue(self, *, at: datetime) -> "DutyQuerySet":
        return self.filter(state=DutyState.OPEN, due_at__lt=at)

    def visible_to(self, user: Person, *, at: datetime) -> "DutyQuerySet":
        return self.filter(agency__in=agencies_where(user, Permission.VIEW_DUTIES, at=at))


@pghistory.track(exclude=["next_step_at"])
class Duty(models.Model):
    """`due_on` is the last day, `due_at` its last moment; both move only through `deadlines.services`."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="duties", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=40)
    reference = models.CharField(_("case number"), max_length=40, db_index=True)
    # The law of its day: the term and the version that was in force when the duty arose.
    term = models.CharField(_("term"), max_length=60, blank=True)
    term_from = models.DateField(null=True, blank=True)
    start_at = models.DateTimeField(_("start"))
    due_on = models.DateField(_("due on"))
    due_at = models.DateTimeField(_("due"))
    extended_on = models.DateField(_("extended on"), null=True, blank=True)
    extended_for = models.PositiveSmallIntegerField(_("extended for"), null=True, blank=True)
    extended_unit = models.CharField(max_length=20, choices=TIME_UNITS, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DutyState.choices, default=DutyState.OPEN)
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("responsible officer")
    )
    unit = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="duties", verbose_name=_("unit")
    )
    opened_at = models.DateTimeField(_("opened"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    reason = models.TextField(_("reason"), blank=True)
    next_step_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RUNNING, ended_at__isnull=True)
                | (~Q(state__in=RUNNING) & Q(ended_at__isnull=False)),
                name="ended_duties_say_when",
            ),
            models.CheckConstraint(
                condition=Q(state=DutyState.OPEN) | Q(next_step_at__isnull=True), name="only_open_duties_take_steps"
            ),
            models.CheckConstraint(
                condition=~Q(state=DutyState.MET) | Q(ended_at__lte=F("due_at")), name="met_means_in_time"
            ),
        ]
        indexes = [
            # The sweep costs what is due, not what exists.
            models.Index(fields=["next_step_at"], name="duties_to_step", condition=Q(state=DutyState.OPEN)),
            models.Index(fields=["agency", "due_at"], name="duties_by_time_left", condition=Q(state__in=RUNNING)),
        ]

    def __str__(self) -> str:
        return self.reference


class Suspension(models.Model):
    """The clock stands still from `from_on` to the day before `until_on` (open while that is empty)."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="suspensions")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(until_on__isnull=True), name="one_open_suspension_per_duty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.reason}"


class DueDateChange(models.Model):
    """Old and new due date, why and who: the answer to "who moved it"."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="changes")
    old_due_on = models.DateField(_("old date"))
    new_due_on = models.DateField(_("new date"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.duty}: {self.old_due_on} → {self.new_due_on}"


class Step(models.Model):
    """What was done about a duty. The unique pair makes it happen once, whatever crashes."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="steps")
    code = models.CharField(_("step"), max_length=80)
    planned_at = models.DateTimeField(_("planned"))
    taken_at = models.DateTimeField(_("taken"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=StepOutcome.choices)
    told = models.JSONField(_("told"), default=list)  # names and addresses, as they were

    class Meta:
        ordering = ["planned_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["duty", "code"], name="every_step_once")]

    def __str__(self) -> str:
        return f"{self.duty}: {self.code}"


class Acknowledgement(models.Model):
    """The head (or who acts for the head) has read that a duty is late or will be."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="acknowledgements")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "by"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.duty}: {self.by}"


class Instruction(models.Model):
    """What the head told somebody to do about a duty, by a day: a duty too."""

    duty = models.OneToOneField(Duty, models.CASCADE, related_name="instruction")
    about = models.ForeignKey(Duty, models.CASCADE, related_name="instructions")
    text = models.TextField(_("instruction"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given"))

    class Meta:
        ordering = ["given_at"]

    def __str__(self) -> str:
        return self.text[:80]

"""Words of the clock."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.lifecycle import Lifecycle


class DayKind(models.TextChoices):
    HOLIDAY = "HOLIDAY", _("holiday")
    CARRIED_OVER = "CARRIED_OVER", _("day off carried over from a weekend")
    TRANSFERRED = "TRANSFERRED", _("day off transferred by an act")
    DAY_OFF = "DAY_OFF", _("day off that is not a holiday")
    AGENCY_CLOSED = "AGENCY_CLOSED", _("agency closed")
    WORKING_WEEKEND = "WORKING_WEEKEND", _("working weekend")

    @property
    def works(self) -> bool:
        return self is DayKind.WORKING_WEEKEND


class DutyState(models.TextChoices):
    OPEN = "OPEN", _("open")
    PAUSED = "PAUSED", _("paused")
    MET = "MET", _("met")
    MISSED = "MISSED", _("missed")
    WAIVED = "WAIVED", _("waived")
    VOID = "VOID", _("void")


RUNNING = (DutyState.OPEN, DutyState.PAUSED)  # a tuple: constraints need an order that never changes
DUTY_LIFECYCLE: Lifecycle[DutyState] = Lifecycle(
    {
        "meet": (RUNNING, DutyState.MET),
        "miss": (RUNNING, DutyState.MISSED),
        "extend": ({DutyState.OPEN}, DutyState.OPEN),
        "suspend": ({DutyState.OPEN}, DutyState.PAUSED),
        "resume": ({DutyState.PAUSED}, DutyState.OPEN),
        "waive": (RUNNING, DutyState.WAIVED),
        "void": (RUNNING, DutyState.VOID),
    }
)


class Cause(models.TextChoices):
    """Why a due date moved."""

    EXTENSION = "EXTENSION", _("the term was extended")
    SUSPENSION = "SUSPENSION", _("the clock was paused")
    CALENDAR = "CALENDAR", _("the working calendar changed")
    EVENT = "EVENT", _("the event moved")


class Audience(models.TextChoices):
    """Whom a step tells, the quietest first."""

    RESPONSIBLE = "RESPONSIBLE", _("the responsible officer")
    UNIT = "UNIT", _("the unit")
    UNIT_HEAD = "UNIT_HEAD", _("the head of the unit")
    SENIOR = "SENIOR", _("the senior officers")
    HEAD = "HEAD", _("the first head")


class Offset(models.TextChoices):
    """How far from the due moment: whole working days (told at opening time), or clock hours."""

    WORKING_DAYS = "WORKING_DAYS", _("working days")
    HOURS = "HOURS", _("hours")


class StepOutcome(models.TextChoices):
    TOLD = "TOLD", _("told")
    FOLDED = "FOLDED", _("folded into a louder step")


class Starts(StrEnum):
    """What begins a term (law, part 8): receipt and registration are different days."""

    RECEIPT = "RECEIPT"
    REGISTRATION = "REGISTRATION"
    EVENT = "EVENT"
    DECISION = "DECISION"
    PUBLICATION = "PUBLICATION"

    @property
    def label(self) -> str:
        return str(STARTS_WORDS[self])


STARTS_WORDS = {
    Starts.RECEIPT: _("day of receipt"),
    Starts.REGISTRATION: _("day of registration"),
    Starts.EVENT: _("day of the event"),
    Starts.DECISION: _("day of the decision"),
    Starts.PUBLICATION: _("day of publication"),
}

# How the audit trail says it: values of the event in %(…)s, those of before with old_ in front.
ACTION_WORDS = {
    "duty.opened": _("The clock started: due on %(due_on)s"),
    "duty.assigned": _("The clock was given to %(responsible)s"),
    "duty.moved": _("The due date moved from %(old_due_on)s to %(due_on)s"),
    "duty.paused": _("The clock was paused"),
    "duty.resumed": _("The clock runs again"),
    "duty.met": _("The clock stopped: done in time"),
    "duty.missed": _("The clock stopped: done late"),
    "duty.waived": _("The clock stopped: given up by the requester"),
    "duty.void": _("The clock was cancelled"),
    "duty.acknowledged": _("The head has read that time is running out"),
    "instruction.given": _("The head gave an instruction to %(name)s, to be done by %(due_on)s"),
    "instruction.completed": _("The instruction was carried out"),
    "calendar.day_set": _("%(on)s was set in the working calendar: %(act)s"),
    "calendar.day_removed": _("A day was taken out of the working calendar: %(old_act)s"),
    "ladder.rung_saved": _("A rung of the reminder ladder was saved"),
    "ladder.rung_deleted": _("A rung of the reminder ladder was deleted"),
}

"""Every write of the clock. A due date moves only here: with a cause, the old and the new date, and an audit row."""

from deadlines.services.calendar import DayChange, MovingDuty, change_calendar, preview_calendar_change
from deadlines.services.duties import (
    DayIsPast,
    assign_duty,
    discharge_duty,
    open_duty,
    open_promise,
    void_duty,
    waive_duty,
)
from deadlines.services.instructions import Outsider, acknowledge_duty, complete_instruction, give_instruction
from deadlines.services.ladders import delete_rung, save_rung
from deadlines.services.moves import (
    AlreadyExtended,
    NotEntitled,
    NotExtendable,
    NotPausable,
    TermExpired,
    deciders,
    extend_duty,
    require_entitled,
    resume_duty,
    shift_duty,
    suspend_duty,
)
from deadlines.services.running import DutyEnded
from deadlines.services.steps import take_due_steps

__all__ = [
    "AlreadyExtended",
    "DayChange",
    "DayIsPast",
    "DutyEnded",
    "MovingDuty",
    "NotEntitled",
    "NotExtendable",
    "NotPausable",
    "Outsider",
    "TermExpired",
    "acknowledge_duty",
    "assign_duty",
    "change_calendar",
    "complete_instruction",
    "deciders",
    "delete_rung",
    "discharge_duty",
    "extend_duty",
    "give_instruction",
    "open_duty",
    "open_promise",
    "preview_calendar_change",
    "require_entitled",
    "resume_duty",
    "save_rung",
    "shift_duty",
    "suspend_duty",
    "take_due_steps",
    "void_duty",
    "waive_duty",
]

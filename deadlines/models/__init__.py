"""The tables of the clock."""

from deadlines.models.calendar import CalendarDay
from deadlines.models.duty import Acknowledgement, DueDateChange, Duty, Instruction, Step, Suspension
from deadlines.models.ladder import LadderRung

__all__ = [
    "Acknowledgement",
    "CalendarDay",
    "DueDateChange",
    "Duty",
    "Instruction",
    "LadderRung",
    "Step",
    "Suspension",
]

"""The officers' side of the clock: the working calendar, the ladders, the duties."""

from deadlines.admin.calendar import CalendarDayAdmin
from deadlines.admin.duties import DutyAdmin
from deadlines.admin.ladders import LadderRungAdmin

__all__ = ["CalendarDayAdmin", "DutyAdmin", "LadderRungAdmin"]

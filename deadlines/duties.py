"""What this app owes to the clock itself: the head's instructions are duties too."""

from django.utils.translation import gettext_lazy as _

from deadlines.models import Duty
from deadlines.registry import DutyKind, Rung, kind_of
from deadlines.states import Audience


def instruction_path(duty: Duty) -> str:
    """An instruction is carried out where its case is."""
    about = duty.instruction.about
    return kind_of(about.kind).path(about)


INSTRUCTION = DutyKind(
    code="instruction",
    title=_("Instruction of the head"),
    path=instruction_path,
    ladder=(
        Rung(Audience.RESPONSIBLE, -1),
        Rung(Audience.RESPONSIBLE, 0),
        Rung(Audience.SENIOR, 1),
        Rung(Audience.HEAD, 1, is_daily=True),
    ),
)

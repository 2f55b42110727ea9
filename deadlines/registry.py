"""Kinds of duty: what the upper apps owe to the clock. Filled in AppConfig.ready, then closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from deadlines.states import Audience, Offset

if TYPE_CHECKING:
    from deadlines.models import DueDateChange, Duty


@dataclass(frozen=True)
class Rung:
    """Tell `audience` so far before (negative) or after the due moment; daily ones repeat while late."""

    audience: Audience
    amount: int
    offset: Offset = Offset.WORKING_DAYS
    is_daily: bool = False
    is_critical: bool = False

    @property
    def code(self) -> str:
        return f"{self.audience}{self.amount:+d}{self.offset[0]}".lower()


def ignore_move(duty: "Duty", change: "DueDateChange") -> None:
    """Most kinds have nobody but the officers to tell of a moved date."""


@dataclass(frozen=True)
class DutyKind:
    """`path` leads an officer to the case; `on_move` lets the app tell its own people of a new date."""

    code: str
    title: str | Promise
    path: Callable[["Duty"], str]
    ladder: Sequence[Rung]
    on_move: Callable[["Duty", "DueDateChange"], None] = ignore_move


class KindsClosed(Exception):
    """A kind came after the list had been read."""


_kinds: dict[str, DutyKind] = {}
_read = False


def register_kinds(*kinds: DutyKind) -> None:
    """Once per app, at start; KindsClosed afterwards, ValueError for a code that is taken."""
    if _read:
        raise KindsClosed
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"The duty kind {kind.code} is registered twice.")
        _kinds[kind.code] = kind


def all_kinds() -> tuple[DutyKind, ...]:
    global _read  # noqa: PLW0603 - the list closes itself
    _read = True
    return tuple(_kinds.values())


def kind_of(code: str) -> DutyKind:
    """LookupError for a code nobody registered."""
    for kind in all_kinds():
        if kind.code == code:
            return kind
    raise LookupError(f"No duty kind {code}.")


# The ladder of a duty to answer: the officer first, then the seniors, and the head before it is late.
ANSWER_LADDER = (
    Rung(Audience.RESPONSIBLE, -2),
    Rung(Audience.SENIOR, -1),
    Rung(Audience.HEAD, 0),  # the morning of the last day
    Rung(Audience.HEAD, 0, Offset.HOURS),  # the moment it is missed, told when the office opens
    Rung(Audience.SENIOR, 1, is_daily=True),
    Rung(Audience.HEAD, 1, is_daily=True),
)

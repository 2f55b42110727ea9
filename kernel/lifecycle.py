"""Legal moves as data. Buttons, API, admin actions and the test matrix read one table."""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Generic, TypeVar

S = TypeVar("S", bound=Enum)


class IllegalMove(Exception):
    """The move does not exist from this state."""

    def __init__(self, move: str, state: object) -> None:
        super().__init__(f"{move!r} is not possible from {state!r}")
        self.move, self.state = move, state


class Lifecycle(Generic[S]):
    """`Lifecycle({"assign": (OPEN, State.ASSIGNED)})`: from any state of OPEN to ASSIGNED; None: the state stays."""

    def __init__(self, moves: Mapping[str, tuple[Collection[S], S | None]]) -> None:
        self._moves = {name: (frozenset(sources), target) for name, (sources, target) in moves.items()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._moves)

    def allows(self, move: str, state: S) -> bool:
        return state in self._moves[move][0]

    def moves_from(self, state: S) -> tuple[str, ...]:
        """In the order of the table: the likeliest first."""
        return tuple(name for name in self._moves if self.allows(name, state))

    def target(self, move: str, state: S) -> S:
        """The state after `move`; IllegalMove where it may not be made."""
        if not self.allows(move, state):
            raise IllegalMove(move, state)
        return self._moves[move][1] or state

"""Whose official letters there are. Upper apps add theirs in AppConfig.ready; the first reading closes the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model

from agencies.access import Authority
from agencies.states import Permission
from documents.models import File, OfficialLetter, OfficialLetterQuerySet

L = TypeVar("L", bound=OfficialLetter)


def ignore_arrival(letter: OfficialLetter, by: Authority | None, at: datetime) -> None:
    """Most letters have arrived, and that is all."""


def no_enclosures(letter: OfficialLetter) -> Sequence[File]:
    """The letter alone."""
    return ()


@dataclass(frozen=True)
class Correspondence(Generic[L]):
    """The letters of one room, and what the room makes of their fate.

    `title` is what such a letter is called. In the trail of `case` its fate is recorded; `related` are the
    relations both callbacks read. Who has `permission` may deliver it by hand. `on_arrival` (`by` None: by e-mail)
    and `on_failure` (with the reason) run in the transaction of the fact. `template` is the page of its code.
    """

    model: type[L]
    title: Callable[[L], str]
    case: Callable[[L], Model]
    permission: Permission
    on_failure: Callable[[L, str, datetime], None]
    on_arrival: Callable[[L, Authority | None, datetime], None] = ignore_arrival
    enclosures: Callable[[L], Sequence[File]] = no_enclosures
    related: tuple[str, ...] = ()
    template: str = "documents/verified_letter.html"

    @property
    def letters(self) -> OfficialLetterQuerySet[L]:
        """All of them, with what the callbacks read."""
        letters: OfficialLetterQuerySet[L] = self.model._default_manager.all()  # type: ignore[assignment]  # as_manager
        return letters.select_related("agency", "message", *self.related)


class CorrespondenceClosed(Exception):
    """Letters came after the list had been read."""


_correspondence: dict[type[OfficialLetter], Correspondence[Any]] = {}
_read = False


def register_correspondence(correspondence: Correspondence[L]) -> None:
    """Once per kind of letter, at start; CorrespondenceClosed afterwards, ValueError for a model that is taken."""
    if _read:
        raise CorrespondenceClosed
    if correspondence.model in _correspondence:
        raise ValueError(f"The letters {correspondence.model._meta.label} are registered twice.")
    _correspondence[correspondence.model] = correspondence


def all_correspondence() -> tuple[Correspondence[Any], ...]:
    global _read  # noqa: PLW0603 - the list closes itself
    _read = True
    return tuple(_correspondence.values())


def correspondence_of(letter: L) -> Correspondence[L]:
    """LookupError for letters nobody registered."""
    for correspondence in all_correspondence():
        if correspondence.model is type(letter):
            return correspondence
    raise LookupError(f"Nobody answers for {letter._meta.label}.")

"""The moves of an event as the office makes them: which form, what it does, to whom it is sent, how it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accreditation.services import EventTooSoon, NoRules, OpensInThePast
from briefings.forms.office import MoveForm, NoteForm
from briefings.models import Event
from briefings.services import (
    EventInThePast,
    EventMoved,
    NothingMoves,
    NoticeTooLate,
    announce_event,
    cancel_event,
    close_event,
    drop_event,
    move_event,
)
from briefings.states import EVENT_LIFECYCLE, ChangeKind, EventState
from kernel.lifecycle import IllegalMove

FASTER = gettext_lazy("Somebody was faster: the event has changed meanwhile. Nothing was done.")
REFUSALS: Mapping[type[Exception], str | Promise] = {
    EventInThePast: gettext_lazy("That time has passed. Give the event a time that is still to come."),
    NothingMoves: gettext_lazy("This is the time it has already."),
    EventMoved: FASTER,
    IllegalMove: FASTER,
    NoRules: gettext_lazy(
        "An event with temporary accreditation opens an intake, and an agency accredits by its own rules: enter them "
        "before it is announced."
    ),
    EventTooSoon: gettext_lazy(
        "Nobody could be accredited in time: no working day is left before the event. Choose another entry or a later "
        "day."
    ),
    OpensInThePast: FASTER,
}


@dataclass(frozen=True)
class Move:
    """`kind` is the change it makes public; None: nobody is told."""

    name: str
    words: str | Promise
    consequence: str | Promise
    form: type[forms.Form]
    make: Callable[[Event, dict[str, Any], User, datetime], object]
    done: str | Promise
    kind: ChangeKind | None = None
    is_likely: bool = False


def _confirm(event: Event, said: dict[str, Any], by: User, at: datetime) -> object:
    return announce_event(event=event, by=by, at=at)


def _announce(event: Event, said: dict[str, Any], by: User, at: datetime) -> object:
    return announce_event(event=event, provisional=True, by=by, at=at)


def _move(event: Event, said: dict[str, Any], by: User, at: datetime) -> object:
    return move_event(event=event, **said, by=by, at=at)


def _cancel(event: Event, said: dict[str, Any], by: User, at: datetime) -> object:
    return cancel_event(event=event, **said, by=by, at=at)


def _close(event: Event, said: dict[str, Any], by: User, at: datetime) -> object:
    return close_event(event=event, by=by, at=at)


def _drop(event: Event, said: dict[str, Any], by: User, at: datetime) -> object:
    return drop_event(event=event, by=by, at=at)


MOVES: Mapping[str, Move] = {
    move.name: move
    for move in (
        Move(
            "confirm",
            gettext_lazy("Announce as confirmed"),
            gettext_lazy("The event becomes public as confirmed, and registration opens at once."),
            forms.Form,
            _confirm,
            gettext_lazy("The event is public and confirmed. Everybody concerned is being told."),
            ChangeKind.CONFIRMED,
            is_likely=True,
        ),
        Move(
            "announce",
            gettext_lazy("Announce as provisional"),
            gettext_lazy("The event becomes public as provisional, and registration opens at once. Confirm it later."),
            forms.Form,
            _announce,
            gettext_lazy("The event is public as provisional. Everybody concerned is being told."),
            ChangeKind.ANNOUNCED,
        ),
        Move(
            "move",
            gettext_lazy("Move to another time"),
            gettext_lazy(
                "Registrations stay: whoever is registered is told and may withdraw. Calendars move the entry."
            ),
            MoveForm,
            _move,
            gettext_lazy("The event is moved. Everybody concerned is being told."),
            ChangeKind.MOVED,
        ),
        Move(
            "close",
            pgettext_lazy("an event", "It is over"),
            gettext_lazy("The event ends now. Nobody is told; attendance is counted from here on."),
            forms.Form,
            _close,
            gettext_lazy("The event has ended."),
            is_likely=True,
        ),
        Move(
            "cancel",
            gettext_lazy("Cancel the event"),
            gettext_lazy("It stays on its page and in calendars, as cancelled. This cannot be taken back."),
            NoteForm,
            _cancel,
            gettext_lazy("The event is cancelled. Everybody concerned is being told."),
            ChangeKind.CANCELLED,
        ),
        Move(
            "drop",
            gettext_lazy("Drop the draft"),
            gettext_lazy("Nobody knew of it and nobody is told. The draft stays under “Cancelled”."),
            forms.Form,
            _drop,
            gettext_lazy("The draft is dropped."),
        ),
    )
}


def moves_of(event: Event) -> list[Move]:
    """The lawful ones, the likeliest first."""
    state = EventState(event.state)
    return [move for name, move in MOVES.items() if EVENT_LIFECYCLE.allows(name, state)]


def refusal_words(refusal: Exception, event: Event) -> str:
    if isinstance(refusal, NoticeTooLate):
        words = _(
            "A closed session is announced at least three working days before it (law “On access to information”, "
            "13(2)). The last moment was %(moment)s: choose a later day."
        )
        return words % {"moment": date_format(event.agency.local(refusal.last_at), "DATETIME_FORMAT")}
    return str(REFUSALS[type(refusal)])


REFUSED: tuple[type[Exception], ...] = (NoticeTooLate, *REFUSALS)

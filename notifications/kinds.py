"""The kinds of message there are. Upper apps add theirs in AppConfig.ready; the first reading closes the list."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.states import Channel


@dataclass(frozen=True)
class MessageKind:
    """`optional` kinds can be switched off and say how in each mail; what the law demands never can.

    `public` ones anybody may subscribe to without an account; they are optional.
    """

    code: str
    title: str | Promise
    optional: bool = False
    public: bool = False
    channels: frozenset[Channel] = frozenset({Channel.INBOX, Channel.EMAIL})


class KindsClosed(Exception):
    """A kind came after the list had been read."""


CODE = MessageKind("CODE", _("Code that confirms an address"), channels=frozenset())
SUBSCRIBE = MessageKind("SUBSCRIBE", _("Confirm a subscription"), channels=frozenset({Channel.EMAIL}))
_kinds: dict[str, MessageKind] = {}
_read = False


def register_kinds(*kinds: MessageKind) -> None:
    """Once per app, at start; KindsClosed afterwards, ValueError for a code that is taken."""
    if _read:
        raise KindsClosed
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"The message kind {kind.code} is registered twice.")
        _kinds[kind.code] = kind


def all_kinds() -> list[MessageKind]:
    global _read  # noqa: PLW0603 - the list closes itself
    _read = True
    return list(_kinds.values())


def kind_of(code: str) -> MessageKind:
    """LookupError for a code nobody registered."""
    for kind in all_kinds():
        if kind.code == code:
            return kind
    raise LookupError(f"No message kind {code}.")


def optional_kinds() -> list[MessageKind]:
    return [kind for kind in all_kinds() if kind.optional]


def public_kinds() -> list[MessageKind]:
    return [kind for kind in all_kinds() if kind.public]

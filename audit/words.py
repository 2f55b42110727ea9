"""What each action is called where people read the trail. Upper apps add theirs in AppConfig.ready."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event

SYSTEM = _("the system")
_words: dict[str, str | Promise] = {}
_labels: dict[str, str | Promise] = {}


def register_words(words: Mapping[str, str | Promise], codes: Iterable[type[TextChoices]] = ()) -> None:
    """One sentence per action; it may name values of `after`, and of `before` as %(old_…)s.

    `codes`: enums whose stored codes stand among the values, to be read by their labels. ValueError for an action that
    has its words already.
    """
    for choices in codes:
        _labels.update({code.value: code.label for code in choices})
    if taken := _words.keys() & words.keys():
        raise ValueError(f"These actions have their words already: {sorted(taken)}.")
    _words.update(words)


def known_actions() -> list[tuple[str, str]]:
    """Every action with its sentence in the reader's language, the values left open."""
    return [(action, str(words) % _Values("…")) for action, words in _words.items()]


def sentence(event: Event) -> str:
    """The fact in the reader's language."""
    return str(_words[event.action]) % _Values("—", _values(event))


def actor(event: Event) -> str:
    """Who did it, and in whose place."""
    if event.by is None:
        return str(SYSTEM)
    if event.acting is None:
        return str(event.by)
    absent = event.acting.membership.user
    return str(_("%(deputy)s, standing in for %(absent)s") % {"deputy": event.by, "absent": absent})


class _Values(dict[str, str]):
    """An older event may lack a value that the sentence names today: then `blank` stands for it."""

    def __init__(self, blank: str, values: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(values)
        self.blank = blank

    def __missing__(self, key: str) -> str:
        return self.blank


def _values(event: Event) -> Iterator[tuple[str, str]]:
    for name, value in event.before.items():
        yield f"old_{name}", _readable(value)
    for name, value in event.after.items():
        yield name, _readable(value)


def _readable(value: Any) -> str:
    """The trail keeps days as ISO text."""
    try:
        return date_format(date.fromisoformat(value))
    except (TypeError, ValueError):
        return "—" if value is None else str(_labels.get(str(value), value))

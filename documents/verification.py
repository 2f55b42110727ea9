"""Whether a document is ours: what its code finds. Upper apps add their kinds in AppConfig.ready, then it is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.models import Agency
from documents.correspondence import all_correspondence


@dataclass(frozen=True)
class Verified:
    """What anybody who holds a document may read of it; nothing else reaches the page, so put in nothing personal.

    `digests`: the SHA-256 of the document and of its files; with any, the page compares a copy. `status` says, where it
    can change, whether the document is in force. A room may add fields in a subclass and show them in its `template`,
    which extends documents/verified.html.
    """

    title: str
    agency: Agency
    kind: str
    number: str
    dated_at: datetime
    digests: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    status: str | Promise = ""
    is_in_force: bool = True
    template: str = "documents/verified.html"


class Lookup(Protocol):
    def __call__(self, code: str, *, at: datetime) -> Verified | None:
        """What this kind of document has under the code, in the active language."""


class LookupsClosed(Exception):
    """A lookup came after the list had been read."""


_lookups: list[Lookup] = []
_read = False


def register_lookup(lookup: Lookup) -> None:
    """Once per kind of document, at start; LookupsClosed afterwards."""
    if _read:
        raise LookupsClosed
    _lookups.append(lookup)


def find_document(code: str, *, at: datetime) -> Verified | None:
    """What any kind of document has under the code."""
    global _read  # noqa: PLW0603 - the list closes itself
    _read = True
    return next((found for lookup in _lookups if (found := lookup(code, at=at))), None)


def find_letter(code: str, *, at: datetime) -> Verified | None:
    """An official letter of any room. Who signed it is a matter between the letter and its reader."""
    for room in all_correspondence():
        letter = room.letters.select_related("pdf").filter(code=code).first()
        if letter is not None:
            return Verified(
                title=_("Letter %(number)s was sent from here") % {"number": letter.number},
                agency=letter.agency,
                kind=str(capfirst(room.title(letter))),
                number=letter.number,
                dated_at=letter.signed_at,
                digests=[letter.pdf.sha256, *(file.sha256 for file in room.enclosures(letter))],
                template=room.template,
            )
    return None

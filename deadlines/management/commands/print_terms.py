from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from deadlines.law import TERMS
from deadlines.terms import LegalTerm, unit_words
from kernel.workdays import Direction

INTRODUCTION = """\
# Terms of the law

What the portal counts, as it stands in `deadlines/law.py`. This page is printed by `python manage.py print_terms`; a
test holds the two alike. The calculator and `GET /api/v1/due-date/` take the code of a term.

A term runs from the day after its start. It ends with the last moment of its last day, in the zone of the agency; a
last day that is closed moves to the next working day. A term of hours ends at its moment. A case keeps the law of the
day it began.

`(reported)` marks what we know from reports of an act and not from its text: `TERM_AMOUNTS` may replace its length
([settings](settings.md)). An extension is granted once, on the ground that the law names and no other."""

HEAD = """\
| code | what | term | begins with | article | extension | in force from |
|---|---|---|---|---|---|---|"""


class Command(BaseCommand):
    help = "Print docs/reference/terms.md: every term of the law that the portal counts."

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            self.stdout.write("\n".join(page()))


def page() -> Iterator[str]:
    yield INTRODUCTION
    for act, terms in groupby(TERMS, key=lambda term: term.act):
        yield f"\n## {act}\n\n{HEAD}"
        yield from (_row(term) for term in terms)


def _row(term: LegalTerm) -> str:
    cells = [
        f"`{term.code}`",
        str(term.title),
        _length(term),
        term.starts.label,
        term.article or "(reported)",
        _extension(term),
        str(term.in_force_from),
    ]
    return f"| {' | '.join(cells)} |"


def _length(term: LegalTerm) -> str:
    words = unit_words(term.amount, term.unit)
    return f"at least {words} before" if term.direction is Direction.BEFORE else words


def _extension(term: LegalTerm) -> str:
    if term.extension is None:
        return "–"
    by = ", ".join(str(role.label) for role in sorted(term.extension.by))
    begins = " from the decision" if term.extension.from_decision else ""
    return f"{unit_words(term.extension.amount, term.extension.unit)}{begins}, by: {by}; where {term.extension.ground}"

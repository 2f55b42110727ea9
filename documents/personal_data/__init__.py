"""Personal data in a text: proposals for an officer, who decides what is blacked out before an answer is published.

The law on personal data (94-V, article 7) lets nobody publish them without consent or a duty to. What is found here is
a help, not a promise: heuristics miss names, and find words that are none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from documents.personal_data.kinds import Kind
from documents.personal_data.names import name_spans
from documents.personal_data.signs import sign_spans

__all__ = ["BLACK", "Finding", "Kind", "black_out", "find_personal_data"]

# Always as long: the length of what was there tells nothing.
BLACK = "█" * 6
# Whatever stands between two blanks, without the punctuation around it: a whole name, number or address of a mailbox.
WORD = re.compile(r"\w(?:\S*[\w\u0300-\u036f])?")


@dataclass(frozen=True)
class Finding:
    """text[start:end] looks like personal data; `kind.label` says in words what it is."""

    start: int
    end: int
    kind: Kind

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


def find_personal_data(text: str, *, language: str, known_names: Iterable[str] = ()) -> list[Finding]:
    """In order of place, none over another.

    `known_names` are found in any case ending: give the names of whoever the case is about. Names in Latin letters are
    guessed in English alone: elsewhere such words are brands.
    """
    names = ((start, end, Kind.NAME) for start, end in name_spans(text, language=language, known_names=known_names))
    return _disjoint(Finding(*found) for found in (*sign_spans(text), *names))


def black_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with BLACK for every span, and for the whole of any word a span touches."""
    black = {place for start, end in spans for place in range(max(start, 0), min(end, len(text)))}
    for word in WORD.finditer(text):
        places = range(*word.span())
        if not black.isdisjoint(places):
            black.update(places)
    runs = groupby(range(len(text)), key=black.__contains__)
    return "".join(BLACK if is_black else "".join(text[place] for place in run) for is_black, run in runs)


def _disjoint(findings: Iterable[Finding]) -> list[Finding]:
    """What overlaps becomes one, so that no part is lost; the longer one says what it is."""
    apart: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.span):
        if apart and finding.start < apart[-1].end:
            apart.append(_united(apart.pop(), finding))
        else:
            apart.append(finding)
    return apart


def _united(first: Finding, second: Finding) -> Finding:
    longer = max(first, second, key=lambda finding: finding.end - finding.start)
    return Finding(first.start, max(first.end, second.end), longer.kind)

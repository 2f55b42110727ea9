"""The draft that is being worked on, as its author and its approver read it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from inquiries.models import Answer, AnswerVersion, Attachment, Inquiry, Note
from inquiries.procedure import PROCEDURES
from inquiries.states import UNSENT, AnswerState, Check, Outcome, Regime

# Comparing words costs the square of their number: longer texts are compared line by line.
WORDS_COMPARED = 4_000


class Fate(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    fate: Fate
    text: str


@dataclass(frozen=True)
class DraftView:
    """`changes` is filled when an earlier version is to be compared: what `shown` changed of the one before it."""

    answer: Answer
    versions: Sequence[AnswerVersion]
    shown: AnswerVersion | None
    changes: Sequence[Change]
    files: Sequence[Attachment]
    comments: Sequence[Note]
    checks: Sequence[tuple[str, bool]]
    ground: str

    @property
    def waits(self) -> bool:
        return self.answer.state == AnswerState.REVIEW

    @property
    def newest(self) -> AnswerVersion:
        return self.versions[-1]


def draft_view(inquiry: Inquiry, version: str = "") -> DraftView | None:
    """The unsent draft, if any; `version`, a number as typed, chooses what is compared."""
    answer = inquiry.answers.filter(state__in=UNSENT).select_related("author").first()
    if answer is None:
        return None
    versions = list(answer.versions.select_related("by"))
    shown = next((row for row in versions if str(row.number) == version), None)
    before = next((row for row in versions if shown and row.number == shown.number - 1), None)
    ground = PROCEDURES[Regime(inquiry.regime)].ground(Outcome(answer.outcome), answer.ground)
    return DraftView(
        answer=answer,
        versions=versions,
        shown=shown,
        changes=list(changes(before.text if before else "", shown.text)) if shown else [],
        files=list(answer.attachments.select_related("file")),
        comments=list(answer.notes.select_related("by")),
        checks=[(str(check.label), check.value in answer.checked) for check in Check],
        ground=f"{ground.title} ({ground.source})" if ground else "",
    )


def changes(before: str, after: str) -> Iterator[Change]:
    """Word by word; what was removed stands before what came instead."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > WORDS_COMPARED:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change(Fate.SAME, "".join(old[start:end]))
            continue
        if end > start:
            yield Change(Fate.REMOVED, "".join(old[start:end]))
        if new_end > new_start:
            yield Change(Fate.ADDED, "".join(new[new_start:new_end]))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)

"""The case as the office reads it: the thread as it happened, and the cases that belong to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.access import Person
from deadlines.queries import ClockView
from documents.seals import mask, unseal
from inquiries.models import Attachment, Extension, Inquiry, Letter, UnitReply, UnitRequest
from inquiries.states import AnswerState, LetterKind, UnitRequestState


@dataclass(frozen=True)
class Delivery:
    """What became of a letter. `code`: underway, delivered, failed or by_hand."""

    code: str
    words: str


@dataclass(frozen=True)
class Replied:
    reply: UnitReply
    files: Sequence[Attachment]


@dataclass(frozen=True)
class Said:
    """One piece of the thread. `row` is what the template of this `kind` says more about."""

    kind: str
    title: str
    who: str
    at: datetime
    text: str
    files: Sequence[Attachment] = ()
    language: str = ""
    row: Any = None
    facts: Sequence[tuple[str, str]] = ()
    delivery: Delivery | None = None
    replies: Sequence[Replied] = ()
    clock: ClockView | None = None
    shows_state: bool = False  # of `row`, where nothing said below tells it


Files = Mapping[tuple[str, int], Sequence[Attachment]]


def office_thread(inquiry: Inquiry, clocks: Mapping[int, ClockView]) -> list[Said]:
    """Everything that was said, with the requester and inside the house, in the order of time."""
    files = _files(inquiry)
    said = [
        _question(inquiry, files),
        *_supplements(inquiry, files),
        *_letters(inquiry, files),
        *_spoken(inquiry),
        *_unit_requests(inquiry, files, clocks),
        *_extensions(inquiry),
        *_notes(inquiry),
    ]
    return sorted(said, key=lambda piece: piece.at)


def _files(inquiry: Inquiry) -> Files:
    """By what each came with; those of the question under ("question", 0)."""
    found: dict[tuple[str, int], list[Attachment]] = defaultdict(list)
    for file in inquiry.attachments.select_related("file"):
        key = next((name for name in ("answer", "supplement", "reply") if getattr(file, f"{name}_id")), "question")
        found[key, getattr(file, f"{key}_id", 0)].append(file)
    return found


def _question(inquiry: Inquiry, files: Files) -> Said:
    return Said(
        "question",
        _("Question"),
        inquiry.asked_by_words,
        inquiry.received_at,
        inquiry.text,
        files.get(("question", 0), ()),
        inquiry.language,
        facts=[(label, value) for label, value in _identity(inquiry) if value],
    )


def _identity(inquiry: Inquiry) -> Iterator[tuple[str, str]]:
    """What the acts ask of whoever asks (AI 11(5), APPC 63, MM 36(1)); of an IIN the last digits alone."""
    outgoing = [inquiry.outgoing_number, date_format(inquiry.outgoing_on) if inquiry.outgoing_on else ""]
    yield _("IIN"), mask(unseal(inquiry.iin_sealed))
    yield _("BIN"), inquiry.bin
    yield _("Outgoing number and date"), ", ".join(filter(None, outgoing))
    yield _("Signed by"), ", ".join(filter(None, [inquiry.signer_name, inquiry.signer_position]))
    yield _("Taken in by"), str(inquiry.received_by or "")
    yield _("Recording of the call"), _("the caller announced it") if inquiry.recording_announced else ""
    yield _("Number in the other system"), f"{inquiry.external_system} {inquiry.external_number}".strip()


def _supplements(inquiry: Inquiry, files: Files) -> Iterator[Said]:
    for row in inquiry.supplements.select_related("clarification"):
        title = _("Reply to our question") if row.clarification else _("Added by the requester")
        attached = files.get(("supplement", row.pk), ())
        yield Said("supplement", title, inquiry.asked_by_words, row.at, row.text, attached, inquiry.language)


def _letters(inquiry: Inquiry, files: Files) -> Iterator[Said]:
    related = ("pdf", "message", "answer", "clarification", "forwarding__arrived_as__agency", "extension")
    for letter in inquiry.letters.select_related(*related):
        answer, asked = getattr(letter, "answer", None), getattr(letter, "clarification", None)
        yield Said(
            "clarification" if letter.kind == LetterKind.QUESTION else "letter",
            capfirst(letter.get_kind_display()),
            letter.signature,
            letter.signed_at,
            letter.text,
            files.get(("answer", answer.pk), ()) if answer else (),
            letter.language,
            row=letter,
            facts=[(_("Reply wanted until"), date_format(asked.until_on))] if asked else [],
            delivery=delivery_of(letter),
        )


def delivery_of(letter: Letter) -> Delivery:
    if letter.delivered_at:
        moment = date_format(letter.agency.local(letter.delivered_at), "DATETIME_FORMAT")
        words = _("Delivered %(moment)s: %(how)s") % {"moment": moment, "how": letter.delivered_how}
        return Delivery("delivered", words)
    if letter.failed_at:
        reason = letter.message.error if letter.message else ""
        return Delivery("failed", f"{_('It could not be delivered. Deliver it otherwise.')} {reason}".strip())
    if letter.message:
        return Delivery("underway", _("Underway to %(address)s") % {"address": letter.message.address})
    return Delivery("by_hand", _("No e-mail address: print it, and deliver it by post or by hand."))


def _spoken(inquiry: Inquiry) -> Iterator[Said]:
    for answer in inquiry.answers.filter(state=AnswerState.SENT, letter=None).select_related("approved_by"):
        at = answer.at or inquiry.received_at
        title = _("Answered by word of mouth")
        yield Said("spoken", title, str(answer.approved_by), at, answer.text, language=answer.language)


def _unit_requests(inquiry: Inquiry, files: Files, clocks: Mapping[int, ClockView]) -> Iterator[Said]:
    requests = inquiry.unit_requests.select_related("unit", "asked_by", "acknowledged_by", "duty__agency")
    for row in requests.prefetch_related("replies__by"):
        replies = [Replied(reply, files.get(("reply", reply.pk), ())) for reply in row.replies.all()]
        waits = row.state == UnitRequestState.ASKED
        yield Said(
            "unit",
            _("To %(unit)s") % {"unit": row.unit},
            str(row.asked_by),
            row.asked_at,
            row.question,
            row=row,
            facts=_reading(row),
            replies=replies,
            clock=clocks.get(row.duty_id) if waits else None,
            shows_state=row.state != UnitRequestState.ANSWERED,
        )


def _reading(row: UnitRequest) -> list[tuple[str, str]]:
    if row.acknowledged_at is None:
        return []
    moment = date_format(row.unit.agency.local(row.acknowledged_at), "DATETIME_FORMAT")
    return [(_("Read by the unit"), f"{row.acknowledged_by}, {moment}")]


def _extensions(inquiry: Inquiry) -> Iterator[Said]:
    for row in inquiry.extensions.select_related("asked_by", "decided_by"):
        facts = [(_("Information is needed from"), row.holders), (_("Decision"), _decision(row))]
        shown = [(label, value) for label, value in facts if value]
        title = _("Extension asked for")
        is_undecided = row.decided_by is None
        yield Said(
            "extension",
            title,
            str(row.asked_by),
            row.asked_at,
            row.reason,
            row=row,
            facts=shown,
            shows_state=is_undecided,
        )


def _decision(row: Extension) -> str:
    """Empty until somebody has decided."""
    parts = [row.get_state_display(), str(row.decided_by), row.remark]
    return ", ".join(part for part in parts if part) if row.decided_by else ""


def _notes(inquiry: Inquiry) -> Iterator[Said]:
    """Of the case; what is said of a draft stands with the draft."""
    for note in inquiry.notes.filter(answer=None).select_related("by"):
        yield Said("note", _("Note among officers"), str(note.by), note.at, note.text)


@dataclass(frozen=True)
class Relative:
    """A case that belongs to this one; `may_open` whether the reader works with it."""

    words: str
    inquiry: Inquiry
    may_open: bool


def relatives(inquiry: Inquiry, reader: Person, *, at: datetime) -> list[Relative]:
    """The complaint and what it is about, the forwarded inquiry and where it came from."""
    found = [(_("Complains about"), inquiry.about), (_("Forwarded from"), inquiry.forwarded_from)]
    found += [(_("Complaint about this case"), row) for row in inquiry.complaints.select_related("agency")]
    arrived = Inquiry.objects.filter(arrival__inquiry=inquiry).select_related("agency")
    found += [(_("Registered there as"), row) for row in arrived]
    rows = [(words, row) for words, row in found if row]
    visible = Inquiry.objects.visible_to(reader, at=at).filter(pk__in=[row.pk for _words, row in rows])
    open_to_reader = set(visible.values_list("pk", flat=True))
    return [Relative(words, row, row.pk in open_to_reader) for words, row in rows]

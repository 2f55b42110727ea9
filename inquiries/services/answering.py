"""An answer: drafted by one person, approved by another, then frozen, numbered and sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, require
from agencies.states import Permission
from audit.services import record
from documents.checks import Upload
from documents.services import store_file
from inquiries.letters import decision_words
from inquiries.models import Answer, AnswerVersion, Attachment, Inquiry
from inquiries.notices import tell_review, tell_sent_back
from inquiries.procedure import PROCEDURES
from inquiries.rules import is_language_free, lawful_grounds, obstacle
from inquiries.services.letters import write_letter
from inquiries.services.moving import (
    InquiryMoved,
    UnlawfulMove,
    end_case,
    end_triage,
    move_inquiry,
    require_lawful,
    require_move,
)
from inquiries.states import ANSWER_LIFECYCLE, UNSENT, AnswerState, Check, LetterKind, Outcome, Regime
from kernel.sweeping import each_apart


class OwnDraft(Exception):
    """Whoever wrote the newest version cannot be its second pair of eyes."""


class Unchecked(Exception):
    """The author has not confirmed every point of the checklist."""


class OtherLanguage(Exception):
    """The answer is in the language of the inquiry, unless the requester asked for another (MM 36, AI 11(12))."""


class NoGround(Exception):
    """The law wants a ground of its closed list."""


@dataclass(frozen=True)
class Draft:
    """What a draft says. `ground` is a code of the regime's list, `withheld` what a partial refusal leaves out.

    `is_language_asked`: the requester wants another language than that of the inquiry.
    """

    text: str
    outcome: Outcome = Outcome.ANSWER
    language: str = ""
    ground: str = ""
    withheld: str = ""
    competent_body: str = ""
    address: str = ""
    for_all: bool = False
    is_language_asked: bool = False


@transaction.atomic
def draft_answer(*, inquiry: Inquiry, draft: Draft, files: Iterable[Upload] = (), by: User, at: datetime) -> Answer:
    """Write the first version of an answer, or a new one of the draft that is being worked on.

    A changed draft must be given for approval anew. Whoever drafts without an officer being named becomes the officer.
    """
    authority = require_move(inquiry, draft.outcome.move, by=by, at=at)
    _require_ground(inquiry, draft)
    language = draft.language or inquiry.language
    if not draft.is_language_asked and not is_language_free(inquiry, language):
        raise OtherLanguage
    found = inquiry if inquiry.assignee else move_inquiry(inquiry, "assign", assignee=by)
    answer = found.answers.select_for_update().filter(state__in=UNSENT).first() or Answer(inquiry=found, author=by)
    answer.state = ANSWER_LIFECYCLE.target("revise", AnswerState(answer.state))
    for name in SAID_IN_DRAFT:
        setattr(answer, name, getattr(draft, name))
    answer.language = language
    answer.author, answer.checked, answer.submitted_at = by, [], None
    answer.save()
    number = answer.versions.count() + 1
    AnswerVersion.objects.create(answer=answer, number=number, text=draft.text, by=by, at=at)
    for upload in files:
        file = store_file(upload, agency=found.agency, by=by, at=at)
        Attachment.objects.create(inquiry=found, answer=answer, file=file)
    end_triage(found, by=authority, at=at)
    after = {"kind": answer.outcome, "version": number}
    if draft.is_language_asked:
        after["language"] = language
    record("inquiry.drafted", found, by=authority, at=at, agency=found.agency, after=after)
    return answer


def _require_ground(inquiry: Inquiry, draft: Draft | Answer) -> None:
    outcome = Outcome(draft.outcome)
    procedure = PROCEDURES[Regime(inquiry.regime)]
    if outcome not in procedure.grounds:
        if outcome not in (Outcome.ANSWER, Outcome.PUBLISHED):
            raise UnlawfulMove
        return
    ground = next((row for row in lawful_grounds(inquiry, outcome) if row.code == draft.ground), None)
    if ground is None or (ground.names_body and outcome is Outcome.REFUSAL and not draft.competent_body):
        raise NoGround


@transaction.atomic
def submit_answer(*, answer: Answer, checked: Collection[Check], by: User, at: datetime) -> Answer:
    """Give the draft for approval, every point of the checklist confirmed."""
    if set(checked) != set(Check):
        raise Unchecked
    inquiry = answer.inquiry
    authority = require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    found = _move(answer, "submit", checked=sorted(checked), submitted_at=at)
    record("inquiry.draft_submitted", inquiry, by=authority, at=at, agency=inquiry.agency)
    tell_review(found, at=at)
    return found


@transaction.atomic
def send_back_answer(*, answer: Answer, remark: str, by: User, at: datetime) -> Answer:
    """Ask the author for more work."""
    inquiry = answer.inquiry
    authority = require(by, Permission.APPROVE_ANSWERS, inquiry.agency, at=at)
    found = _move(answer, "send_back", submitted_at=None)
    record("inquiry.draft_sent_back", inquiry, by=authority, at=at, agency=inquiry.agency, note=remark)
    tell_sent_back(found, remark, by, at=at)
    return found


@transaction.atomic
def drop_answer(*, answer: Answer, by: User, at: datetime) -> Answer:
    """Give a draft up; its versions stay."""
    inquiry = answer.inquiry
    authority = require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    found = _move(answer, "drop")
    record("inquiry.draft_dropped", inquiry, by=authority, at=at, agency=inquiry.agency)
    return found


@transaction.atomic
def approve_answer(*, answer: Answer, version: int, by: User, at: datetime) -> Answer:
    """The second pair of eyes: freeze the answer, stop the clocks, send the letter.

    `version` is the one that was read. OwnDraft for the author, UnlawfulMove when the window of the law has closed.
    """
    inquiry = answer.inquiry
    authority = require(by, Permission.APPROVE_ANSWERS, inquiry.agency, at=at)
    if answer.author == by:
        raise OwnDraft
    found = _move(answer, "approve", approved_by=by, at=at)
    if found.versions.count() != version:  # the row is locked by now: nobody can write another one
        raise InquiryMoved(inquiry.number)
    require_lawful(inquiry, Outcome(found.outcome).move, at=at)
    _require_ground(found.inquiry, found)  # the law may have been changed since it was drafted
    _send(found, authority, at)
    return found


def _send(answer: Answer, authority: Authority, at: datetime) -> None:
    """Close the case with an approved answer."""
    answer.inquiry = inquiry = move_inquiry(answer.inquiry, Outcome(answer.outcome).move)
    end_case(inquiry, by=authority, at=at)
    answer.letter = write_letter(
        inquiry,
        LetterKind(answer.outcome),
        answer.text,
        language=answer.language,
        ground=decision_words(answer),
        files=[attachment.file for attachment in answer.attachments.select_related("file")],
        by=authority,
        at=at,
    )
    answer.save(update_fields=["letter"])
    after = {"kind": answer.outcome, "letter": answer.letter.number}
    record("inquiry.answered", inquiry, by=authority, at=at, agency=inquiry.agency, after=after)


@transaction.atomic
def answer_at_once(*, inquiry: Inquiry, text: str, by: User, at: datetime) -> Answer:
    """Answer an oral request by word of mouth (AI 11(4)): kept with the name of who answered, no letter."""
    authority = require_move(inquiry, "answer_at_once", by=by, at=at)
    found = move_inquiry(inquiry, "answer_at_once", assignee=inquiry.assignee or by)
    answer = Answer.objects.create(
        inquiry=found,
        state=AnswerState.SENT,
        language=found.language,
        text=text,
        author=by,
        approved_by=by,
        at=at,
    )
    end_case(found, by=authority, at=at)
    record("inquiry.answered_at_once", found, by=authority, at=at, agency=found.agency)
    return answer


def spread_due(*, at: datetime, limit: int) -> int:
    """Send approved answers to everybody who asked the same in the same words, law and language, one case at a time.

    Each keeps its own number, clock and letter. A transaction per case: a crash repeats nothing. Returns how many.
    """
    spread = 0
    pending = Answer.objects.filter(for_all=True, state=AnswerState.SENT, spread_at=None).order_by("at", "pk")
    for answer in pending.select_related("inquiry__agency", "approved_by", "author"):
        alike = _alike(answer, at)[: limit - spread]
        spread += each_apart(partial(_copy, answer, at=at), alike, what="inquiry")
        if spread >= limit:
            break
        if not _alike(answer, at):
            Answer.objects.filter(pk=answer.pk).update(spread_at=at)
    return spread


def _alike(answer: Answer, at: datetime) -> list[int]:
    """Who asked before the answer was sent, has no draft of their own, and may still be answered so by the law."""
    asked_before = answer.inquiry.alike.open().filter(received_at__lte=answer.at)
    waiting = asked_before.exclude(answers__state__in=UNSENT).select_related("agency").order_by("-pk")
    move = Outcome(answer.outcome).move
    return [inquiry.pk for inquiry in waiting if not obstacle(inquiry, move, at=at)]


@transaction.atomic
def _copy(original: Answer, pk: int, *, at: datetime) -> bool:
    """One more case answered with the same text; False when somebody answers it at this moment."""
    locked = Inquiry.objects.open().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    inquiry = locked.select_related("agency", "assignee").first()
    if inquiry is None or original.approved_by is None:
        return False
    inquiry = inquiry if inquiry.assignee else move_inquiry(inquiry, "assign", assignee=original.author)
    said = {name: getattr(original, name) for name in SAID}
    copy = Answer.objects.create(inquiry=inquiry, state=AnswerState.SENT, at=at, **said)
    for attachment in original.attachments.select_related("file"):
        Attachment.objects.create(inquiry=inquiry, answer=copy, file=attachment.file)
    _send(copy, Authority(original.approved_by), at)
    return True


SAID_IN_DRAFT = ("text", "outcome", "ground", "withheld", "competent_body", "address", "for_all")
SAID = ("outcome", "language", "text", "ground", "withheld", "competent_body", "address", "author", "approved_by")


def _move(answer: Answer, move: str, **fields: object) -> Answer:
    """A conditional UPDATE is the lock, as for the inquiry."""
    before = AnswerState(answer.state)
    after = ANSWER_LIFECYCLE.target(move, before)
    if not Answer.objects.filter(pk=answer.pk, state=before, author=answer.author).update(state=after, **fields):
        raise InquiryMoved(answer.inquiry.number)
    return Answer.objects.select_related("inquiry__agency__parent", "inquiry__assignee", "inquiry__requester").get(
        pk=answer.pk
    )

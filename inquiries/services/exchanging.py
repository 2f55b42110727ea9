"""Question and reply with the requester while the case is open."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, require
from agencies.states import Permission
from audit.services import record
from deadlines.services import resume_duty, suspend_duty
from deadlines.states import DutyState
from documents.checks import Upload
from documents.services import store_file
from inquiries.models import Attachment, Clarification, Inquiry, Supplement
from inquiries.notices import tell_supplement
from inquiries.procedure import pauses
from inquiries.services.letters import write_letter
from inquiries.services.moving import InquiryMoved, end_triage, move_inquiry, require_move
from inquiries.states import OPEN, LetterKind, Regime
from kernel.sweeping import each_apart
from kernel.workdays import end_of


class CaseClosed(Exception):
    """Nothing can be added to an inquiry that is no longer open."""


@transaction.atomic
def ask_back(*, inquiry: Inquiry, question: str, until_on: date, by: User, at: datetime) -> Clarification:
    """Ask the requester for what is missing or unclear (AI 9(1)2), APPC 64(6)), to be answered by the end of a day.

    Where the installation says that this pauses the clock, the clock stands still until the reply or that day.
    """
    authority = require_move(inquiry, "ask_back", by=by, at=at)
    found = move_inquiry(inquiry, "ask_back", assignee=inquiry.assignee or by)
    duty = found.main_clock
    paused = pauses(Regime(found.regime)) and duty is not None and duty.state == DutyState.OPEN and at <= duty.due_at
    if paused and duty:
        suspend_duty(duty=duty, reason=question, by=authority, at=at)
    clarification = Clarification.objects.create(
        inquiry=found,
        question=question,
        until_on=until_on,
        paused=paused,
        letter=write_letter(found, LetterKind.QUESTION, question, by=authority, at=at),
        by=by,
        at=at,
    )
    end_triage(found, by=authority, at=at)
    record("inquiry.asked_back", found, by=authority, at=at, agency=found.agency, note=question)
    return clarification


@transaction.atomic
def supplement_inquiry(
    *,
    inquiry: Inquiry,
    text: str,
    files: Iterable[Upload] = (),
    submission: UUID | None = None,
    by: User | None,
    at: datetime,
) -> Supplement:
    """The requester adds to the inquiry; an open question of the office is answered by it, and its pause ends.

    The same `submission` again returns the first supplement.
    The caller has made sure that `by`, or whoever holds the secret, is the requester, or an officer who was told.
    """
    locked = Inquiry.objects.select_for_update(of=("self",)).filter(pk=inquiry.pk)
    found = locked.select_related("agency", "assignee").get()
    mark = submission or uuid4()
    if earlier := found.supplements.filter(submission=mark).first():
        return earlier
    if found.state not in OPEN:
        raise CaseClosed(inquiry.number)
    clarification = found.clarifications.filter(closed_at=None).first()
    said = {"text": text, "by": by, "at": at, "submission": mark}
    supplement = Supplement.objects.create(inquiry=found, clarification=clarification, **said)
    for upload in files:
        file = store_file(upload, agency=found.agency, by=by, at=at)
        Attachment.objects.create(inquiry=found, supplement=supplement, file=file)
    if clarification:
        _close(clarification, by=Authority(by) if by else None, at=at)
    action = "inquiry.clarified" if clarification else "inquiry.supplemented"
    record(action, found, by=by, at=at, agency=found.agency)
    tell_supplement(supplement, at=at)
    return supplement


@transaction.atomic
def record_supplement(
    *, inquiry: Inquiry, text: str, files: Iterable[Upload] = (), by: User, at: datetime
) -> Supplement:
    """An officer writes down what the requester said by telephone or sent by post."""
    require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    return supplement_inquiry(inquiry=inquiry, text=text, files=files, by=by, at=at)


def close_clarifications_due(*, at: datetime) -> int:
    """End the questions whose day is over without a reply; a clock that stood still runs on. Returns how many."""
    waiting = Clarification.objects.filter(closed_at=None).select_related("inquiry__agency")
    over = [row.pk for row in waiting if at > end_of(row.until_on, row.inquiry.agency.zone)]
    return each_apart(partial(_give_up, at=at), over, what="clarification")


@transaction.atomic
def _give_up(pk: int, *, at: datetime) -> bool:
    locked = Clarification.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, closed_at=None)
    clarification = locked.select_related("inquiry__agency").first()
    if clarification is None:
        return False
    _close(clarification, by=None, at=at)
    return True


def _close(clarification: Clarification, *, by: Authority | None, at: datetime) -> None:
    if not Clarification.objects.filter(pk=clarification.pk, closed_at=None).update(closed_at=at):
        raise InquiryMoved(clarification.inquiry.number)
    duty = clarification.inquiry.main_clock
    if clarification.paused and duty and duty.state == DutyState.PAUSED:
        resume_duty(duty=duty, reason=clarification.question, by=by, at=at)

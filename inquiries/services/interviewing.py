"""Requests for an interview: agreed, or declined; written answers go the way of every answer."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from inquiries.letters import agreement_words
from inquiries.models import Inquiry, Interview
from inquiries.services.letters import write_letter
from inquiries.services.moving import end_case, move_inquiry, require_move
from inquiries.states import LetterKind


@transaction.atomic
def agree_interview(
    *, inquiry: Inquiry, starts_at: datetime, speaker: str, place: str, remark: str = "", by: User, at: datetime
) -> Inquiry:
    """Say when, with whom and where. The office never asks to read the article before it appears (MM 2)."""
    authority = require_move(inquiry, "agree", by=by, at=at)
    found = move_inquiry(inquiry, "agree", assignee=inquiry.assignee or by)
    agreed = {"starts_at": starts_at, "agreed_speaker": speaker, "place": place}
    Interview.objects.filter(inquiry=found).update(**agreed)
    end_case(found, by=authority, at=at)
    text = agreement_words(found, remark)
    write_letter(found, LetterKind.AGREEMENT, text, by=authority, at=at)
    record("inquiry.interview_agreed", found, by=authority, at=at, agency=found.agency, note=remark)
    return found


@transaction.atomic
def decline_interview(*, inquiry: Inquiry, reason: str, by: User, at: datetime) -> Inquiry:
    """Decline with a reason."""
    authority = require_move(inquiry, "decline", by=by, at=at)
    found = move_inquiry(inquiry, "decline", assignee=inquiry.assignee or by)
    end_case(found, by=authority, at=at)
    write_letter(found, LetterKind.DECLINE, reason, by=authority, at=at)
    record("inquiry.interview_declined", found, by=authority, at=at, agency=found.agency, note=reason)
    return found

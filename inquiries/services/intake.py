"""What an officer takes in: by telephone, at the counter, by post, from another system."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from agencies.access import require
from agencies.models import Agency
from agencies.states import Permission
from inquiries.models import Inquiry
from inquiries.services.answering import answer_at_once
from inquiries.services.receiving import Asker, Origin, Question, receive_inquiry


@transaction.atomic
def take_in_inquiry(
    *,
    agency: Agency,
    asker: Asker,
    question: Question,
    origin: Origin,
    answer: str = "",
    submission: UUID,
    by: User,
    at: datetime,
) -> Inquiry:
    """Register it, and, where `answer` was given by word of mouth, close it with that answer (AI 11(4)).

    The same `submission` or external number again returns the first inquiry and answers nothing.
    """
    require(by, Permission.ANSWER_INQUIRIES, agency, at=at)
    inquiry = receive_inquiry(
        agency=agency, asker=asker, question=question, origin=origin, submission=submission, by=by, at=at
    )
    if answer and inquiry.submission == submission and not inquiry.answers.exists():
        answer_at_once(inquiry=inquiry, text=answer, by=by, at=at)
    return inquiry

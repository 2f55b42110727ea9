"""A complaint against an answer, a refusal, or silence: a case of its own, which goes to the higher body."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.access import require
from agencies.states import Permission
from documents.checks import Upload
from inquiries.models import Inquiry
from inquiries.queries import can_complain
from inquiries.services.receiving import Asker, Origin, Question, receive_inquiry
from inquiries.states import TAKEN_IN, AskerKind, Regime, Source


class NothingToComplainOf(Exception):
    """The case is neither decided nor late, or the term for a complaint is over."""


@transaction.atomic
def complain(
    *,
    inquiry: Inquiry,
    text: str,
    files: Iterable[Upload] = (),
    source: Source = Source.PORTAL,
    submission: UUID,
    by: User | None,
    at: datetime,
) -> Inquiry:
    """Register a complaint (APPC 91, 92; AI 18) with the body complained about, which passes it on or satisfies it.

    The same `submission` again returns the first one. The caller has made sure that it comes from the requester.
    """
    if known := Inquiry.objects.filter(submission=submission).first():
        return known
    if not can_complain(inquiry, at=at):
        raise NothingToComplainOf(inquiry.number)
    asker = Asker(
        AskerKind(inquiry.asker),
        inquiry.name,
        inquiry.email,
        inquiry.phone,
        inquiry.address,
        inquiry.outlet,
        inquiry.requester,
    )
    with translation.override(inquiry.language):
        subject = _("Complaint about %(number)s") % {"number": inquiry.number}
    return receive_inquiry(
        agency=inquiry.agency,
        asker=asker,
        question=Question(subject, text, inquiry.language, Regime.OWN_COMPLAINT, files=files),
        origin=Origin(source, about=inquiry, received_by=by if source in TAKEN_IN else None),
        submission=submission,
        by=by,
        at=at,
    )


@transaction.atomic
def take_in_complaint(
    *,
    inquiry: Inquiry,
    text: str,
    files: Iterable[Upload] = (),
    source: Source,
    submission: UUID,
    by: User,
    at: datetime,
) -> Inquiry:
    """An officer registers a complaint that came by post, in person or by telephone."""
    require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    return complain(inquiry=inquiry, text=text, files=files, source=source, submission=submission, by=by, at=at)

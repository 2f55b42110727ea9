"""Questions at an event: asked by participants, let through by a moderator, and each ended.

Answered there, declined with a reason, or put in writing: then it is an inquiry with its number and its legal clock.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from briefings.models import Event, Question, Registration, Vote
from briefings.notices import tell_declined, tell_in_writing
from briefings.services.base import may_run
from briefings.states import ACTIVE, QUESTION_LIFECYCLE, TAKES_PLACE, QuestionState
from inquiries.models import Inquiry
from inquiries.services import Asker, Identity, Origin, receive_inquiry
from inquiries.services import Question as Asked
from inquiries.states import AskerKind, Regime, Source

MOST_OPEN = 5  # questions of one participant that nobody has decided yet


class QuestionsClosed(Exception):
    """The event takes no questions, or none any more, or this person takes no part in it."""


class TooManyQuestions(Exception):
    """One participant has as many undecided questions as anybody may have."""


class QuestionMoved(Exception):
    """Somebody was faster: the question is no longer in the state that was seen."""


def takes_questions(event: Event) -> bool:
    return event.takes_questions and event.state in TAKES_PLACE


@transaction.atomic
def ask_question(*, registration: Registration, text: str, submission: UUID, at: datetime) -> Question:
    """Sent twice it is asked once."""
    found = Registration.objects.select_for_update(of=("self",)).select_related("event__agency").get(pk=registration.pk)
    if known := Question.objects.filter(submission=submission).first():
        return known
    if found.state not in ACTIVE or not takes_questions(found.event):
        raise QuestionsClosed
    if found.questions.open().count() >= MOST_OPEN:
        raise TooManyQuestions
    question = Question.objects.create(
        event=found.event, registration=found, text=text, submission=submission, asked_at=at
    )
    record("event_question.asked", question, by=found.user, at=at, agency=found.event.agency)
    return question


@transaction.atomic
def vote_for_question(*, question: Question, registration: Registration) -> None:
    """Only for what is shown and still open, by another participant of the same event; twice counts once."""
    shown = question.state == QuestionState.ACCEPTED and question.event_id == registration.event_id
    if shown and registration.state in ACTIVE and question.registration_id != registration.pk:
        Vote.objects.get_or_create(question=question, registration=registration)


def accept_question(*, question: Question, by: User, at: datetime) -> Question:
    """Other participants see it now."""
    return _decide(question, "accept", "event_question.accepted", by=by, at=at)


def answer_question(*, question: Question, by: User, at: datetime) -> Question:
    """A speaker answered it at the event."""
    return _decide(question, "answer", "event_question.answered", by=by, at=at)


@transaction.atomic
def decline_question(*, question: Question, reason: str, by: User, at: datetime) -> Question:
    """With a reason, which the asker is told."""
    declined = _decide(question, "decline", "event_question.declined", by=by, at=at, reason=reason)
    tell_declined(declined, at=at)
    return declined


@transaction.atomic
def put_in_writing(*, question: Question, by: User, at: datetime) -> Question:
    """The question becomes an inquiry: one transaction, so that neither is there without the other.

    The clock runs from when it was asked, which is when the body received it (MM 36, AI 11): waiting for a moderator
    takes no day from the asker. Whoever asks for an outlet asks under the law on mass media, everybody else under the
    law on access to information.
    """
    authority = may_run(question.event, by=by, at=at)
    inquiry = _receive(question, by, at)
    moved = _turn(question, "put_in_writing", inquiry=inquiry, decided_by=by, decided_at=at)
    after = {"inquiry": inquiry.number}
    record("event_question.put_in_writing", moved, by=authority, at=at, agency=moved.event.agency, after=after)
    tell_in_writing(moved, at=at)
    return moved


def _receive(question: Question, by: User, at: datetime) -> Inquiry:
    registration, event = question.registration, question.event
    with translation.override(registration.language):
        subject = _("Question at the event: %(name)s") % {"name": event.name}
    is_outlet = bool(registration.outlet_name)
    signer = registration.full_name if registration.accreditation_id else ""
    with translation.override(registration.language):
        position = str(_("accredited journalist")) if signer else ""
    return receive_inquiry(
        agency=event.agency,
        asker=Asker(
            kind=AskerKind.OUTLET if is_outlet else AskerKind.PERSON,
            name=registration.full_name,
            email=registration.email,
            phone=registration.phone,
            outlet=registration.outlet_name,
            requester=registration.user,
            identity=Identity(signer_name=signer, signer_position=position),
        ),
        question=Asked(
            subject=subject[:200],
            text=question.text,
            language=registration.language,
            regime=Regime.MEDIA_REQUEST if is_outlet else Regime.INFORMATION_REQUEST,
        ),
        origin=Origin(source=Source.EVENT, received_at=question.asked_at, received_by=by),
        submission=question.submission,
        by=by,
        at=at,
    )


@transaction.atomic
def _decide(question: Question, move: str, action: str, *, by: User, at: datetime, **fields: Any) -> Question:
    authority = may_run(question.event, by=by, at=at)
    decided = _turn(question, move, decided_by=by, decided_at=at, **fields)
    note = fields.get("reason", "")
    record(action, decided, by=authority, at=at, agency=decided.event.agency, note=note)
    return decided


def _turn(question: Question, move: str, **fields: Any) -> Question:
    """A conditional UPDATE is the lock: QuestionMoved when somebody was faster."""
    before = QuestionState(question.state)
    after = QUESTION_LIFECYCLE.target(move, before)
    if not Question.objects.filter(pk=question.pk, state=before).update(state=after, **fields):
        raise QuestionMoved(question.pk)
    known = Question.objects.select_related("event__agency__parent", "event__room", "registration__user", "inquiry")
    return known.get(pk=question.pk)

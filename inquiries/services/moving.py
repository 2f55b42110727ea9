"""What every move of an inquiry shares: may it be made, who was faster, and what ends with the case."""

from datetime import datetime

from accounts.models import User
from agencies.access import Authority, require
from audit.services import record
from deadlines.models import Duty
from deadlines.services import discharge_duty, void_duty, waive_duty
from deadlines.services.running import By
from deadlines.states import RUNNING
from inquiries.duties import MAIN_KINDS, TRIAGE
from inquiries.models import Inquiry
from inquiries.rules import MOVE_PERMISSIONS, obstacle
from inquiries.services.bursts import leave_group
from inquiries.states import LIFECYCLE, UNSENT, AnswerState, ExtensionState, State, UnitRequestState


class InquiryMoved(Exception):
    """Somebody was faster: the inquiry is no longer in the state, or with the officer, the move begins from."""


class UnlawfulMove(Exception):
    """The law, or the history of the case, forbids the move. Its text is a sentence for people."""


class NotAnOfficer(Exception):
    """Whoever is to answer must have the right to answer in this agency."""


def require_move(inquiry: Inquiry, move: str, *, by: User, at: datetime) -> Authority:
    """The authority to make the move; NotPermitted for the wrong person, UnlawfulMove for the wrong moment."""
    authority = require(by, MOVE_PERMISSIONS[move], inquiry.agency, at=at)
    require_lawful(inquiry, move, at=at)
    return authority


def require_lawful(inquiry: Inquiry, move: str, *, at: datetime) -> None:
    if reason := obstacle(inquiry, move, at=at):
        raise UnlawfulMove(reason)


def move_inquiry(inquiry: Inquiry, move: str, **fields: object) -> Inquiry:
    """A conditional UPDATE is the lock: whoever comes second is told so."""
    before = State(inquiry.state)
    after = LIFECYCLE.target(move, before)
    as_seen = Inquiry.objects.filter(pk=inquiry.pk, state=before, assignee=inquiry.assignee_id)
    if not as_seen.update(state=after, **fields):
        raise InquiryMoved(inquiry.number)
    return Inquiry.objects.select_related("agency__parent", "assignee", "requester").get(pk=inquiry.pk)


def running_duties(inquiry: Inquiry) -> list[Duty]:
    duties = Duty.objects.filter(inquiry_clock__inquiry=inquiry, state__in=RUNNING)
    return list(duties.select_related("agency", "responsible").order_by("due_at"))


def end_triage(inquiry: Inquiry, *, by: By, at: datetime) -> None:
    """It is decided who answers: the office itself, or somebody else."""
    for duty in running_duties(inquiry):
        if duty.kind == TRIAGE.code:
            discharge_duty(duty=duty, by=by, at=at)


def end_case(inquiry: Inquiry, *, by: By, at: datetime, given_up: str = "") -> None:
    """Stop what runs: the duty is met or missed, or (`given_up`: why) waived; errands inside the house end.

    So does the notice of an extension: whoever has the answer need not be told that it comes later.
    """
    for duty in running_duties(inquiry):
        if given_up:
            waive_duty(duty=duty, reason=given_up, by=by, at=at)
        elif duty.kind in MAIN_KINDS or duty.kind == TRIAGE.code:
            discharge_duty(duty=duty, by=by, at=at)
        else:
            void_duty(duty=duty, reason="", by=by, at=at)
    inquiry.unit_requests.filter(state=UnitRequestState.ASKED).update(state=UnitRequestState.CANCELLED)
    lapse_extension(inquiry, by=by, at=at)
    inquiry.answers.filter(state__in=UNSENT).update(state=AnswerState.DROPPED)
    inquiry.clarifications.filter(closed_at=None).update(closed_at=at)
    leave_group(inquiry)


def lapse_extension(inquiry: Inquiry, *, by: By, at: datetime) -> None:
    """What waits for the head waits no longer: the term it was to move has ended."""
    if inquiry.extensions.filter(state=ExtensionState.ASKED).update(state=ExtensionState.LAPSED):
        record("extension.lapsed", inquiry, by=by, at=at, agency=inquiry.agency)

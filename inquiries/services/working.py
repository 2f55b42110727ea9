"""Who works on an inquiry, under which law, and whether it is worked on at all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.access import can, require
from agencies.states import Permission
from audit.services import record
from deadlines.services import assign_duty, void_duty
from deadlines.services.running import By
from inquiries.duties import MAIN_KINDS
from inquiries.models import Answer, Inquiry, Note
from inquiries.notices import tell_assignment, tell_receipt, tell_withdrawal
from inquiries.procedure import CHANGEABLE
from inquiries.reception import reception
from inquiries.rules import MOVE_PERMISSIONS
from inquiries.services.moving import (
    NotAnOfficer,
    UnlawfulMove,
    end_case,
    end_triage,
    lapse_extension,
    move_inquiry,
    require_lawful,
    require_move,
    running_duties,
)
from inquiries.services.receiving import start_clock
from inquiries.states import Regime


@transaction.atomic
def assign_inquiry(*, inquiry: Inquiry, to: User, by: User, at: datetime) -> Inquiry:
    """Make an officer answer for it; the reminders of its clocks go to them from now on."""
    move = "reassign" if inquiry.assignee else "assign"
    authority = require_move(inquiry, move, by=by, at=at)
    if not can(to, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at):
        raise NotAnOfficer
    found = move_inquiry(inquiry, move, assignee=to)
    for duty in running_duties(found):
        if duty.unit_id is None:  # what a unit owes stays with the unit
            assign_duty(duty=duty, responsible=to, by=authority, at=at)
    if found.main_clock:
        tell_assignment(found, found.main_clock, at=at)
    before = {"assignee": inquiry.assignee.email if inquiry.assignee else None}
    after = {"assignee": to.email, "name": str(to)}
    record("inquiry.assigned", found, by=authority, at=at, agency=found.agency, before=before, after=after)
    return found


@transaction.atomic
def keep_inquiry(*, inquiry: Inquiry, by: User, at: datetime) -> None:
    """Decide that the office answers it itself."""
    authority = require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    end_triage(inquiry, by=authority, at=at)
    record("inquiry.kept", inquiry, by=authority, at=at, agency=inquiry.agency)


@transaction.atomic
def note_inquiry(*, inquiry: Inquiry, text: str, by: User, at: datetime, answer: Answer | None = None) -> Note:
    """Say something among officers, of the case or of a draft."""
    authority = require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    note = Note.objects.create(inquiry=inquiry, answer=answer, text=text, by=by, at=at)
    record("inquiry.noted", inquiry, by=authority, at=at, agency=inquiry.agency, note=text)
    return note


@transaction.atomic
def change_regime(*, inquiry: Inquiry, regime: Regime, reason: str, by: User, at: datetime) -> Inquiry:
    """Put the inquiry under another law: the old clock is void, the new one runs from the same arrival."""
    authority = require_move(inquiry, "change_regime", by=by, at=at)
    if regime not in CHANGEABLE or Regime(inquiry.regime) not in CHANGEABLE or regime == inquiry.regime:
        raise UnlawfulMove
    found = move_inquiry(inquiry, "change_regime", regime=regime)
    for duty in running_duties(found):
        if duty.kind in MAIN_KINDS:
            void_duty(duty=duty, reason=reason, by=authority, at=at)
    lapse_extension(found, by=authority, at=at)
    duty = start_clock(found, reception(found.agency, regime, at=found.received_at), by=by, at=at)
    before, after = {"regime": inquiry.regime}, {"regime": regime.value}
    record(
        "inquiry.regime_changed",
        found,
        by=authority,
        at=at,
        agency=found.agency,
        before=before,
        after=after,
        note=reason,
    )
    tell_receipt(found, duty, at=at)
    return found


@transaction.atomic
def withdraw_inquiry(*, inquiry: Inquiry, reason: str, by: User | None, at: datetime) -> Inquiry:
    """The requester gives it up (AI 7): themselves, by their secret, or through an officer whom they told.

    The caller has made sure that `by`, unless an officer, is the requester.
    """
    require_lawful(inquiry, "withdraw", at=at)
    authority: By = by
    if by and by != inquiry.requester:
        authority = require(by, MOVE_PERMISSIONS["withdraw"], inquiry.agency, at=at)
    found = move_inquiry(inquiry, "withdraw")
    end_case(found, by=authority, at=at, given_up=reason or "–")
    record("inquiry.withdrawn", found, by=authority, at=at, agency=found.agency, note=reason)
    tell_withdrawal(found, at=at)
    return found


@transaction.atomic
def reopen_inquiry(*, inquiry: Inquiry, reason: str, by: User, at: datetime) -> Inquiry:
    """Work on a closed case again; the term of its law begins anew today."""
    authority = require_move(inquiry, "reopen", by=by, at=at)
    found = move_inquiry(inquiry, "reopen", assignee=inquiry.assignee or by)
    duty = start_clock(found, reception(found.agency, Regime(found.regime), at=at), by=by, at=at)
    record("inquiry.reopened", found, by=authority, at=at, agency=found.agency, note=reason)
    tell_assignment(found, duty, at=at)
    return found

"""Facts from the units of the agency, in time for the answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, can_for_unit, require
from agencies.models import Unit
from agencies.states import Permission
from audit.services import record
from deadlines.models import Duty
from deadlines.reckoning import calendar_of
from deadlines.services import discharge_duty, open_promise, void_duty
from documents.checks import Upload
from documents.services import store_file
from inquiries.duties import UNIT_REPLY
from inquiries.models import Attachment, Clock, Inquiry, UnitReply, UnitRequest
from inquiries.notices import tell_reply_returned, tell_unit_asked, tell_unit_replied
from inquiries.reception import practice_of
from inquiries.services.moving import InquiryMoved, UnlawfulMove, end_triage, move_inquiry, require_move
from inquiries.states import UNIT_REQUEST_LIFECYCLE, UnitRequestState


class NotOfThisUnit(Exception):
    """Only the unit that was asked answers."""


@transaction.atomic
def ask_unit(*, inquiry: Inquiry, unit: Unit, question: str, by: User, at: datetime) -> UnitRequest:
    """Ask a unit; it answers within the days of the office, and always before the office itself must."""
    authority = require_move(inquiry, "ask_unit", by=by, at=at)
    if unit.agency_id != inquiry.agency_id:
        raise UnlawfulMove
    found = move_inquiry(inquiry, "ask_unit", assignee=inquiry.assignee or by)
    request = UnitRequest(inquiry=found, unit=unit, question=question, asked_by=by, asked_at=at)
    request.duty = _owe(found, unit, authority, at)
    request.save()
    end_triage(found, by=authority, at=at)
    after = {"unit": str(unit)}
    record("unit.asked", found, by=authority, at=at, agency=found.agency, after=after, note=question)
    tell_unit_asked(request, at=at)
    return request


def _owe(inquiry: Inquiry, unit: Unit, authority: Authority, at: datetime) -> Duty:
    duty = open_promise(
        agency=inquiry.agency,
        kind=UNIT_REPLY,
        reference=inquiry.number,
        due_on=unit_due_on(inquiry, at=at),
        responsible=inquiry.assignee,
        unit=unit,
        by=authority,
        at=at,
    )
    Clock.objects.create(inquiry=inquiry, duty=duty)
    return duty


def unit_due_on(inquiry: Inquiry, *, at: datetime) -> date:
    """The days of the office from today, but a working day before the answer is due; today at the earliest."""
    calendar, today = calendar_of(inquiry.agency), inquiry.agency.local(at).date()
    due_on = calendar.add_working_days(today, practice_of(inquiry.agency).unit_days)
    if inquiry.main_clock:
        due_on = min(due_on, calendar.add_working_days(inquiry.main_clock.due_on, -1))
    return max(due_on, today)


@transaction.atomic
def acknowledge_request(*, request: UnitRequest, by: User, at: datetime) -> None:
    """The unit has read it; the first reader counts."""
    _require_unit(request, by, at)
    unread = UnitRequest.objects.filter(pk=request.pk, acknowledged_at=None)
    if unread.update(acknowledged_at=at, acknowledged_by=by):
        _record("unit.acknowledged", request, by, at)


@transaction.atomic
def reply_to_request(
    *, request: UnitRequest, text: str, files: Iterable[Upload] = (), by: User, at: datetime
) -> UnitReply:
    """The unit supplies what it was asked for."""
    _require_unit(request, by, at)
    found = _move(request, "answer")
    reply = UnitReply.objects.create(request=found, text=text, by=by, at=at)
    for upload in files:
        file = store_file(upload, agency=found.inquiry.agency, by=by, at=at)
        Attachment.objects.create(inquiry=found.inquiry, reply=reply, file=file)
    discharge_duty(duty=found.duty, by=by, at=at)
    _record("unit.answered", found, by, at)
    tell_unit_replied(reply, at=at)
    return reply


@transaction.atomic
def return_reply(*, reply: UnitReply, missing: str, by: User, at: datetime) -> UnitRequest:
    """Want the answer completed: the unit has a new, shorter or equal, time."""
    request = reply.request
    authority = require(by, Permission.ANSWER_INQUIRIES, request.inquiry.agency, at=at)
    if not Inquiry.objects.open().filter(pk=request.inquiry_id).exists():
        raise InquiryMoved(request.inquiry.number)  # nobody waits for the facts of a closed case
    found = _move(request, "return")
    duty = _owe(found.inquiry, found.unit, authority, at)
    UnitRequest.objects.filter(pk=found.pk).update(duty=duty)
    UnitReply.objects.filter(pk=reply.pk).update(returned_at=at, returned_for=missing)
    _record("unit.returned", found, authority, at, note=missing)
    tell_reply_returned(reply, missing, at=at)
    return found


@transaction.atomic
def cancel_request(*, request: UnitRequest, by: User, at: datetime) -> None:
    """The facts are no longer needed."""
    authority = require(by, Permission.ANSWER_INQUIRIES, request.inquiry.agency, at=at)
    found = _move(request, "cancel")
    void_duty(duty=found.duty, reason="", by=authority, at=at)
    _record("unit.cancelled", found, authority, at)


def _require_unit(request: UnitRequest, by: User, at: datetime) -> None:
    if not can_for_unit(by, Permission.SUPPLY_FACTS, request.unit, at=at):
        raise NotOfThisUnit(str(request.unit))


def _move(request: UnitRequest, move: str) -> UnitRequest:
    before = UnitRequestState(request.state)
    after = UNIT_REQUEST_LIFECYCLE.target(move, before)
    if not UnitRequest.objects.filter(pk=request.pk, state=before).update(state=after):
        raise InquiryMoved(request.inquiry.number)
    return UnitRequest.objects.select_related("inquiry__agency", "inquiry__assignee", "unit", "duty", "asked_by").get(
        pk=request.pk
    )


def _record(action: str, request: UnitRequest, by: User | Authority, at: datetime, note: str = "") -> None:
    after = {"unit": str(request.unit)}
    record(action, request.inquiry, by=by, at=at, agency=request.inquiry.agency, after=after, note=note)

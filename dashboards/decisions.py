"""What waits for a decision of the head: extensions, and drafts of answers."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from agencies.access import can
from agencies.models import Agency
from agencies.states import Permission
from deadlines.queries import ClockView, clock_views
from deadlines.reckoning import calendar_of, reckon_duty, term_of
from deadlines.terms import unit_words
from inquiries.models import Answer, Extension, Inquiry
from inquiries.queue import Row, rows
from inquiries.states import AnswerState, ExtensionState
from kernel.workdays import Calendar


@dataclass(frozen=True)
class ExtensionDecision:
    """`new_due_on`: the date if it is granted at this moment."""

    extension: Extension
    clock: ClockView
    row: Row
    amount: str
    ground: str
    source: str
    new_due_on: date

    @property
    def is_too_late(self) -> bool:
        return self.clock.state == "late"


@dataclass(frozen=True)
class DraftDecision:
    answer: Answer
    row: Row


def extension_decisions(agency: Agency, user: User, *, at: datetime) -> list[ExtensionDecision]:
    """Asked for and not decided, in the order in which the old dates come."""
    asked = Extension.objects.filter(inquiry__agency=agency, state=ExtensionState.ASKED)
    known = asked.select_related("asked_by", "duty__agency", "inquiry__agency", "inquiry__assignee")
    found = list(known.prefetch_related("duty__suspensions").order_by("duty__due_at"))
    if not found:
        return []
    calendar, drawn = calendar_of(agency), _drawn([row.inquiry for row in found], user, at)
    clocks = clock_views([row.duty for row in found], at=at)
    return [_decision(row, clocks[row.duty_id], drawn[row.inquiry_id], calendar, at) for row in found]


def _decision(extension: Extension, clock: ClockView, row: Row, calendar: Calendar, at: datetime) -> ExtensionDecision:
    term = term_of(extension.duty)
    law = term.extension if term else None
    if term is None or law is None:
        raise ValueError(extension.duty.term)  # nobody could ask for it: see `inquiries.rules`
    return ExtensionDecision(
        extension=extension,
        clock=clock,
        row=row,
        amount=unit_words(extension.amount, law.unit),
        ground=str(law.ground),
        source=term.source,
        new_due_on=granted_due_on(extension, calendar, at=at),
    )


def granted_due_on(extension: Extension, calendar: Calendar, *, at: datetime) -> date:
    """The very reckoning that granting would do, on a copy that nobody saves."""
    duty = copy(extension.duty)
    term = term_of(duty)
    duty.extended_on, duty.extended_for = duty.agency.local(at).date(), extension.amount
    duty.extended_unit = term.extension.unit if term and term.extension else ""
    return reckon_duty(duty, calendar, extension.duty.suspensions.all()).due_on


def draft_decisions(agency: Agency, user: User, *, at: datetime) -> list[DraftDecision]:
    """What this person may approve: never their own draft."""
    if not can(user, Permission.APPROVE_ANSWERS, agency, at=at):
        return []
    waiting = Answer.objects.filter(inquiry__agency=agency, state=AnswerState.REVIEW).exclude(author=user)
    known = waiting.select_related("author", "inquiry__agency", "inquiry__assignee")
    found = list(known.order_by("submitted_at", "pk"))
    drawn = _drawn([answer.inquiry for answer in found], user, at)
    return [DraftDecision(answer, drawn[answer.inquiry_id]) for answer in found]


def _drawn(inquiries: Sequence[Inquiry], user: User, at: datetime) -> dict[int, Row]:
    return {row.inquiry.pk: row for row in rows(inquiries, user, at=at)} if inquiries else {}

"""The head reads, acknowledges, and gives instructions with a date."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, belongs_to, require, stand_in
from agencies.states import Permission
from audit.services import record
from deadlines.duties import INSTRUCTION
from deadlines.models import Acknowledgement, Duty, Instruction
from deadlines.notices import tell_of_completion, tell_of_instruction
from deadlines.services.duties import discharge_duty, open_promise
from deadlines.services.running import lock_running


class Outsider(Exception):
    """The head instructs the agency's own people only."""


@transaction.atomic
def acknowledge_duty(*, duty: Duty, by: User, at: datetime) -> None:
    """The head, or who acts for the head, has seen it. Twice is once."""
    authority = require(by, Permission.INSTRUCT, duty.agency, at=at)
    found = lock_running(duty)
    _row, is_new = Acknowledgement.objects.get_or_create(duty=found, by=by, defaults={"at": at})
    if is_new:
        record("duty.acknowledged", found, by=authority, at=at, agency=found.agency)


@transaction.atomic
def give_instruction(*, about: Duty, to: User, text: str, due_on: date, by: User, at: datetime) -> Instruction:
    """Tell somebody of the agency what to do about a running duty by a day: a duty of its own, with reminders."""
    authority = require(by, Permission.INSTRUCT, about.agency, at=at)
    found = lock_running(about)
    agency = found.agency
    if not belongs_to(to, agency, at=at):
        raise Outsider(to)
    duty = open_promise(
        agency=agency,
        kind=INSTRUCTION,
        reference=found.reference,
        due_on=due_on,
        responsible=to,
        by=authority,
        at=at,
    )
    instruction = Instruction.objects.create(duty=duty, about=found, text=text, given_by=by, given_at=at)
    after = {"to": to.email, "name": str(to), "due_on": str(due_on)}
    record("instruction.given", found, by=authority, at=at, agency=agency, after=after, note=text)
    tell_of_instruction(instruction, at=at)
    return instruction


@transaction.atomic
def complete_instruction(*, instruction: Instruction, note: str, by: User, at: datetime) -> Duty:
    """Say that it is done: whoever was told, their deputy, or the head. NotPermitted for anybody else."""
    authority = _authority_over(instruction.duty, by, at)
    duty = discharge_duty(duty=instruction.duty, note=note, by=authority, at=at)
    record("instruction.completed", instruction.about, by=authority, at=at, agency=duty.agency, note=note)
    tell_of_completion(instruction, note, at=at)
    return duty


def _authority_over(duty: Duty, by: User, at: datetime) -> Authority:
    told = [Authority(duty.responsible), stand_in(duty.responsible, duty.agency, at=at)] if duty.responsible else []
    own = (authority for authority in told if authority.user == by and belongs_to(by, duty.agency, at=at))
    return next(own, None) or require(by, Permission.INSTRUCT, duty.agency, at=at)

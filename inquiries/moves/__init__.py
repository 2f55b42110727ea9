"""The forms of all moves, for the case page and the API alike; and which of them a person is offered on a case."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from agencies.access import can
from agencies.states import Permission
from deadlines.states import RUNNING
from inquiries.duties import TRIAGE
from inquiries.models import Inquiry
from inquiries.moves import answers, errands, exchange, people
from inquiries.moves.base import MoveForm
from inquiries.moves.people import BulkAssignForm
from inquiries.queries import can_complain
from inquiries.rules import can_note, lawful_moves
from inquiries.states import OPEN, AnswerState

FORMS: tuple[type[MoveForm], ...] = (
    people.AssignForm,
    people.ReassignForm,
    people.KeepForm,
    people.RegimeForm,
    people.WithdrawForm,
    people.ReopenForm,
    people.NoteForm,
    answers.AnswerForm,
    answers.PointForm,
    answers.RefuseForm,
    answers.ReturnForm,
    answers.TerminateForm,
    answers.SpokenForm,
    answers.SubmitForm,
    answers.ApproveForm,
    answers.SendBackForm,
    answers.DropForm,
    errands.CommentForm,
    exchange.AskUnitForm,
    exchange.AskBackForm,
    exchange.ExtendForm,
    exchange.ForwardForm,
    exchange.PassUpForm,
    exchange.SupplementForm,
    exchange.TakeInComplaintForm,
    exchange.AgreeForm,
    exchange.DeclineForm,
    *errands.ERRANDS,
)
MOVES: dict[str, type[MoveForm]] = {form.name: form for form in FORMS}


def offered_moves(user: User, inquiry: Inquiry, *, at: datetime) -> list[tuple[str, str]]:
    """What this person may do now, the likeliest first; a note is never the likeliest."""
    officer = can(user, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    stages = [(name, str(MOVES[name].title)) for name in _stages(user, inquiry, officer, at)]
    moves = lawful_moves(user, inquiry, at=at)
    if stages:  # a draft is under way: its next stage comes first, another decision would be a second draft
        unsent = answers.unsent_of(inquiry)
        drafted = unsent.outcome if unsent else ""
        moves = [_revised(move) for move in moves if not _is_other_draft(move[0], drafted)]
    extras: list[type[MoveForm]] = []
    if officer and _waits_for_triage(inquiry):
        extras.append(people.KeepForm)
    if officer and inquiry.state in OPEN:
        extras.append(exchange.SupplementForm)
    if stages and officer:
        extras.append(errands.CommentForm)
    if can_note(user, inquiry, at=at):
        extras.append(people.NoteForm)
    if officer and can_complain(inquiry, at=at):
        extras.append(exchange.TakeInComplaintForm)
    given_up = [stage for stage in stages if stage[0] == "drop"]
    onward = [stage for stage in stages if stage not in given_up]
    return onward + moves + [(form.name, str(form.title)) for form in extras] + given_up


def offered_errands(user: User, inquiry: Inquiry, *, at: datetime) -> dict[str, set[int]]:
    """With which rows of the case this person may do what: primary keys, by the name of the form."""
    if not can(user, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at):
        return {}
    return {form.name: set(form.rows(inquiry).values_list("pk", flat=True)) for form in errands.ERRANDS}


def is_offered(user: User, inquiry: Inquiry, name: str, *, at: datetime) -> bool:
    return name in dict(offered_moves(user, inquiry, at=at)) or bool(offered_errands(user, inquiry, at=at).get(name))


def _stages(user: User, inquiry: Inquiry, officer: bool, at: datetime) -> tuple[str, ...]:
    answer = answers.unsent_of(inquiry)
    if answer is None:
        return ()
    approves = answer.author != user and can(user, Permission.APPROVE_ANSWERS, inquiry.agency, at=at)
    rights = {"submit": officer, "drop": officer, "approve": approves, "send_back": approves}
    return tuple(stage for stage in answers.STAGES[AnswerState(answer.state)] if rights[stage])


def _is_other_draft(move: str, drafted: str) -> bool:
    form = MOVES[move]
    return issubclass(form, answers.DraftForm) and drafted not in form.outcomes


def _revised(move: tuple[str, str]) -> tuple[str, str]:
    """The form that wrote the draft changes it."""
    return (move[0], _("Change the draft")) if issubclass(MOVES[move[0]], answers.DraftForm) else move


def _waits_for_triage(inquiry: Inquiry) -> bool:
    return inquiry.clocks.filter(duty__kind=TRIAGE.code, duty__state__in=RUNNING).exists()


__all__ = ["MOVES", "BulkAssignForm", "MoveForm", "is_offered", "offered_errands", "offered_moves"]

"""The forms of all moves, and which of them a person is offered on a case."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from accreditation.findings import identity_proofs, required_checks
from accreditation.models import Application
from accreditation.moves import announcing, consent, deciding, depriving, holding, letters, reviewing
from accreditation.moves.base import MoveForm
from accreditation.rules import CHECK_PERMISSIONS, MOVE_PERMISSIONS, check_obstacle, lawful_moves
from accreditation.standing import HOLDER_PERMISSIONS, Standing, holder_moves
from accreditation.states import OPEN, State
from agencies.access import can
from agencies.states import Permission

FORMS: tuple[type[MoveForm], ...] = (
    reviewing.AssignForm,
    reviewing.PressCheckForm,
    reviewing.SecurityCheckForm,
    reviewing.IdentityForm,
    reviewing.DocumentForm,
    reviewing.ReturnForm,
    reviewing.PromoteForm,
    reviewing.WithdrawForm,
    deciding.AccreditForm,
    deciding.LimitForm,
    deciding.RefuseForm,
    *(announcing.AnnounceRefusalForm, announcing.AnnounceLimitsForm, announcing.DropAnnouncedForm),
    letters.DeliverForm,
    *(consent.ConsentForm, depriving.DepriveForm, depriving.DropForm, depriving.ProtocolForm),
    *(depriving.ObjectionForm, depriving.HearingForm, depriving.AppealForm, depriving.UpholdForm),
    *(depriving.RestoreForm, depriving.ProposeForm),
    *(holding.SuspendForm, holding.ResumeForm, holding.ChangeOutletForm, holding.GiveUpForm, holding.BreachForm),
    *(holding.LostForm, holding.ReturnCardForm, holding.ReissueForm),
)
MOVES: dict[str, type[MoveForm]] = {form.name: form for form in FORMS}
ROW_FORMS = (reviewing.DocumentForm, letters.DeliverForm)
# Lawful, but what an ordinary case never asks for.
NEVER_LIKELY = frozenset(
    {
        *(form.name for form in (reviewing.AssignForm, reviewing.ReturnForm, reviewing.WithdrawForm)),
        *(form.name for form in (holding.SuspendForm, holding.GiveUpForm, holding.BreachForm)),
        *(form.name for form in (holding.LostForm, holding.ReturnCardForm, holding.ReissueForm)),
        *(form.name for form in (depriving.ProposeForm, depriving.AppealForm, depriving.RestoreForm)),
        holding.ChangeOutletForm.name,
    }
)
DECISIONS = ("accredit", "limit", "refuse", "propose_refusal", "propose_limitation")
CHECKS = (reviewing.PressCheckForm, reviewing.SecurityCheckForm)


def permission_for(move: str) -> Permission:
    if move == reviewing.SecurityCheckForm.name:
        return Permission.CHECK_SECURITY
    return {**MOVE_PERMISSIONS, **HOLDER_PERMISSIONS}.get(move, Permission.REVIEW_ACCREDITATION)


def offered_moves(user: User, application: Application, *, at: datetime) -> list[tuple[str, str]]:
    """What this person may do now, the likeliest first: what a decision still needs, the decision, the rest."""
    moves = [(name, words) for name, words in lawful_moves(user, application, at=at) if name in MOVES]
    decisions = [move for move in moves if move[0] in DECISIONS]
    others = [move for move in moves if move not in decisions]
    needed, known = _checks(user, application, at)
    held = holder_moves(user, Standing(application), at=at)
    return [*held, *needed, *decisions, *others[:1], *_assignment(user, application, at), *known, *others[1:]]


def likely_move(application: Application, moves: Sequence[tuple[str, str]]) -> str:
    """The one that stands out; none while the applicant or somebody else has to act, or when all is done."""
    first = moves[0][0] if moves else ""
    return "" if application.state == State.RETURNED or first in NEVER_LIKELY else first


def _checks(user: User, application: Application, at: datetime) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The checks this person may record: those that are needed still, and those that may be recorded anew."""
    if application.state not in OPEN:
        return [], []
    done = set(application.reviews.values_list("kind", flat=True))
    needed: list[tuple[str, str]] = []
    known: list[tuple[str, str]] = []
    for form in CHECKS:
        may = can(user, CHECK_PERMISSIONS[form.kind], application.agency, at=at)
        if may and not check_obstacle(application, form.kind, user):
            is_needed = form.kind in required_checks(application) and form.kind not in done
            (needed if is_needed else known).append((form.name, str(form.title)))
    reviews = can(user, Permission.REVIEW_ACCREDITATION, application.agency, at=at)
    if reviews and application.identity_confirmed_at is None and identity_proofs(application):
        needed.append((reviewing.IdentityForm.name, str(reviewing.IdentityForm.title)))
    return needed, known


def _assignment(user: User, application: Application, at: datetime) -> list[tuple[str, str]]:
    if application.state in OPEN and can(user, Permission.REVIEW_ACCREDITATION, application.agency, at=at):
        return [(reviewing.AssignForm.name, str(reviewing.AssignForm.title))]
    return []


def offered_errands(user: User, application: Application, *, at: datetime) -> dict[str, set[int]]:
    """With which rows of the case this person may do what: primary keys, by the name of the form."""
    if not can(user, Permission.REVIEW_ACCREDITATION, application.agency, at=at):
        return {}
    offered = {letters.DeliverForm.name: set(letters.DeliverForm.rows(application).values_list("pk", flat=True))}
    if application.state in OPEN:
        rows = reviewing.DocumentForm.rows(application)
        offered[reviewing.DocumentForm.name] = set(rows.values_list("pk", flat=True))
    return offered


def is_offered(user: User, application: Application, name: str, *, at: datetime) -> bool:
    offered = dict(offered_moves(user, application, at=at))
    return name in offered or bool(offered_errands(user, application, at=at).get(name))


__all__ = ["MOVES", "MoveForm", "is_offered", "offered_errands", "offered_moves", "permission_for"]

"""What is found out before anybody decides: whose application it is, its checks, its documents, who the person is."""

from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accreditation.findings import identity_proofs, required_checks
from accreditation.letters import completion_words
from accreditation.models import Application, Completion, Document, Review
from accreditation.notices import tell_application_assigned, tell_applications_to_decide, tell_cure_lapsed
from accreditation.practice import practice_of
from accreditation.rules import CHECK_PERMISSIONS, check_obstacle
from accreditation.services.erasing import erase_scans
from accreditation.services.letters import write_letter
from accreditation.services.moving import UnlawfulMove, lock_open, move_application, require_move
from accreditation.states import IdentityProof, Kind, LetterKind, ReviewKind, State, Verdict
from agencies.access import NotPermitted, can, day_of, require
from agencies.states import Permission
from audit.services import record
from deadlines.reckoning import calendar_of
from deadlines.services import assign_duty, resume_duty, suspend_duty
from deadlines.states import DutyState
from kernel.sweeping import each_apart
from kernel.workdays import Unit, count


class NoProof(Exception):
    """Nothing is there by which the identity could be confirmed in this way."""


class WrongDay(Exception):
    """The day for completion is over already, or after the day of the decision."""


@transaction.atomic
def assign_application(*, application: Application, to: User, by: User, at: datetime) -> Application:
    """Give it to an officer; the reminders go there from now on."""
    authority = require(by, Permission.REVIEW_ACCREDITATION, application.agency, at=at)
    if not can(to, Permission.REVIEW_ACCREDITATION, application.agency, at=at):
        raise NotPermitted(Permission.REVIEW_ACCREDITATION)
    found = lock_open(application)
    before = str(found.reviewer) if found.reviewer else None
    found.reviewer = to
    found.save(update_fields=["reviewer"])
    if duty := found.running_clock:
        assign_duty(duty=duty, responsible=to, by=authority, at=at)
    old, new = {"name": before}, {"name": str(to)}
    record("application.assigned", found, by=authority, at=at, agency=found.agency, before=old, after=new)
    if to != by:
        tell_application_assigned(found, at=at)
    return found


@transaction.atomic
def record_review(
    *, application: Application, kind: ReviewKind, verdict: Verdict, remark: str = "", by: User, at: datetime
) -> Review:
    """What the check of the press office, or of security, found. An objection decides nothing: a person does.

    When the last check is there, whoever decides is told. UnlawfulMove where the same person made the other check.
    """
    authority = require(by, CHECK_PERMISSIONS[kind], application.agency, at=at)
    found = lock_open(application)
    if reason := check_obstacle(found, kind, by):
        raise UnlawfulMove(reason)
    values = {"verdict": verdict, "remark": remark, "by": by, "at": at}
    review, _is_new = Review.objects.update_or_create(application=found, kind=kind, defaults=values)
    after = {"kind": kind, "verdict": verdict}
    record("application.reviewed", found, by=authority, at=at, agency=found.agency, after=after, note=remark)
    done = set(found.reviews.values_list("kind", flat=True))
    if done.issuperset(required_checks(found)):
        tell_applications_to_decide(found, at=at)
    return review


@transaction.atomic
def check_document(*, document: Document, accepted: bool, remark: str = "", by: User, at: datetime) -> Document:
    """Whether a document is in order; the remark is what the applicant reads when it is not."""
    application = document.application
    authority = require(by, Permission.REVIEW_ACCREDITATION, application.agency, at=at)
    found = lock_open(application)
    document.accepted, document.remark = accepted, remark
    document.save(update_fields=["accepted", "remark"])
    after = {"document": document.kind, "accepted": accepted}
    record("application.document_checked", found, by=authority, at=at, agency=found.agency, after=after, note=remark)
    return document


@transaction.atomic
def confirm_identity(*, application: Application, proof: IdentityProof, by: User, at: datetime) -> Application:
    """The person is who the application says. A scan that showed it is deleted at once (PD 7(10))."""
    authority = require(by, Permission.REVIEW_ACCREDITATION, application.agency, at=at)
    found = lock_open(application)
    if proof not in identity_proofs(found):
        raise NoProof(found.number)
    found.identity_confirmed_at, found.identity_confirmed_by, found.identity_proof = at, by, proof
    found.save(update_fields=["identity_confirmed_at", "identity_confirmed_by", "identity_proof"])
    after = {"proof": proof}
    record("application.identity_confirmed", found, by=authority, at=at, agency=found.agency, after=after)
    erase_scans(found, by=authority, at=at)
    return found


def cure_day(application: Application, *, at: datetime) -> date:
    """The day the office's practice gives for completion; for an event never after the day of the decision."""
    agency = application.agency
    today = agency.local(at).date()
    wanted = count(calendar_of(agency), today, practice_of(agency).cure_days, Unit.WORKING_DAYS).due_on
    duty = application.running_clock
    if application.intake.kind == Kind.TEMPORARY and duty:
        return max(min(wanted, duty.due_on), today)
    return wanted


@transaction.atomic
def return_application(
    *, application: Application, missing: str, until_on: date | None = None, by: User, at: datetime
) -> Application:
    """Ask for what is missing, until the end of a day (APPC 64(6)).

    Where the installation says so, the clock of a permanent accreditation stands still meanwhile; the decision before
    an event waits for nobody.
    """
    authority = require_move(application, "return", by=by, at=at)
    day = until_on or cure_day(application, at=at)
    duty = application.running_clock
    _require_day(application, day, at)
    found = move_application(application, "return", reviewer=application.reviewer or by)
    completion = Completion.objects.create(application=found, missing=missing, until_on=day, asked_at=at, asked_by=by)
    is_ticking = duty is not None and duty.state == DutyState.OPEN and at <= duty.due_at
    if duty and is_ticking and settings.ACCREDITATION_PAUSES and found.intake.kind == Kind.PERMANENT:
        suspend_duty(duty=duty, reason=missing, by=authority, at=at)
    text = completion_words(completion)
    write_letter(application=found, kind=LetterKind.RETURN, text=text, by=authority, at=at)
    after = {"until_on": str(day)}
    record("application.returned", found, by=authority, at=at, agency=found.agency, after=after, note=missing)
    return found


def _require_day(application: Application, day: date, at: datetime) -> None:
    today, duty = application.agency.local(at).date(), application.running_clock
    is_late = application.intake.kind == Kind.TEMPORARY and duty is not None and day > max(duty.due_on, today)
    if day < today or is_late:
        raise WrongDay(day)


def lapse_completions_due(*, at: datetime, limit: int) -> int:
    """The day for completion has passed: the officer is told and the clock runs on. Refusing stays a person's act."""
    over = Completion.objects.filter(completed_at=None, lapsed_at=None, until_on__lt=day_of(at))
    keys = list(over.order_by("until_on", "pk").values_list("pk", flat=True)[:limit])
    return each_apart(partial(_lapse, at=at), keys, what="completion")


@transaction.atomic
def _lapse(pk: int, *, at: datetime) -> bool:
    locked = Completion.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    completion = locked.filter(completed_at=None, lapsed_at=None).select_related("application__agency").first()
    if completion is None or completion.application.agency.local(at).date() <= completion.until_on:
        return False
    completion.lapsed_at = at
    completion.save(update_fields=["lapsed_at"])
    application = completion.application
    if application.state != State.RETURNED:
        return False
    duty = application.running_clock
    if duty and duty.state == DutyState.PAUSED:
        resume_duty(duty=duty, reason=completion.missing, by=None, at=at)
    record("application.cure_lapsed", application, by=None, at=at, agency=application.agency)
    tell_cure_lapsed(completion, at=at)
    return True

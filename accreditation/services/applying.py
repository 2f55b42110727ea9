"""An application comes in: one transaction from the row to the clock to the receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accreditation.duties import DECISION
from accreditation.models import Acknowledgement, Application, Clock, Document, Intake, Outlet
from accreditation.notices import tell_application_arrived, tell_application_completed, tell_application_receipt
from accreditation.procedure import term_of
from accreditation.services.erasing import erase_scans
from accreditation.services.moving import ApplicationMoved, end_clock, move_application, require_lawful
from accreditation.services.proceedings import end_proceeding
from accreditation.states import DocumentKind, Function, Kind, State
from agencies.access import Authority
from agencies.services import take_number
from audit.services import record
from deadlines.models import Duty
from deadlines.services import open_duty, resume_duty
from deadlines.states import DutyState
from documents.checks import Upload
from documents.seals import fingerprint, seal
from documents.services import store_file

PREFIX = "ACR"


class IntakeClosed(Exception):
    """Applications are taken from the first to the last moment of the window alone."""


class ForeignOutlet(Exception):
    """The Ministry of Foreign Affairs accredits foreign outlets, nobody else (MM 30(4))."""


class AppliedAlready(Exception):
    """The same person applied for the same outlet in the same intake, and it is not decided yet."""


@dataclass(frozen=True)
class Person:
    """Who is to be accredited, as the application says. `account` is theirs, where they have one."""

    full_name: str
    email: str
    phone: str
    iin: str = ""
    name_latin: str = ""
    press_card: str = ""
    account: User | None = None


@dataclass(frozen=True)
class Wanted:
    """For which outlet, as what, with what."""

    outlet: Outlet
    function: Function
    language: str
    position: str = ""
    wants_english: bool = False
    equipment: str = ""
    vehicle: str = ""
    publish: bool = False
    photo: Upload | None = None
    documents: Sequence[tuple[DocumentKind, Upload]] = field(default=())


@transaction.atomic
def submit_application(
    *, intake: Intake, person: Person, wanted: Wanted, submission: UUID, by: User, at: datetime
) -> Application:
    """Register the application, start the clock of its decision and confirm it.

    Both consents and the acknowledgement of the rules are given with it. The same `submission` again returns the first
    application. IntakeClosed, ForeignOutlet, AppliedAlready.
    """
    known = Application.objects.filter(submission=submission).first()
    if known:
        return known
    if not Intake.objects.accepting(at=at).filter(pk=intake.pk).exists():
        raise IntakeClosed
    if wanted.outlet.is_foreign:
        raise ForeignOutlet
    try:
        with transaction.atomic():
            return _register(_row(intake, person, wanted, submission, by, at), wanted, by, at)
    except IntegrityError as error:
        return _known(error, submission)


def _known(error: IntegrityError, submission: UUID) -> Application:
    """The application of the same form, sent at the same moment; else the person has applied by another."""
    known = Application.objects.filter(submission=submission).first()
    if known:
        return known
    if "one_open_application_per_person_and_outlet" in str(error):
        raise AppliedAlready from error
    raise error


def _row(intake: Intake, person: Person, wanted: Wanted, submission: UUID, by: User, at: datetime) -> Application:
    return Application(
        agency=intake.agency,
        intake=intake,
        submission=submission,
        applicant=person.account,
        submitted_by=by,
        submitted_at=at,
        outlet=wanted.outlet,
        function=wanted.function,
        position=wanted.position,
        full_name=person.full_name,
        name_latin=person.name_latin,
        iin_sealed=seal(person.iin),
        iin_fingerprint=fingerprint(person.iin),
        email=person.email,
        phone=person.phone,
        press_card=person.press_card,
        language=wanted.language,
        wants_english=wanted.wants_english,
        equipment=wanted.equipment,
        vehicle=wanted.vehicle,
        rules=intake.rules,
        consented_at=at,
        publication_consented_at=at if wanted.publish else None,
    )


def _register(application: Application, wanted: Wanted, by: User, at: datetime) -> Application:
    agency = application.agency
    application.number = take_number(agency=agency, prefix=PREFIX, year=agency.local(at).year)
    if wanted.photo:
        application.photo = store_file(wanted.photo, agency=agency, by=by, at=at)
    application.save(force_insert=True)
    _keep_documents(application, wanted.documents, by, at)
    if application.rules:
        Acknowledgement.objects.get_or_create(rules=application.rules, user=by, defaults={"at": at})
    after = {"outlet": str(application.outlet)}
    record("application.submitted", application, by=by, at=at, agency=agency, after=after)
    duty = start_clock(application, start_at=at, by=by, at=at)
    tell_application_receipt(application, duty, at=at)
    tell_application_arrived(application, duty, at=at)
    return application


def _keep_documents(
    application: Application, documents: Iterable[tuple[DocumentKind, Upload]], by: User | None, at: datetime
) -> None:
    for kind, upload in documents:
        file = store_file(upload, agency=application.agency, by=by, at=at)
        Document.objects.create(application=application, kind=kind, name=upload.name, file=file)


def start_clock(application: Application, *, start_at: datetime, by: User | None, at: datetime) -> Duty:
    """Of the decision: from the submission (T28), or back from the event (T29)."""
    intake = application.intake
    if intake.kind == Kind.TEMPORARY and intake.event_from_at:
        start_at = intake.event_from_at
    duty = open_duty(
        agency=application.agency,
        kind=DECISION,
        reference=application.number,
        term=term_of(intake),
        start_at=start_at,
        responsible=application.reviewer,
        by=by,
        at=at,
    )
    Clock.objects.create(application=application, duty=duty)
    return duty


@transaction.atomic
def complete_application(
    *,
    application: Application,
    note: str,
    documents: Sequence[tuple[DocumentKind, Upload]] = (),
    photo: Upload | None = None,
    by: User | None,
    at: datetime,
) -> Application:
    """The applicant adds what was missing; the clock runs on. `by` None: with the secret, without an account."""
    require_lawful(application, "complete", at=at)
    actor = by or application.submitted_by
    fields = {"photo": store_file(photo, agency=application.agency, by=by, at=at)} if photo else {}
    found = move_application(application, "complete", **fields)
    if not found.completions.filter(completed_at=None).update(completed_at=at, note=note):
        raise ApplicationMoved(found.number)
    _keep_documents(found, documents, actor, at)
    record("application.completed", found, by=by, at=at, agency=found.agency, note=note)
    duty = found.running_clock
    if duty and duty.state == DutyState.PAUSED:
        resume_duty(duty=duty, reason="", by=by, at=at)
    tell_application_completed(found, at=at)
    return found


@transaction.atomic
def withdraw_application(*, application: Application, reason: str, by: User | None, at: datetime) -> Application:
    """The applicant gives it up; officers record it when they were told otherwise. Frees a place that was given."""
    require_lawful(application, "withdraw", at=at)
    found = move_application(application, "withdraw", rank=None, withdrawn_at=at)
    found.completions.filter(completed_at=None).update(completed_at=at)
    end_clock(found, by=by, at=at, given_up=reason or str(State.WITHDRAWN.label))
    end_proceeding(found, by=by, at=at)
    erase_scans(found, by=Authority(by) if by else None, at=at)
    record("application.withdrawn", found, by=by, at=at, agency=found.agency, note=reason)
    return found

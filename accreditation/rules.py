"""Who may do what with an application, by state, by role, by the calendar and by what was found."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accreditation.findings import missing_documents, required_checks
from accreditation.hearing import is_heard
from accreditation.models import Accreditation, Application, Intake, Proceeding
from accreditation.states import (
    LIFECYCLE,
    MOVE_WORDS,
    OPEN,
    Ground,
    HolderState,
    Kind,
    ProceedingAim,
    RegisterStatus,
    ReviewKind,
    State,
)
from agencies.access import Person, can, day_of
from agencies.states import Permission
from documents.seals import fingerprint

MOVE_PERMISSIONS = dict.fromkeys(LIFECYCLE.names, Permission.REVIEW_ACCREDITATION) | dict.fromkeys(
    ("accredit", "limit", "refuse", "propose_refusal", "propose_limitation", "wait"), Permission.DECIDE_ACCREDITATION
)
# Who decides at the end of a proceeding, and so may also decide not to.
ENDING_PERMISSIONS = {
    ProceedingAim.DEPRIVATION: Permission.DEPRIVE_ACCREDITATION,
    ProceedingAim.REFUSAL: Permission.DECIDE_ACCREDITATION,
    ProceedingAim.LIMITATION: Permission.DECIDE_ACCREDITATION,
}
# Completing is the applicant's; who waits, and until when, the allocation says for all of them.
OFFICE_MOVES = tuple(move for move in LIFECYCLE.names if move not in ("complete", "wait", "end_waiting", "cancel"))
CHECK_PERMISSIONS = {
    ReviewKind.PRESS: Permission.REVIEW_ACCREDITATION,
    ReviewKind.SECURITY: Permission.CHECK_SECURITY,
}
TWO_PEOPLE = ("accredit", "limit", "refuse")  # one alone decides nothing


def lawful_moves(user: Person, application: Application, *, at: datetime) -> list[tuple[str, str]]:
    """Name and words of each move this person may make now, the likeliest first; unlawful ones are absent."""
    where = {
        permission: can(user, permission, application.agency, at=at) for permission in set(MOVE_PERMISSIONS.values())
    }
    return [
        (move, str(MOVE_WORDS[move]))
        for move in LIFECYCLE.moves_from(State(application.state))
        if move in OFFICE_MOVES
        and where[MOVE_PERMISSIONS[move]]
        and not obstacle(application, move, at=at)
        and not personal_obstacle(application, move, user)
    ]


def obstacle(application: Application, move: str, *, at: datetime) -> str:
    """Why the move is unlawful now, whoever makes it, as a sentence; empty where nothing stands in the way."""
    if not LIFECYCLE.allows(move, State(application.state)):
        words = _("The application is “%(state)s”: this is no longer possible.")
        return words % {"state": application.get_state_display()}
    return PARTICULAR.get(move, _nothing)(application, at)


def personal_obstacle(application: Application, move: str, user: Person) -> str:
    """Why this person may not make a move that others may: whoever checked alone does not decide too."""
    if move not in TWO_PEOPLE:
        return ""
    checked = application.reviews.exclude(by=user.pk).exists()
    if checked or application.completions.exclude(asked_by=user.pk).exists():
        return ""
    return _("Nobody but you has checked this application. Somebody else checks, or somebody else decides.")


def check_obstacle(application: Application, kind: ReviewKind, user: Person) -> str:
    """Why this person may not record this check: each is another person's work, while the application is open."""
    if application.state not in OPEN:
        words = _("The application is “%(state)s”: this is no longer possible.")
        return words % {"state": application.get_state_display()}
    if application.reviews.exclude(kind=kind).filter(by=user.pk).exists():
        return _("You made the other check: this one is for somebody else.")
    return ""


def _nothing(application: Application, at: datetime) -> str:
    return ""


def _decision_obstacle(application: Application, at: datetime) -> str:
    """Accrediting needs a place where they are short, every check, a confirmed identity, a standing outlet, no ban."""
    return _no_place(application) or _unchecked(application) or _outlet_obstacle(application) or _ban(application, at)


def _no_place(application: Application) -> str:
    if application.intake.places is None or (application.has_place and application.intake.confirmed_at):
        return ""
    return _("Places are short here: only who got one by the allocation can be accredited.")


def _unchecked(application: Application) -> str:
    done = set(application.reviews.values_list("kind", flat=True))
    if ReviewKind.PRESS not in done:
        return _("The press office checks the application first.")
    if not done.issuperset(required_checks(application)):
        return _("At a strategic object security checks everybody first.")
    return "" if application.identity_confirmed_at else _("Confirm the identity first.")


def _outlet_obstacle(application: Application) -> str:
    outlet = application.outlet
    if outlet.is_foreign:
        return _("Foreign outlets are accredited by the Ministry of Foreign Affairs alone.")
    if outlet.register_status in (RegisterStatus.SUSPENDED, RegisterStatus.CEASED):
        return _("A court has suspended or ceased the outlet.")
    return ""


def _ban(application: Application, at: datetime) -> str:
    ban = deprivation_of(application, at=at)
    if ban is None or ban.deprived_until_on is None:
        return ""
    return _("The person is deprived of accreditation until %(date)s.") % {"date": date_format(ban.deprived_until_on)}


def same_person(application: Application) -> Q:
    """The accreditations and applications of the same person, by IIN."""
    return Q(iin_fingerprint=application.iin_fingerprint) if application.iin_fingerprint else Q(pk__in=())


def deprivation_of(application: Application, *, at: datetime) -> Accreditation | None:
    """The deprivation by this body that still runs against the person; it blocks temporary passes too."""
    person = same_person(application)
    if application.applicant_id:
        person |= Q(holder=application.applicant_id)
    running = {"state": HolderState.DEPRIVED, "deprived_until_on__gte": day_of(at)}
    return Accreditation.objects.filter(person, agency=application.agency, **running).first()


def needs_no_temporary(application: Application, *, at: datetime) -> bool:
    """Whoever holds a permanent accreditation of this body needs none for an event."""
    known = application.iin_fingerprint
    return bool(known) and _covers(application.intake, Q(iin_fingerprint=known), at)


def holds_permanent(intake: Intake, *, iin: str = "", account: User, at: datetime) -> bool:
    """Before an application is sent: whether this account, or whoever has this IIN, needs none for the event."""
    person = Q(holder=account) | Q(iin_fingerprint=fingerprint(iin)) if iin else Q(holder=account)
    return _covers(intake, person, at)


def _covers(intake: Intake, person: Q, at: datetime) -> bool:
    held = Accreditation.objects.in_force(on=day_of(at)).filter(kind=Kind.PERMANENT, agency=intake.agency_id)
    return intake.kind == Kind.TEMPORARY and held.filter(person).exists()


def _waiting_obstacle(application: Application, at: datetime) -> str:
    if application.intake.confirmed_at and application.rank is not None and not application.has_place:
        return ""
    return _("Only the allocation of places puts somebody on the waiting list.")


def _promotion_obstacle(application: Application, at: datetime) -> str:
    """Places are offered in order by the sweep: nobody is promoted past those who wait before them."""
    if application.offers.open().filter(until_at__gte=at).exists():
        return ""
    return _("No place is offered to the applicant now. When one is free, the next in order gets it offered.")


def _end_of_waiting_obstacle(application: Application, at: datetime) -> str:
    ends_at = application.intake.waiting_until_at
    return "" if ends_at and at > ends_at else _("A place may still become free.")


def lawful_grounds(application: Application, *, at: datetime) -> list[Ground]:
    """The grounds of the closed list that hold now, and of which the applicant was told where that comes first."""
    return [ground for ground in Ground if not ground_obstacle(application, ground, at=at)]


def ground_obstacle(application: Application, ground: Ground, *, at: datetime) -> str:
    """Why an application may not be refused on this ground, as a sentence; empty where it holds."""
    status = application.outlet.register_status
    announced = _announced(application)
    if announced and announced.ground not in ("", ground):
        return _("The applicant was heard on another ground. Drop that proceeding first, and announce this one.")
    match ground:
        case Ground.COURT_DECISION if status not in (RegisterStatus.SUSPENDED, RegisterStatus.CEASED):
            return _("The register names no court decision against the outlet. Look it up and record it first.")
        case Ground.NOT_REGISTERED if status != RegisterStatus.ABSENT:
            return _("The outlet has not been found absent from the register. Look it up and record it first.")
        case Ground.DOCUMENTS_MISSING:
            return _documents_obstacle(application, at)
    return ""


def _documents_obstacle(application: Application, at: datetime) -> str:
    """Only after a return that was not completed: until then whoever applies may still bring what is missing."""
    returned = application.completions.last()
    if returned is None:
        return _("Return the application for completion first, and say what is missing.")
    if returned.completed_at is None:
        if application.agency.local(at).date() > returned.until_on:
            return ""
        return _("The applicant may complete the documents until %(date)s.") % {"date": date_format(returned.until_on)}
    return "" if missing_documents(application) else _("The applicant has completed the documents.")


def _announced(application: Application) -> Proceeding | None:
    """What was announced against the applicant and is not decided yet."""
    return application.proceedings.undecided().first()


def _hearing_obstacle(application: Application, aim: ProceedingAim, at: datetime) -> str:
    """The decision that was announced, no other, once the days of the person are over (APPC 73)."""
    announced = _announced(application)
    if announced is None:
        if is_heard(application):
            return _("The applicant is told first and may object: send the preliminary decision (APPC 73).")
        return ""
    if announced.aim != aim:
        words = _("“%(aim)s” was announced to the applicant. Drop that proceeding first.")
        return words % {"aim": announced.get_aim_display()}
    return undecidable(announced, application.agency.local(at).date())


def undecidable(proceeding: Proceeding, today: date) -> str:
    """Why a proceeding may not end against the person yet, as a sentence."""
    if today < proceeding.decidable_from_on:
        words = _("The person has the days of the law first: decide on %(date)s at the earliest.")
        return words % {"date": date_format(proceeding.decidable_from_on)}
    if proceeding.wants_hearing and proceeding.protocol_at is None:
        return _("The person asked to be heard: hold the hearing and write its minutes first.")
    return ""


def _announcement_obstacle(application: Application, at: datetime) -> str:
    if _announced(application):
        return _("A proceeding is open already: it is decided or dropped before the next is proposed.")
    if not is_heard(application):
        return _("No preliminary decision is needed here: decide at once. The clock says why.")
    return ""


def _limit_obstacle(application: Application, at: datetime) -> str:
    return _decision_obstacle(application, at) or _hearing_obstacle(application, ProceedingAim.LIMITATION, at)


def _limit_announcement_obstacle(application: Application, at: datetime) -> str:
    return _announcement_obstacle(application, at) or _decision_obstacle(application, at)


def _refusal_announcement_obstacle(application: Application, at: datetime) -> str:
    return _announcement_obstacle(application, at) or _groundless(application, at)


def _refusal_obstacle(application: Application, at: datetime) -> str:
    return _groundless(application, at) or _hearing_obstacle(application, ProceedingAim.REFUSAL, at)


def _groundless(application: Application, at: datetime) -> str:
    if lawful_grounds(application, at=at):
        return ""
    return _(
        "None of the three grounds of a refusal holds: no court decision against the outlet, no documents missing "
        "after a return, and the outlet is not absent from the register."
    )


PARTICULAR: Mapping[str, Callable[[Application, datetime], str]] = {
    "accredit": _decision_obstacle,
    "limit": _limit_obstacle,
    "wait": _waiting_obstacle,
    "refuse": _refusal_obstacle,
    "propose_refusal": _refusal_announcement_obstacle,
    "propose_limitation": _limit_announcement_obstacle,
    "promote": _promotion_obstacle,
    "end_waiting": _end_of_waiting_obstacle,
}

"""The decision, by whoever is entitled to it: accredit, with limits or without, or refuse."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accreditation.letters import accreditation_words, considered_words, refusal_ground_words
from accreditation.models import Accreditation, Application, Proceeding, Zone
from accreditation.rules import ground_obstacle, personal_obstacle
from accreditation.services.cards import issue_card
from accreditation.services.erasing import erase_scans
from accreditation.services.letters import write_letter
from accreditation.services.moving import UnlawfulMove, end_clock, move_application, require_move
from accreditation.services.proceedings import end_proceeding
from accreditation.services.refusing import carry_out, known_zones
from accreditation.states import Ground, Kind, LetterKind, ProceedingAim
from agencies.access import Authority
from audit.services import record
from deadlines.law import TERMS
from deadlines.reckoning import calendar_of, reckon_term

VALIDITY = "accreditation_validity"


class WrongValidity(Exception):
    """It ends before it begins, or lasts longer than the rules allow."""


def validity_of(application: Application, *, at: datetime) -> tuple[date, date]:
    """The first day and the last: a year from the decision (T30), or the days of the event."""
    agency, intake = application.agency, application.intake
    today = agency.local(at).date()
    if intake.kind == Kind.TEMPORARY and intake.event_from_at and intake.event_until_at:
        return agency.local(intake.event_from_at).date(), agency.local(intake.event_until_at).date()
    term = TERMS.on(VALIDITY, today)
    return today, reckon_term(agency.zone, calendar_of(agency), term, at).due_on


def accredit_application(
    *, application: Application, valid_until_on: date | None = None, by: User, at: datetime
) -> Accreditation:
    """Accredit for all zones of the agency, until the last day the rules allow or an earlier one."""
    numbers = Zone.objects.filter(agency=application.agency).values_list("number", flat=True)
    return _accredit(application, "accredit", valid_until_on, sorted(numbers), "", by, at)


def limit_application(
    *,
    application: Application,
    zones: Collection[int],
    limits: str,
    valid_until_on: date | None = None,
    by: User,
    at: datetime,
) -> Accreditation:
    """Accredit for some zones alone, or with a limit in words. NoSuchZone; NarrowerThanAnnounced after a hearing."""
    known = known_zones(application, zones)
    return _accredit(application, "limit", valid_until_on, known, limits, by, at)


@transaction.atomic
def _accredit(
    application: Application,
    move: str,
    valid_until_on: date | None,
    zones: list[int],
    limits: str,
    by: User,
    at: datetime,
) -> Accreditation:
    authority = _require_decision(application, move, by, at)
    valid_from_on, last_on = validity_of(application, at=at)
    until_on = valid_until_on or last_on
    if not valid_from_on <= until_on <= last_on:
        raise WrongValidity(until_on)
    heard = _heard(application, move, zones, limits, authority, at)
    found = move_application(application, move, zones=zones, decided_at=at, decided_by=by)
    end_proceeding(found, by=authority, at=at)  # of what was announced against the person and is not done
    accreditation = Accreditation.objects.create(
        agency=found.agency,
        application=found,
        holder=found.applicant,
        kind=found.intake.kind,
        outlet=found.outlet,
        function=found.function,
        full_name=found.full_name,
        iin_fingerprint=found.iin_fingerprint,
        valid_from_on=valid_from_on,
        valid_until_on=until_on,
        zones=zones,
        limits=limits,
        is_public=found.publication_consented_at is not None,
    )
    kind = LetterKind.LIMITATION if move == "limit" else LetterKind.ACCREDITATION
    text = considered(accreditation_words(accreditation), heard, found)
    letter = write_letter(application=found, accreditation=accreditation, kind=kind, text=text, by=authority, at=at)
    action = "application.limited" if move == "limit" else "application.accredited"
    _close(found, action, letter.number, limits, authority, at)
    issue_card(accreditation=accreditation, by=authority, at=at)
    return accreditation


@transaction.atomic
def refuse_application(*, application: Application, ground: Ground, reason: str, by: User, at: datetime) -> Application:
    """Refuse on a ground of the closed list that holds; a person decides, never the clock."""
    authority = _require_decision(application, "refuse", by, at)
    if why := ground_obstacle(application, ground, at=at):
        raise UnlawfulMove(why)
    heard = carry_out(application, ProceedingAim.REFUSAL, reasons=reason, by=authority, at=at)
    found = move_application(
        application, "refuse", ground=ground, reason=reason, rank=None, decided_at=at, decided_by=by
    )
    letter = write_letter(
        application=found,
        kind=LetterKind.REFUSAL,
        text=considered(reason, heard, found),
        ground=refusal_ground_words(found, at=at),
        by=authority,
        at=at,
    )
    _close(found, "application.refused", letter.number, reason, authority, at)
    return found


def _heard(
    application: Application, move: str, zones: list[int], limits: str, by: Authority, at: datetime
) -> Proceeding | None:
    """The proceeding in which limits were announced; accrediting without any needs none."""
    if move != "limit":
        return None
    return carry_out(application, ProceedingAim.LIMITATION, zones=zones, reasons=limits, by=by, at=at)


def considered(text: str, heard: Proceeding | None, application: Application) -> str:
    """A decision answers the objection that was made before it."""
    return f"{text}\n\n{considered_words(application)}" if heard and heard.objected_at else text


def _require_decision(application: Application, move: str, by: User, at: datetime) -> Authority:
    authority = require_move(application, move, by=by, at=at)
    if why := personal_obstacle(application, move, by):
        raise UnlawfulMove(why)
    return authority


def _close(application: Application, action: str, letter: str, note: str, authority: Authority, at: datetime) -> None:
    end_clock(application, by=authority, at=at)
    erase_scans(application, by=authority, at=at)
    after = {"letter": letter}
    record(action, application, by=authority, at=at, agency=application.agency, after=after, note=note)

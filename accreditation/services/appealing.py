"""After the decision: an appeal, its result, and the end of a deprivation by itself."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accreditation.models import Accreditation, Pause, Proceeding
from accreditation.notices import tell_restored
from accreditation.services.cards import issue_card
from accreditation.services.holding import end_pause, locked, move_accreditation
from accreditation.services.proceedings import move_proceeding, write_of_proceeding
from accreditation.states import HolderState, LetterKind
from agencies.access import day_of, require
from agencies.states import Permission
from audit.services import record
from deadlines.services.running import By
from kernel.sweeping import each_apart


@transaction.atomic
def record_appeal(*, proceeding: Proceeding, on: date, appeal: str, by: User, at: datetime) -> Proceeding:
    """To the higher body or to a court; it runs there, and the office records it."""
    fields = {"appealed_on": on, "appeal": appeal}
    return _record(proceeding, "record_appeal", "proceeding.appealed", fields, appeal, by, at)


@transaction.atomic
def uphold_deprivation(*, proceeding: Proceeding, on: date, result: str, by: User, at: datetime) -> Proceeding:
    fields = {"appeal_decided_on": on, "appeal_result": result}
    return _record(proceeding, "uphold", "proceeding.upheld", fields, result, by, at)


@transaction.atomic
def restore_accreditation(*, proceeding: Proceeding, on: date, result: str, by: User, at: datetime) -> Proceeding:
    """The appeal was granted, or the body itself corrects its decision: the accreditation comes back, with a card."""
    fields = {"appeal_decided_on": on, "appeal_result": result}
    found = _record(proceeding, "restore", "proceeding.restored", fields, result, by, at)
    authority = require(by, Permission.DECIDE_ACCREDITATION, found.held.agency, at=at)
    if found.held.state == HolderState.DEPRIVED:  # else it has ended by itself meanwhile
        come_back(found.held, by=authority, at=at)
    write_of_proceeding(found, LetterKind.RESTORATION, authority, at)
    return found


def _record(
    proceeding: Proceeding, move: str, action: str, fields: dict[str, Any], note: str, by: User, at: datetime
) -> Proceeding:
    agency = proceeding.agency
    authority = require(by, Permission.DECIDE_ACCREDITATION, agency, at=at)
    found = move_proceeding(proceeding, move, **fields)
    record(action, found.held, by=authority, at=at, agency=agency, note=note)
    return found


def end_deprivations_due(*, at: datetime, limit: int) -> int:
    """A deprivation ends by itself: what its own date has not ended meanwhile is in force again."""
    due = Accreditation.objects.to_return(on=day_of(at)).order_by("deprived_until_on", "pk")
    keys = list(due.values_list("pk", flat=True)[:limit])
    return each_apart(partial(_end_deprivation, at=at), keys, what="accreditation")


@transaction.atomic
def _end_deprivation(pk: int, *, at: datetime) -> bool:
    accreditation = locked(pk, Q(state=HolderState.DEPRIVED))
    if accreditation is None or accreditation.deprived_until_on is None:
        return False
    if accreditation.deprived_until_on >= accreditation.agency.local(at).date():
        return False
    tell_restored(come_back(accreditation, by=None, at=at), at=at)
    return True


def come_back(accreditation: Accreditation, *, by: By, at: datetime) -> Accreditation:
    """Inside a transaction: in force again, with a new card; ended where its own last day is over."""
    found = move_accreditation(accreditation, "restore", deprived_until_on=None, reason="")
    record("accreditation.restored", found, by=by, at=at, agency=found.agency)
    others = Accreditation.objects.of_the_same_person(found)
    for row in Pause.objects.filter(accreditation__in=others, until_at=None, of_deprivation=True):
        end_pause(row.accreditation, reason=row.reason, by=by, at=at)
    if found.valid_until_on < found.agency.local(at).date():
        expired = move_accreditation(found, "expire", ended_at=at)
        record("accreditation.expired", expired, by=by, at=at, agency=found.agency)
        return expired
    issue_card(accreditation=found, replaces=None, by=by, at=at)
    return found

"""A refusal or limits are announced first, where the Code wants the applicant heard (APPC 73), and decided then."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accreditation.hearing import is_heard
from accreditation.models import Application, Proceeding, Zone
from accreditation.rules import ground_obstacle
from accreditation.services.moving import UnlawfulMove, lock_open, require_move
from accreditation.services.proceedings import (
    ProceedingMoved,
    announce_proceeding,
    move_proceeding,
    open_proceeding,
    require_decidable,
)
from accreditation.states import Ground, ProceedingAim
from agencies.access import Authority


class NoSuchZone(Exception):
    """The agency has no zone of this number."""


class NarrowerThanAnnounced(Exception):
    """The person was heard on other limits: what was announced may be eased, not tightened."""


@transaction.atomic
def propose_refusal(*, application: Application, ground: Ground, facts: str, by: User, at: datetime) -> Proceeding:
    """Send the preliminary decision, with the days the applicant has; the clock of the decision runs on."""
    authority = require_move(application, "propose_refusal", by=by, at=at)
    if why := ground_obstacle(application, ground, at=at):
        raise UnlawfulMove(why)
    said = {"aim": ProceedingAim.REFUSAL, "ground": ground, "facts": facts}
    return _announce(Proceeding(application=lock_open(application), **said), authority, at)


@transaction.atomic
def propose_limitation(
    *, application: Application, zones: Collection[int], facts: str, by: User, at: datetime
) -> Proceeding:
    """Send the preliminary decision on limits; `facts` are the limits in words and why. NoSuchZone."""
    authority = require_move(application, "propose_limitation", by=by, at=at)
    known = known_zones(application, zones)
    said = {"aim": ProceedingAim.LIMITATION, "zones": known, "facts": facts}
    return _announce(Proceeding(application=lock_open(application), **said), authority, at)


def _announce(proceeding: Proceeding, by: Authority, at: datetime) -> Proceeding:
    opened = open_proceeding(proceeding, by=by, at=at)
    announce_proceeding(opened, by=by, at=at)
    return opened


def known_zones(application: Application, zones: Collection[int]) -> list[int]:
    known = set(Zone.objects.filter(agency=application.agency, number__in=zones).values_list("number", flat=True))
    if not known.issuperset(zones):
        raise NoSuchZone(sorted(set(zones) - known))
    return sorted(known)


def carry_out(
    application: Application,
    aim: ProceedingAim,
    *,
    zones: Collection[int] = (),
    reasons: str,
    by: Authority,
    at: datetime,
) -> Proceeding | None:
    """Inside the transaction of the decision that was announced; none where nothing had to be. TooEarly, HearingOwed.

    What stands in the way of it `rules` has said already: this holds it against whoever was faster.
    """
    proceeding = application.proceedings.undecided().filter(aim=aim).known().first()
    if proceeding is None:
        if is_heard(application):
            raise ProceedingMoved(application.number)
        return None
    require_decidable(proceeding, at=at)
    if proceeding.zones and zones and not set(zones).issuperset(proceeding.zones):
        raise NarrowerThanAnnounced
    decided = {"decided_at": at, "decided_by": by.user, "decision": reasons}
    return move_proceeding(proceeding, "carry_out", **decided)

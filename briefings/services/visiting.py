"""Who came in and who went out: the first entry counts, a second without a leaving is said to be one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accreditation.states import Direction
from agencies.access import require
from agencies.states import Permission
from audit.services import record
from briefings.models import Event, Registration, Visit
from briefings.states import RegistrationState


class AlreadyThere(Exception):
    """They came in before; `since` is that visit."""

    def __init__(self, since: Visit) -> None:
        super().__init__(since)
        self.since = since


class NotInside(Exception):
    """Who is not inside cannot leave."""


class NoPlace(Exception):
    """Only who is registered comes in."""


@transaction.atomic
def record_visit(*, registration: Registration, direction: Direction, mark: UUID, by: User, at: datetime) -> Visit:
    """The same `mark` again is the same visit. The registration's row is the lock."""
    event = registration.event
    authority = require(by, Permission.CHECK_CARDS, event.agency, at=at)
    found = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if known := Visit.objects.filter(mark=mark).first():
        return known
    if found.state != RegistrationState.REGISTERED:
        raise NoPlace
    last = found.visits.order_by("at", "pk").last()
    is_inside = last is not None and last.direction == Direction.IN
    if direction == Direction.IN and is_inside and last:
        raise AlreadyThere(last)
    if direction == Direction.OUT and not is_inside:
        raise NotInside
    visit = Visit.objects.create(registration=found, direction=direction, mark=mark, at=at, by=by)
    after = {"direction": direction}
    record("registration.visited", found, by=authority, at=at, agency=event.agency, after=after)
    return visit


def head_count(event: Event) -> int:
    """How many are inside now."""
    last = Visit.objects.filter(registration__event=event).order_by("registration_id", "-at", "-pk")
    latest = last.distinct("registration_id").values("pk")
    return Visit.objects.filter(pk__in=latest, direction=Direction.IN).count()

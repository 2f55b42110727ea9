"""Who is told: each audience as people, with deputies where somebody is away."""

from collections.abc import Iterator
from datetime import datetime

from agencies.access import belongs_to, holders, stand_in
from agencies.models import Agency, Unit
from agencies.states import Role
from deadlines.models import Duty
from deadlines.states import Audience
from notifications.services import Recipient


def recipients(duty: Duty, audience: Audience, *, at: datetime) -> list[Recipient]:
    """Never empty: where nobody holds a role the next louder one is told, at last the office's own address."""
    for candidate in Audience.values[Audience.values.index(audience) :]:
        found = list(dict.fromkeys(_people(duty, Audience(candidate), at)))
        if found:
            return found
    return [Recipient(None, duty.agency.email, str(duty.agency))]


def _people(duty: Duty, audience: Audience, at: datetime) -> Iterator[Recipient]:
    match audience:
        case Audience.RESPONSIBLE:
            yield from _responsible(duty, at)
        case Audience.UNIT if duty.unit:
            yield from _unit(duty.unit, duty.agency, at)
        case Audience.UNIT_HEAD if duty.unit:
            yield from _holders(duty.agency, Role.UNIT_HEAD, at, duty.unit)
        case Audience.SENIOR:
            yield from _holders(duty.agency, Role.SENIOR_OFFICER, at)
        case Audience.HEAD:
            yield from _holders(duty.agency, Role.FIRST_HEAD, at)


def _responsible(duty: Duty, at: datetime) -> Iterator[Recipient]:
    """The responsible officer; all officers while nobody took the duty, or who took it has left the agency."""
    authority = stand_in(duty.responsible, duty.agency, at=at) if duty.responsible else None
    if authority and belongs_to(authority.user, duty.agency, at=at):
        yield Recipient.of(authority.user)
    else:
        yield from _holders(duty.agency, Role.PRESS_OFFICER, at)


def _holders(agency: Agency, role: Role, at: datetime, unit: Unit | None = None) -> Iterator[Recipient]:
    return (Recipient.of(authority.user) for authority in holders(agency, role, at=at, unit=unit))


def _unit(unit: Unit, agency: Agency, at: datetime) -> Iterator[Recipient]:
    contacts = list(_holders(agency, Role.UNIT_CONTACT, at, unit))
    yield from contacts
    if not contacts:
        yield Recipient(None, unit.email, str(unit))

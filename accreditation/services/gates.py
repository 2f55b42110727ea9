"""The gates and zones of an agency's premises."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accreditation.models import Gate, Zone
from agencies.access import require
from agencies.states import Permission
from audit.services import record


@transaction.atomic
def save_zone(*, zone: Zone, by: User, at: datetime) -> None:
    """Cards carry the number, so a number never changes its meaning: the page shows it once and keeps it."""
    authority = require(by, Permission.EDIT_AGENCY, zone.agency, at=at)
    zone.save()
    after = {"number": zone.number, "name": zone.name_ru}
    record("zone.saved", zone, by=authority, at=at, agency=zone.agency, after=after)


@transaction.atomic
def save_gate(*, gate: Gate, by: User, at: datetime) -> None:
    authority = require(by, Permission.EDIT_AGENCY, gate.agency, at=at)
    gate.zones = sorted(set(gate.zones))  # gates with the same zones are found by comparing them
    gate.save()
    after = {"name": gate.name_ru, "zones": gate.zones, "is_active": gate.is_active}
    record("gate.saved", gate, by=authority, at=at, agency=gate.agency, after=after)

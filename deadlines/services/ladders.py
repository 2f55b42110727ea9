"""An agency's own ladder. A changed ladder holds for the running duties too, from now on."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, require
from agencies.states import Permission
from audit.services import record
from deadlines.models import Duty, LadderRung
from deadlines.services.running import plan_anew


@transaction.atomic
def save_rung(*, rung: LadderRung, by: User, at: datetime) -> None:
    """Add a rung, or write a changed one. NotPermitted where `by` may not edit the agency."""
    authority = require(by, Permission.EDIT_AGENCY, rung.agency, at=at)
    before = LadderRung.objects.filter(pk=rung.pk).first()
    rung.save()
    _record("ladder.rung_saved", rung, authority, at, before=before, after=rung)


@transaction.atomic
def delete_rung(*, rung: LadderRung, by: User, at: datetime) -> None:
    """Without rungs of its own the agency climbs the default ladder again."""
    authority = require(by, Permission.EDIT_AGENCY, rung.agency, at=at)
    LadderRung.objects.filter(pk=rung.pk).delete()
    _record("ladder.rung_deleted", rung, authority, at, before=rung, after=None)


def _record(
    action: str, rung: LadderRung, by: Authority, at: datetime, *, before: LadderRung | None, after: LadderRung | None
) -> None:
    record(action, rung, by=by, at=at, agency=rung.agency, before=_facts(before), after=_facts(after))
    kinds = {row.kind for row in (before, after) if row}
    plan_anew(Duty.objects.filter(agency=rung.agency, kind__in=kinds), at=at)


def _facts(rung: LadderRung | None) -> dict[str, object]:
    fields = ("kind", "audience", "amount", "offset", "is_daily", "is_critical")
    return {name: getattr(rung, name) for name in fields} if rung else {}

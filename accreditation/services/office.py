"""How an office accredits: its own rules, its days."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Model

from accounts.models import User
from accreditation.models import AccreditationPractice, Rules
from agencies.access import require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record

DAYS = (
    *("cure_days", "renewal_days", "hears_before_refusal", "promotion_hours"),
    *("documents_days", "photos_days", "people_days", "passages_days"),
)


@transaction.atomic
def adopt_rules(
    *,
    agency: Agency,
    text_kk: str,
    text_ru: str,
    act: str,
    in_force_from: date,
    by: User,
    at: datetime,
) -> Rules:
    """Enter the next version of the agency's own rules (MM 28(1)); what stands never changes."""
    authority = require(by, Permission.RUN_INTAKES, agency, at=at)
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    last = Rules.objects.filter(agency=agency).aggregate(last=Max("version"))["last"] or 0
    rules = Rules.objects.create(
        agency=agency,
        version=last + 1,
        text_kk=text_kk,
        text_ru=text_ru,
        act=act,
        in_force_from=in_force_from,
        adopted_at=at,
        adopted_by=by,
    )
    values = {"version": rules.version, "in_force_from": str(in_force_from)}
    record("accreditation_rules.adopted", rules, by=authority, at=at, agency=agency, after=values, note=act)
    return rules


@transaction.atomic
def set_practice(*, practice: AccreditationPractice, by: User, at: datetime) -> None:
    """Write the days of the office; running clocks keep their dates."""
    authority = require(by, Permission.EDIT_AGENCY, practice.agency, at=at)
    before = AccreditationPractice.objects.filter(pk=practice.pk).first()
    practice.save()
    old, new = _facts(before, DAYS), _facts(practice, DAYS)
    action = "accreditation_practice.changed"
    record(action, practice, by=authority, at=at, agency=practice.agency, before=old, after=new)


def _facts(row: Model | None, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names} if row else {}

"""How an office works: its own days, and its ready texts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from agencies.access import Authority, NotPermitted, has_everywhere, require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from inquiries.models import AnswerTemplate, Practice
from inquiries.ready_texts import strange_words

DAYS = ("triage_days", "unit_days", "cure_days", "interview_days", "burst_from")
TEXTS = ("text_kk", "text_ru", "text_en")


class StrangeWords(Exception):
    """A ready text holds words in braces that nothing is known about. The exception names them."""


@transaction.atomic
def set_practice(*, practice: Practice, by: User, at: datetime) -> None:
    """Write the rules of the office; running clocks keep their dates."""
    authority = require(by, Permission.EDIT_AGENCY, practice.agency, at=at)
    before = Practice.objects.filter(pk=practice.pk).first()
    practice.save()
    old, new = _facts(before, DAYS), _facts(practice, DAYS)
    record("practice.changed", practice, by=authority, at=at, agency=practice.agency, before=old, after=new)


@transaction.atomic
def save_template(*, template: AnswerTemplate, by: User, at: datetime) -> None:
    """Add or change a ready text. NotPermitted where `by` may not edit the agency, or all of them."""
    authority = _editor(template.agency, by, at)
    if strange := [word for name in TEXTS for word in strange_words(getattr(template, name))]:
        raise StrangeWords(", ".join(strange))
    before = AnswerTemplate.objects.filter(pk=template.pk).select_related("agency").first()
    if before:
        _editor(before.agency, by, at)
    template.save()
    old, new = _facts(before, ("name", *TEXTS)), _facts(template, ("name", *TEXTS))
    record("template.saved", template, by=authority, at=at, agency=template.agency, before=old, after=new)


@transaction.atomic
def delete_template(*, template: AnswerTemplate, by: User, at: datetime) -> None:
    authority = _editor(template.agency, by, at)
    before = _facts(template, ("name", *TEXTS))
    AnswerTemplate.objects.filter(pk=template.pk).delete()
    record("template.deleted", template, by=authority, at=at, agency=template.agency, before=before)


def _editor(agency: Agency | None, by: User, at: datetime) -> Authority:
    if agency:
        return require(by, Permission.EDIT_AGENCY, agency, at=at)
    if not has_everywhere(by, Permission.EDIT_AGENCY, at=at):
        raise NotPermitted(Permission.EDIT_AGENCY)
    return Authority(by)


def _facts(row: Model | None, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names} if row else {}

"""Materials: added, approved by a second person, withdrawn; a promise to keep an embargo, and reading under one."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies.access import require
from agencies.states import Permission
from audit.services import record
from briefings.models import EmbargoPromise, Event, Material
from briefings.services.base import may_run
from briefings.services.registering import held_accreditation
from documents.checks import Upload
from documents.services import store_file


class OwnMaterial(Exception):
    """Nobody approves what they added: a second pair of eyes does."""


class MaterialMoved(Exception):
    """Somebody was faster: it is approved, or withdrawn, already."""


class NotAccredited(Exception):
    """Who is not accredited at this body reads nothing before its moment."""


@transaction.atomic
def add_material(*, material: Material, upload: Upload | None = None, by: User, at: datetime) -> Material:
    """Nobody outside reads it before its approval."""
    event = material.event
    authority = may_run(event, by=by, at=at)
    if upload:
        material.file = store_file(upload, agency=event.agency, by=by, at=at)
    material.added_by, material.added_at = by, at
    material.save()
    record("event_material.added", material, by=authority, at=at, agency=event.agency)
    return material


@transaction.atomic
def approve_material(*, material: Material, by: User, at: datetime) -> Material:
    """By somebody else than who added it. OwnMaterial, MaterialMoved."""
    agency = material.event.agency
    authority = require(by, Permission.APPROVE_EVENTS, agency, at=at)
    if material.added_by_id == by.pk:
        raise OwnMaterial
    waiting = Material.objects.filter(pk=material.pk, approved_at=None, withdrawn_at=None)
    if not waiting.update(approved_at=at, approved_by=by):
        raise MaterialMoved
    record("event_material.approved", material, by=authority, at=at, agency=agency)
    material.refresh_from_db()
    return material


@transaction.atomic
def withdraw_material(*, material: Material, reason: str, by: User, at: datetime) -> Material:
    """At once, from everywhere it can be read."""
    authority = may_run(material.event, by=by, at=at)
    if not Material.objects.filter(pk=material.pk, withdrawn_at=None).update(withdrawn_at=at):
        raise MaterialMoved
    record("event_material.withdrawn", material, by=authority, at=at, agency=material.event.agency, note=reason)
    material.refresh_from_db()
    return material


@transaction.atomic
def promise_embargo(*, event: Event, by: User, at: datetime) -> EmbargoPromise:
    """NotAccredited for whoever holds no permanent accreditation here. Twice is once."""
    if held_accreditation(event, by, at=at) is None:
        raise NotAccredited
    promise, is_new = EmbargoPromise.objects.get_or_create(event=event, user=by, defaults={"at": at})
    if is_new:
        record("event.embargo_promised", event, by=by, at=at, agency=event.agency)
    return promise


def note_early_reading(material: Material, *, by: User, at: datetime) -> None:
    """Each reading before the moment leaves its line."""
    if material.embargo_until_at and at < material.embargo_until_at:
        record("event_material.read_early", material, by=by, at=at, agency=material.event.agency)

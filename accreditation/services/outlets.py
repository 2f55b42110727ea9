"""The register of outlets: one for all agencies, kept by whoever may keep it in one of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accreditation.models import Editor, Outlet
from accreditation.notices.outlets import tell_editor, tell_editor_asked, tell_outlet_stopped
from accreditation.states import STOPPED, RegisterStatus
from agencies.access import Authority, day_of, require_anywhere
from agencies.states import Permission
from audit.services import record

# What people keep; the official register's word on it is noted by `look_up_outlet` alone.
KEPT = (
    *("name_kk", "name_ru", "name_en", "kind", "certificate_number", "certificate_on", "bin", "owner", "address"),
    *("email", "phone", "site", "languages", "territory", "is_nationwide", "chief_editor", "is_foreign"),
)


class OutletMerged(Exception):
    """It was found to be the same as another outlet, and that is the one to work with."""


class EditorMoved(Exception):
    """Somebody was faster: the claim is no longer in the state that was seen."""


def keeper(by: User, *, at: datetime) -> Authority:
    """The authority to keep the register; NotPermitted for whoever keeps it nowhere."""
    return require_anywhere(by, Permission.KEEP_OUTLETS, at=at)


@transaction.atomic
def save_outlet(*, outlet: Outlet, by: User, at: datetime) -> Outlet:
    """Enter an outlet, or change what people keep of it."""
    authority = keeper(by, at=at)
    before = locked_outlet(outlet) if outlet.pk else None
    changed = changes_between(before, outlet)
    if before and not changed:
        return outlet
    outlet.save(update_fields=list(changed) if before else None)
    old = {name: pair[0] for name, pair in changed.items()} if before else {}
    new = {name: pair[1] for name, pair in changed.items()}
    record("outlet.saved", outlet, by=authority, at=at, agency=None, before=old, after=new)
    return outlet


def changes_between(before: Outlet | None, after: Outlet) -> dict[str, tuple[Any, Any]]:
    """Field: what it was, what it is, as the trail keeps them."""
    pairs = {name: (_plain(getattr(before, name, None)), _plain(getattr(after, name))) for name in KEPT}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and (before or pair[1])}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def locked_outlet(outlet: Outlet) -> Outlet:
    """The row as it stands, kept from others until the transaction ends; OutletMerged where it is no more."""
    found = Outlet.objects.select_for_update().get(pk=outlet.pk)
    if found.merged_into_id:
        raise OutletMerged(str(found))
    return found


@transaction.atomic
def look_up_outlet(*, outlet: Outlet, status: RegisterStatus, by: User, at: datetime) -> Outlet:
    """Note what the official register says of it today. Where a court has stopped it, whoever decides is told."""
    authority = keeper(by, at=at)
    found = locked_outlet(outlet)
    before = found.register_status
    found.register_status, found.register_checked_on, found.register_checked_by = status, day_of(at), by
    found.save(update_fields=["register_status", "register_checked_on", "register_checked_by"])
    values: Mapping[str, str] = {"status": before}
    record("outlet.looked_up", found, by=authority, at=at, agency=None, before=values, after={"status": status})
    if status in STOPPED and before not in STOPPED:
        tell_outlet_stopped(found, at=at)
    return found


@transaction.atomic
def ask_to_edit(*, outlet: Outlet, position: str, by: User, at: datetime) -> Editor:
    """Somebody says they are its chief editor or authorised person; the claim they already made stays the one."""
    found = locked_outlet(outlet)
    known = Editor.objects.filter(outlet=found, user=by, ended_at=None).first()
    if known:
        return known
    editor = Editor.objects.create(outlet=found, user=by, position=position, asked_at=at)
    record("editor.asked", found, by=by, at=at, agency=None, after={"name": str(by)}, note=position)
    tell_editor_asked(editor, at=at)
    return editor


@transaction.atomic
def confirm_editor(*, editor: Editor, by: User, at: datetime) -> Editor:
    """They may apply for the staff of the outlet from now on. Nobody confirms themselves."""
    authority = keeper(by, at=at)
    waiting = Editor.objects.filter(pk=editor.pk, confirmed_at=None, ended_at=None).exclude(user=by)
    if not waiting.update(confirmed_at=at, confirmed_by=by):
        raise EditorMoved(str(editor))
    return _tell_of(editor, "editor.confirmed", authority, at)


@transaction.atomic
def end_editor(*, editor: Editor, reason: str = "", by: User, at: datetime) -> Editor:
    """Turn the claim down, end the right, or give it up oneself."""
    authority = Authority(by) if by.pk == editor.user_id else keeper(by, at=at)
    if not Editor.objects.filter(pk=editor.pk, ended_at=None).update(ended_at=at):
        raise EditorMoved(str(editor))
    return _tell_of(editor, "editor.ended", authority, at, reason)


def _tell_of(editor: Editor, action: str, by: Authority, at: datetime, reason: str = "") -> Editor:
    found = Editor.objects.select_related("outlet", "user").get(pk=editor.pk)
    record(action, found.outlet, by=by, at=at, agency=None, after={"name": str(found.user)}, note=reason)
    if by.user.pk != found.user_id:
        tell_editor(found, reason, at=at)
    return found

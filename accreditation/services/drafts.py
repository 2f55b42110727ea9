"""Applications on their way: kept with every page, with their files, until they are sent or their time is over.

Nobody's business but the writer's, so nothing is audited.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from accreditation.models import ApplicationDraft, Intake
from accreditation.states import DocumentKind
from documents.checks import Upload
from documents.services import drop_drafts, keep_drafts
from kernel.sweeping import each_apart

PHOTO = "PHOTO"
SLOTS = (PHOTO, *DocumentKind.values)
PEOPLE_LIMIT = 100  # of one list


class ListFull(Exception):
    """A list has as many people as it may."""


@transaction.atomic
def start_draft(*, intake: Intake, is_list: bool, by: User, at: datetime) -> ApplicationDraft:
    """The draft of this account for this intake; there is one, however often it is begun."""
    draft, _is_new = ApplicationDraft.objects.get_or_create(
        user=by, intake=intake, is_list=is_list, list=None, defaults={"started_at": at, "updated_at": at}
    )
    return draft


@transaction.atomic
def keep_step(*, draft: ApplicationDraft, step: str, typed: Mapping[str, Any], at: datetime) -> ApplicationDraft:
    """Remember what was typed on one page. Two devices may write at once: each page keeps what it got last."""
    found = ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
    draft.data = {**found.data, step: dict(typed)}
    ApplicationDraft.objects.filter(pk=draft.pk).update(data=draft.data, updated_at=at)
    return draft


@transaction.atomic
def keep_files(*, draft: ApplicationDraft, kind: str, uploads: Iterable[Upload], at: datetime) -> None:
    """They live as long as the draft."""
    keep_drafts(uploads, form=draft.slot(kind), at=at, until=draft.expires_at)
    ApplicationDraft.objects.filter(pk=draft.pk).update(updated_at=at)


@transaction.atomic
def replace_photo(*, draft: ApplicationDraft, photo: Upload, at: datetime) -> None:
    drop_drafts(form=draft.slot(PHOTO))
    keep_files(draft=draft, kind=PHOTO, uploads=[photo], at=at)


@transaction.atomic
def add_people(*, draft: ApplicationDraft, typed: Iterable[Mapping[str, Any]], at: datetime) -> list[ApplicationDraft]:
    """Put people into a list, with what was typed of each, right or wrong. ListFull, and then nobody is."""
    ApplicationDraft.objects.select_for_update().get(pk=draft.pk)
    rows = list(typed)
    if draft.people.count() + len(rows) > PEOPLE_LIMIT:
        raise ListFull
    common = {"user": draft.user, "intake": draft.intake, "list": draft, "started_at": at, "updated_at": at}
    ApplicationDraft.objects.filter(pk=draft.pk).update(updated_at=at)
    return [ApplicationDraft.objects.create(**common, data={"person": dict(row)} if row else {}) for row in rows]


@transaction.atomic
def drop_draft(*, draft: ApplicationDraft) -> None:
    """Forget it with its people and files. What was sent stays sent."""
    for one in (draft, *draft.people.all()):
        drop_draft_files(one)
    draft.delete()


def drop_draft_files(draft: ApplicationDraft) -> None:
    for kind in SLOTS:
        drop_drafts(form=draft.slot(kind))


@transaction.atomic
def note_failure(*, draft: ApplicationDraft, failure: str, at: datetime) -> None:
    """Why this person of a list could not be sent; shown beside them until it works."""
    ApplicationDraft.objects.filter(pk=draft.pk, application=None).update(failure=failure[:300], updated_at=at)


def purge_drafts_due(*, at: datetime, limit: int) -> int:
    """Forget what nobody sent, some days after its intake closed."""
    keys = ApplicationDraft.objects.expired(at=at).order_by("pk").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_purge, at=at), keys, what="unfinished application")


@transaction.atomic
def _purge(pk: int, *, at: datetime) -> bool:
    expired = ApplicationDraft.objects.expired(at=at).select_for_update(skip_locked=True, of=("self",))
    draft = expired.filter(pk=pk).first()
    if draft is None:
        return False
    drop_draft(draft=draft)
    return True

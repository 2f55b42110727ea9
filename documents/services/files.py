"""Files: kept, given up with their form, and purged."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from agencies.models import Agency
from documents.checks import Upload
from documents.models import Draft, File

DRAFTS_LAST_FOR = timedelta(days=1)
# Far longer than any transaction: younger content may belong to a row that is not committed yet.
ORPHANS_LAST_FOR = timedelta(days=1)


def store_file(upload: Upload, *, agency: Agency, by: User | None, at: datetime) -> File:
    """Keep what the checks have let in. The content of a draft is not copied: the file takes it over.

    A rollback leaves content behind that no row names; `purge_orphans` removes it.
    """
    return File.objects.create(
        agency=agency,
        content=upload.content,
        name=upload.name,
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        stored_at=at,
        stored_by=by,
    )


@transaction.atomic
def erase_file(*, file: File) -> None:
    """Remove a file and its content: at once, not with the orphans. The caller has let go of it and records why.

    A form that was just sent may still name the content for a moment; then it goes with the orphans.
    """
    name = str(file.content.name)
    file.delete()
    if not _named([name]):
        transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def keep_drafts(uploads: Iterable[Upload], *, form: UUID, at: datetime, until: datetime | None = None) -> None:
    """Keep files of a form that is not sent yet, for a day or until its own end.

    Nobody's business but the writer's, so nothing is audited.
    """
    for upload in uploads:
        Draft.objects.create(
            form=form,
            content=upload.content,
            name=upload.name,
            content_type=upload.content_type,
            size=upload.size,
            sha256=upload.sha256,
            kept_at=at,
            expires_at=until or at + DRAFTS_LAST_FOR,
        )


@transaction.atomic
def drop_drafts(*, form: UUID, pk: int | None = None) -> None:
    """Forget the files of a form, or one. The content goes with the orphans, unless a file has taken it over."""
    drafts = Draft.objects.filter(form=form)
    (drafts if pk is None else drafts.filter(pk=pk)).delete()


@transaction.atomic
def purge_drafts(*, at: datetime) -> int:
    """Forget the forms that nobody sent; returns how many files that were."""
    return Draft.objects.expired(at=at).delete()[0]


def purge_orphans(*, at: datetime) -> int:
    """Remove content that no row names: of rolled back transactions and of dropped drafts. Returns how many."""
    gone = 0
    for folder in default_storage.listdir("")[0]:
        names = list(_older(folder, at - ORPHANS_LAST_FOR))
        for name in set(names) - _named(names):
            default_storage.delete(name)
            gone += 1
    return gone


def _older(folder: str, at: datetime) -> Iterator[str]:
    for file in default_storage.listdir(folder)[1]:
        name = str(PurePosixPath(folder, file))
        if default_storage.get_modified_time(name) < at:
            yield name


def _named(names: list[str]) -> set[str]:
    return {
        name
        for model in (File, Draft)
        for name in model.objects.filter(content__in=names).values_list("content", flat=True)
    }

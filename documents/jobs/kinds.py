"""The kinds of long work there are. Upper apps add theirs in AppConfig.ready; the first reading closes the list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from agencies.states import Permission

if TYPE_CHECKING:
    from documents.jobs.models import Job
    from documents.jobs.services import Progress


class CannotBeDone(Exception):
    """The work ends without a file; the sentence says why, and trying again would not help."""


@dataclass(frozen=True)
class Product:
    """The file a job ends with."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class JobKind:
    """`work` makes the product from `job.parameters`, outside of any transaction, and may be begun again after a crash.

    `permission` is needed in the job's agency to fetch the file. `record` writes what the end of it means to the
    audit trail, in the transaction that keeps the file.
    """

    code: str
    title: str | Promise
    permission: Permission
    work: Callable[["Job", "Progress"], Product]
    record: Callable[["Job", datetime], None]


class KindsClosed(Exception):
    """A kind came after the list had been read."""


_kinds: dict[str, JobKind] = {}
_read = False


def register_job_kinds(*kinds: JobKind) -> None:
    """Once per app, at start; KindsClosed afterwards, ValueError for a code that is taken."""
    if _read:
        raise KindsClosed
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"The kind of job {kind.code} is registered twice.")
        _kinds[kind.code] = kind


def job_kind(code: str) -> JobKind:
    """LookupError for a code nobody registered."""
    global _read  # noqa: PLW0603 - the list closes itself
    _read = True
    if code not in _kinds:
        raise LookupError(f"No kind of job {code}.")
    return _kinds[code]

"""What accreditation gives (MM 28(2)): the accredited are told in advance of events, and get documents and transcripts.

Everybody who is accredited, on equal terms; nobody is chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accreditation.models import Accreditation, Notice, NoticeFile
from accreditation.notices import tell_accredited
from accreditation.states import Kind, NoticeKind
from agencies.access import require
from agencies.models import Agency
from agencies.states import Permission
from audit.services import record
from documents.checks import Upload
from documents.services import store_file
from kernel.sweeping import each_apart


class EventIsOver(Exception):
    """Of an event people are told in advance."""


@dataclass(frozen=True)
class Said:
    """In Kazakh and Russian: both, always."""

    subject_kk: str
    subject_ru: str
    text_kk: str
    text_ru: str


@transaction.atomic
def send_notice(
    *,
    agency: Agency,
    kind: NoticeKind,
    said: Said,
    happens_at: datetime | None = None,
    files: Iterable[Upload] = (),
    submission: UUID | None = None,
    by: User,
    at: datetime,
) -> Notice:
    """Write it down; the sweep tells each of them once. EventIsOver for an event in the past.

    `submission` is the mark of a form: sent twice it is the same notice.
    """
    authority = require(by, Permission.RUN_INTAKES, agency, at=at)
    submission = submission or uuid4()
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)  # the second of two waits here
    if known := Notice.objects.filter(submission=submission).first():
        return known
    if kind is NoticeKind.EVENT and (happens_at is None or happens_at <= at):
        raise EventIsOver
    notice = Notice.objects.create(
        agency=agency,
        submission=submission,
        kind=kind,
        happens_at=happens_at,
        sent_at=at,
        sent_by=by,
        **vars(said),
    )
    for upload in files:
        file = store_file(upload, agency=agency, by=by, at=at)
        NoticeFile.objects.create(notice=notice, file=file)
    record("accreditation_notice.sent", notice, by=authority, at=at, agency=agency)
    return notice


def spread_notices_due(*, at: datetime, limit: int) -> int:
    """Tell the accredited; each once, whoever dies in between. Returns how many notices are spread."""
    keys = Notice.objects.to_spread(at=at).order_by("sent_at", "pk").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_spread, at=at), keys, what="notice")


@transaction.atomic
def _spread(pk: int, *, at: datetime) -> bool:
    rows = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(spread_at=None)
    notice = rows.select_related("agency").filter(pk=pk).first()
    if notice is None:
        return False
    told = 0
    for accreditation in accredited(notice.agency, at=notice.sent_at):
        tell_accredited(notice, accreditation, at=at)
        told += 1
    Notice.objects.filter(pk=pk).update(spread_at=at, told=told)
    return True


def accredited(agency: Agency, *, at: datetime) -> QuerySet[Accreditation]:
    """Who holds a permanent accreditation of this body on the day; of one person the first."""
    held = Accreditation.objects.in_force(on=agency.local(at).date()).filter(agency=agency, kind=Kind.PERMANENT)
    known = held.select_related("application__applicant", "agency").order_by("application__email", "pk")
    return known.distinct("application__email")

"""What an office keeps no longer than it needs (PD 12(2)): each kind after its own days, each removal in the log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accreditation.models import Application, Document, Passage, Purge
from accreditation.practice import practice_of
from accreditation.services.privacy import erase_documents, erase_person, erase_photo
from accreditation.states import PurgeKind
from agencies.models import Agency
from audit.services import record
from kernel.sweeping import each_apart


def purge_due(*, at: datetime, limit: int) -> int:
    """Returns how many applications and passages lost something; at most `limit` of a kind and agency at once."""
    return sum(_purge_agency(agency, at=at, limit=limit) for agency in Agency.objects.order_by("pk"))


def _purge_agency(agency: Agency, *, at: datetime, limit: int) -> int:
    practice = practice_of(agency)

    def ended(days: int) -> QuerySet[Application]:
        return Application.objects.filter(agency=agency).ended_before(at - timedelta(days=days))

    days = {
        PurgeKind.DOCUMENTS: practice.documents_days,
        PurgeKind.PHOTOS: practice.photos_days,
        PurgeKind.PEOPLE: practice.people_days,
    }
    over = {kind: ended(count).filter(LEFT[kind]) for kind, count in days.items()}
    purged = sum(_purge(agency, kind, applications, at, limit) for kind, applications in over.items())
    return purged + _purge_passages(agency, at - timedelta(days=practice.passages_days), at, limit)


def _purge(agency: Agency, kind: PurgeKind, over: QuerySet[Application], at: datetime, limit: int) -> int:
    keys = list(over.order_by("pk").values_list("pk", flat=True)[:limit])
    return each_apart(partial(_purge_one, agency=agency, kind=kind, at=at), keys, what="application")


@transaction.atomic
def _purge_one(pk: int, *, agency: Agency, kind: PurgeKind, at: datetime) -> bool:
    rows = Application.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "signature", "agency", "applicant"
    )
    application = rows.filter(pk=pk).filter(LEFT[kind]).first()
    if application is None:  # another worker has it, or has been here
        return False
    ERASERS[kind](application, at)
    _log(agency, kind, 1, at)
    record("application.purged", application, by=None, at=at, agency=agency, after={"kind": kind})
    return True


LEFT = {
    PurgeKind.DOCUMENTS: Q(Exists(Document.objects.filter(application=OuterRef("pk"), file__isnull=False))),
    PurgeKind.PHOTOS: Q(photo__isnull=False),
    PurgeKind.PEOPLE: Q(erased_at=None),
}
ERASERS: dict[PurgeKind, Callable[[Application, datetime], object]] = {
    PurgeKind.DOCUMENTS: lambda application, at: erase_documents(application, at=at),
    PurgeKind.PHOTOS: lambda application, at: erase_photo(application),
    PurgeKind.PEOPLE: lambda application, at: erase_person(application, at=at),
}


@transaction.atomic
def _purge_passages(agency: Agency, before: datetime, at: datetime, limit: int) -> int:
    """The newest last, so that no double outlives the entry it names."""
    old = Passage.objects.filter(agency=agency, scanned_at__lt=before).order_by("scanned_at", "pk")
    keys = list(old.values_list("pk", flat=True)[:limit])
    Passage.objects.filter(doubles__in=keys).update(doubles=None)
    purged = Passage.objects.filter(pk__in=keys).delete()[1].get("accreditation.Passage", 0)
    if purged:
        row = _log(agency, PurgeKind.PASSAGES, purged, at)
        after = {"count": purged, "kind": PurgeKind.PASSAGES}
        record("accreditation.purged", row, by=None, at=at, agency=agency, after=after)
    return purged


def _log(agency: Agency, kind: PurgeKind, count: int, at: datetime) -> Purge:
    """Inside the transaction of the removal, so that the log is never short of one: a row for each sweep and kind."""
    row, _new = Purge.objects.get_or_create(agency=agency, kind=kind, at=at, defaults={"count": 0})
    Purge.objects.filter(pk=row.pk).update(count=F("count") + count)
    return row

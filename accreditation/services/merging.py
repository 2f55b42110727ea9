"""Two outlets become one because a person says so, and two again if that was wrong."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.models import User
from accreditation.models import Accreditation, Application, Editor, Engagement, Merge, Outlet
from accreditation.register.values import column_of
from accreditation.services.outlets import KEPT, OutletMerged, keeper
from accreditation.states import OPEN
from audit.services import record

MOVED: Mapping[str, type[Model]] = {
    "engagements": Engagement,
    "editors": Editor,
    "applications": Application,
    "accreditations": Accreditation,
}
# What tells the two apart stays with each; a name or a kind is never empty.
FILLED = tuple(name for name in KEPT if name not in ("name_kk", "name_ru", "kind", "is_foreign", "is_nationwide"))


class MergedIntoItself(Exception):
    """An outlet is not merged into itself."""


class AppliedForBoth(Exception):
    """One person has open applications for both in one intake; `agency` decides or ends one of them first."""

    def __init__(self, agency: str) -> None:
        super().__init__(agency)
        self.agency = agency


class MergeMoved(Exception):
    """It was undone already, or the kept outlet was merged into another since: that comes first."""


@transaction.atomic
def merge_outlets(*, keep: Outlet, other: Outlet, by: User, at: datetime) -> Merge:
    """Bring everything of `other` to `keep`, which also takes over what it lacks. MergedIntoItself, AppliedForBoth."""
    authority = keeper(by, at=at)
    if keep.pk == other.pk:
        raise MergedIntoItself
    kept, gone = _locked(keep, other)
    _refuse_double_applications(kept, gone)
    ended = {"engagements": _end_engagements(kept, gone, at), "editors": _end_editors(kept, gone, at)}
    moved = {name: _move(model, gone, kept) for name, model in MOVED.items()}
    Outlet.objects.filter(pk=gone.pk).update(merged_into=kept)
    filled = _fill(kept, gone)
    merge = Merge.objects.create(kept=kept, other=gone, moved=moved, ended=ended, filled=filled, at=at, by=by)
    for subject, named in ((kept, gone), (gone, kept)):
        record("outlet.merged", subject, by=authority, at=at, agency=None, after={"other": str(named)})
    return merge


def _locked(keep: Outlet, other: Outlet) -> tuple[Outlet, Outlet]:
    """In the order of their keys, so that two who merge the same pair do not wait for each other."""
    rows = {row.pk: row for row in Outlet.objects.select_for_update().filter(pk__in=(keep.pk, other.pk)).order_by("pk")}
    for row in rows.values():
        if row.merged_into_id:
            raise OutletMerged(str(row))
    return rows[keep.pk], rows[other.pk]


def _refuse_double_applications(kept: Outlet, gone: Outlet) -> None:
    ours = Application.objects.filter(outlet=kept, state__in=OPEN).exclude(iin_fingerprint="")
    pairs = set(ours.values_list("intake", "iin_fingerprint"))
    theirs = Application.objects.filter(outlet=gone, state__in=OPEN).select_related("agency")
    for application in theirs:
        if (application.intake_id, application.iin_fingerprint) in pairs:
            raise AppliedForBoth(application.agency.name)


def _end_engagements(kept: Outlet, gone: Outlet, at: datetime) -> list[int]:
    running = Engagement.objects.filter(ended_at=None)
    doubles = running.filter(outlet=gone, user__in=running.filter(outlet=kept).values("user"))
    return _end(doubles, at)


def _end_editors(kept: Outlet, gone: Outlet, at: datetime) -> list[int]:
    """Of two claims of one person the confirmed one stays; of equal ones that of the kept outlet."""
    running = Editor.objects.filter(ended_at=None)
    ours = {editor.user_id: editor for editor in running.filter(outlet=kept)}
    doubles = [
        ours[editor.user_id] if editor.confirmed_at and not ours[editor.user_id].confirmed_at else editor
        for editor in running.filter(outlet=gone, user__in=ours)
    ]
    return _end(Editor.objects.filter(pk__in=[editor.pk for editor in doubles]), at)


def _end(rows: QuerySet[Any], at: datetime) -> list[int]:
    keys = sorted(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=keys).update(ended_at=at)
    return keys


def _move(model: type[Model], from_outlet: Outlet, to: Outlet, keys: list[int] | None = None) -> list[int]:
    rows = model._default_manager.filter(outlet=from_outlet)
    found = sorted((rows if keys is None else rows.filter(pk__in=keys)).values_list("pk", flat=True))
    model._default_manager.filter(pk__in=found).update(outlet=to)
    return found


def _fill(kept: Outlet, gone: Outlet) -> dict[str, Any]:
    filled = {name: getattr(gone, name) for name in FILLED if not getattr(kept, name) and getattr(gone, name)}
    Outlet.objects.filter(pk=kept.pk).update(**filled)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items()}


@transaction.atomic
def undo_merge(*, merge: Merge, by: User, at: datetime) -> Merge:
    """Bring back what came over and is still there. What was written since stays with the kept outlet."""
    authority = keeper(by, at=at)
    kept, gone = (Outlet.objects.select_for_update().get(pk=pk) for pk in sorted((merge.kept_id, merge.other_id)))
    if kept.pk != merge.kept_id:
        kept, gone = gone, kept
    standing = Merge.objects.filter(pk=merge.pk, undone_at=None, kept__merged_into=None)
    if not Merge.objects.filter(pk__in=standing.values("pk")).update(undone_at=at, undone_by=by):
        raise MergeMoved(str(merge))
    _take_back(kept, merge.filled)
    Outlet.objects.filter(pk=gone.pk).update(merged_into=None)
    for name, model in MOVED.items():
        _move(model, kept, gone, merge.moved.get(name, []))
    _reopen(merge)
    for subject, named in ((kept, gone), (gone, kept)):
        record("outlet.unmerged", subject, by=authority, at=at, agency=None, after={"other": str(named)})
    return Merge.objects.get(pk=merge.pk)


def _take_back(kept: Outlet, filled: Mapping[str, Any]) -> None:
    """Empty again what the merging filled, unless somebody wrote something else there since."""
    fields: dict[str, Any] = {}
    for name, value in filled.items():
        now = getattr(kept, name)
        if (now.isoformat() if isinstance(now, date) else now) == value:
            fields[name] = column_of(name).get_default()
    Outlet.objects.filter(pk=kept.pk).update(**fields)


def _reopen(merge: Merge) -> None:
    """Doubles that ended with the merging, unless the person came back by another row since."""
    for name in ("engagements", "editors"):
        model: Any = MOVED[name]
        for row in model.objects.filter(pk__in=merge.ended.get(name, []), ended_at=merge.at):
            if not model.objects.filter(user=row.user_id, outlet=row.outlet_id, ended_at=None).exists():
                model.objects.filter(pk=row.pk).update(ended_at=None)

"""Extracts of the official register: uploaded, compared, and taken over once a person has confirmed it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from accreditation.models import ImportRow, Outlet, RegisterImport
from accreditation.notices.outlets import tell_outlet_stopped
from accreditation.register.comparing import changes_of, compare, missing_of
from accreditation.register.files import Table
from accreditation.register.states import RUNNING, Doubt, ImportState, RowChoice, RowVerdict
from accreditation.register.values import REQUIRED, guess_columns, stored
from accreditation.services.outlets import keeper
from accreditation.states import STOPPED, OutletKind, RegisterStatus
from agencies.access import Authority
from audit.services import record
from kernel.sweeping import each_apart

BATCH = 500
AT_ONCE = 1_000  # rows that need no waiting


class ExtractMoved(Exception):
    """Somebody was faster: the extract is no longer in the state that was seen."""


class NoCertificate(Exception):
    """A column of certificate numbers is what outlets are known by."""


class CannotBe(Exception):
    """The row cannot be decided so: it lacks what a new outlet needs, or the outlet is none of those it may be."""


@transaction.atomic
def upload_extract(*, name: str, table: Table, as_of: date, by: User, at: datetime) -> RegisterImport:
    """Keep its rows as they are. Its columns are named as in the last extract that was headed like it."""
    authority = keeper(by, at=at)
    headings = table[0][1]
    alike = RegisterImport.objects.filter(headings=headings).exclude(state=ImportState.UPLOADED).first()
    extract = RegisterImport.objects.create(
        name=name,
        as_of=as_of,
        headings=headings,
        columns=alike.columns if alike else guess_columns(headings),
        other_kind=alike.other_kind if alike else "",
        total=len(table) - 1,
        made_at=at,
        made_by=by,
    )
    rows = (ImportRow(extract=extract, line=line, cells=cells) for line, cells in table[1:])
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    record("register_import.uploaded", extract, by=authority, at=at, agency=None, after={"rows": extract.total})
    return extract


@transaction.atomic
def name_columns(
    *, extract: RegisterImport, columns: Mapping[str, int], other_kind: str = "", by: User, at: datetime
) -> RegisterImport:
    """Say which column holds what; then it is compared. May be said again until something was written.

    `other_kind`: of the new outlets whose row names none; without it each of them waits for a decision.
    """
    keeper(by, at=at)
    if REQUIRED not in columns:
        raise NoCertificate
    if extract.rows.exclude(written_at=None).exists():
        raise ExtractMoved(extract.name)
    before = (ImportState.UPLOADED, ImportState.COMPARED)
    found = _move(extract, before, ImportState.COMPARING, columns=dict(columns), other_kind=other_kind, done=0)
    found.rows.update(verdict=RowVerdict.PENDING, choice="", values={}, certificate="")
    return found


@transaction.atomic
def decide_row(
    *, row: ImportRow, choice: RowChoice, outlet: Outlet | None = None, kind: str = "", by: User, at: datetime
) -> ImportRow:
    """A person says what a doubtful row is; it is written when the extract is confirmed.

    `kind`: of a new outlet whose row names none.
    """
    keeper(by, at=at)
    if choice == RowChoice.SAME and (outlet is None or outlet.pk not in row.candidates):
        raise CannotBe
    if choice == RowChoice.NEW and (missing_of(row) or row.doubt == Doubt.OTHER_BIN):
        raise CannotBe
    waiting = ImportRow.objects.filter(
        pk=row.pk, extract__state=ImportState.COMPARED, verdict=RowVerdict.DOUBTFUL, written_at=None
    )
    chosen = outlet if choice == RowChoice.SAME else None
    said = {name: value for name, value in row.values.items() if row.doubt != Doubt.NO_KIND or name != "kind"}
    if row.doubt == Doubt.NO_KIND and choice == RowChoice.NEW:
        if kind not in OutletKind.values:
            raise CannotBe
        said["kind"] = kind
    decided = {"choice": choice, "outlet": chosen, "values": said}
    if not ImportRow.objects.filter(pk__in=waiting.values("pk")).update(**decided):
        raise ExtractMoved(row.extract.name)
    return ImportRow.objects.select_related("extract", "outlet").get(pk=row.pk)


@transaction.atomic
def confirm_extract(*, extract: RegisterImport, by: User, at: datetime) -> RegisterImport:
    """Write what is new and changed and what was decided. Doubtful rows nobody decided stay, to be confirmed later."""
    authority = keeper(by, at=at)
    fields = {"confirmed_at": at, "confirmed_by": by, "done": 0}
    found = _move(extract, (ImportState.COMPARED,), ImportState.WRITING, **fields)
    record("register_import.confirmed", found, by=authority, at=at, agency=None)
    return found


@transaction.atomic
def discard_extract(*, extract: RegisterImport, by: User, at: datetime) -> RegisterImport:
    """Throw away what was not written, rows and all."""
    authority = keeper(by, at=at)
    found = _move(extract, (ImportState.UPLOADED, ImportState.COMPARED), ImportState.DISCARDED)
    found.rows.all().delete()
    record("register_import.discarded", found, by=authority, at=at, agency=None)
    return found


def _move(extract: RegisterImport, before: Sequence[ImportState], after: ImportState, **fields: Any) -> RegisterImport:
    if not RegisterImport.objects.filter(pk=extract.pk, state__in=before).update(state=after, **fields):
        raise ExtractMoved(extract.name)
    return RegisterImport.objects.select_related("made_by", "confirmed_by").get(pk=extract.pk)


def advance_imports_due(*, at: datetime, limit: int) -> int:
    """Go on with what runs, batch by batch, so that the bar moves and a worker that dies loses one batch at most."""
    keys = RegisterImport.objects.filter(state__in=RUNNING).order_by("made_at").values_list("pk", flat=True)[:limit]
    return each_apart(lambda pk: advance_extract(pk=pk, at=at), keys, what="register import")


def advance_extract(*, pk: int, at: datetime) -> bool:
    """To its end; False where another worker is at it."""
    found = False
    while _advance(pk, at):
        found = True
    return found


@transaction.atomic
def _advance(pk: int, at: datetime) -> bool:
    """One batch."""
    running = RegisterImport.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, state__in=RUNNING)
    extract = running.select_related("confirmed_by").first()
    if extract is None:
        return False
    step = _compare_batch if extract.state == ImportState.COMPARING else _write_batch
    step(extract, at)
    return True


def _compare_batch(extract: RegisterImport, at: datetime) -> None:
    rows = list(extract.rows.filter(verdict=RowVerdict.PENDING).order_by("line")[:BATCH])
    compare(rows, extract)
    # One statement for all of them: a CASE for each of their fields would take minutes on a long extract.
    compared = ["verdict", "outlet", "certificate", "values", "changes", "problems", "doubt", "candidates"]
    unique = ["extract", "line"]
    ImportRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=compared)
    extract.done += len(rows)
    extract.state = ImportState.COMPARING if len(rows) == BATCH else ImportState.COMPARED
    extract.save(update_fields=["done", "state"])


def _write_batch(extract: RegisterImport, at: datetime) -> None:
    by = Authority(extract.confirmed_by) if extract.confirmed_by else None
    rows = list(ImportRow.objects.to_write(extract).select_related("outlet").order_by("line")[:BATCH])
    seen = [(row.verdict, row.changes, row.candidates) for row in rows]
    plain_rows = [row for row in rows if row.verdict != RowVerdict.DOUBTFUL]
    fresh = [ImportRow(extract=extract, line=row.line, cells=row.cells) for row in plain_rows]
    compare(fresh, extract)
    now = {row.line: (row.verdict, row.changes, row.candidates) for row in fresh}
    for row, was in zip(rows, seen, strict=True):
        if now.get(row.line, was) != was:
            _set_aside(row)
        else:
            _write_row(row, extract, by, at)
    _note_unchanged(extract, [row for row in rows if row.verdict == RowVerdict.SAME and row.written_at])
    extract.done = extract.total - ImportRow.objects.to_write(extract).count()
    if len(rows) < BATCH:
        _finish(extract, by, at)
    extract.save(update_fields=["done", "state"])


def _finish(extract: RegisterImport, by: Authority | None, at: datetime) -> None:
    undecided = extract.rows.filter(verdict=RowVerdict.DOUBTFUL, written_at=None).exists()
    extract.state = ImportState.COMPARED if undecided else ImportState.WRITTEN
    written = extract.rows.filter(written_at__gte=extract.confirmed_at)
    new = written.filter(verdict=RowVerdict.NEW) | written.filter(choice=RowChoice.NEW)
    changed = written.filter(verdict=RowVerdict.CHANGED) | written.filter(choice=RowChoice.SAME)
    after = {"new": new.count(), "changed": changed.count()}
    record("register_import.written", extract, by=by, at=at, agency=None, after=after)


def _write_row(row: ImportRow, extract: RegisterImport, by: Authority | None, at: datetime) -> None:
    is_new = row.verdict == RowVerdict.NEW or row.choice == RowChoice.NEW
    if row.choice != RowChoice.SKIP and row.verdict != RowVerdict.SAME:
        try:
            with transaction.atomic():
                row.outlet = _enter(row, extract, by, at) if is_new else _change(row, extract, by, at)
        except (IntegrityError, Outlet.DoesNotExist):
            _set_aside(row)
            return
    row.written_at = at
    row.save(update_fields=["outlet", "written_at"])


def _set_aside(row: ImportRow) -> None:
    """What the person saw is no longer so: they decide again."""
    row.verdict, row.doubt, row.choice = RowVerdict.DOUBTFUL, Doubt.MOVED, ""
    same = Outlet.objects.standing().filter(certificate_number=row.values.get(REQUIRED, ""))
    row.candidates = list(same.values_list("pk", flat=True))
    row.save(update_fields=["verdict", "doubt", "choice", "candidates"])


def _enter(row: ImportRow, extract: RegisterImport, by: Authority | None, at: datetime) -> Outlet:
    said = {"register_status": RegisterStatus.REGISTERED.value} | row.values
    # A register may hold one name alone; both of ours are filled, for letters in either language.
    said["name_kk"] = said.get("name_kk") or said["name_ru"]
    said["name_ru"] = said.get("name_ru") or said["name_kk"]
    fields = {name: stored(name, value) for name, value in said.items()}
    outlet = Outlet.objects.create(
        **fields, register_checked_on=extract.as_of, register_checked_by=by.user if by else None
    )
    record("outlet.imported", outlet, by=by, at=at, agency=None, after=said, note=extract.name)
    return outlet


def _change(row: ImportRow, extract: RegisterImport, by: Authority | None, at: datetime) -> Outlet:
    outlet = Outlet.objects.standing().select_for_update().get(pk=row.outlet_id or 0)
    before, changes = outlet.register_status, changes_of(row, outlet)
    for name, pair in changes.items():
        setattr(outlet, name, stored(name, pair[1]))
    outlet.register_checked_on, outlet.register_checked_by = extract.as_of, by.user if by else None
    outlet.save()
    if changes:
        old, new = ({name: pair[place] for name, pair in changes.items()} for place in (0, 1))
        record("outlet.imported", outlet, by=by, at=at, agency=None, before=old, after=new, note=extract.name)
    if outlet.register_status in STOPPED and before not in STOPPED:
        tell_outlet_stopped(outlet, at=at)
    return outlet


def _note_unchanged(extract: RegisterImport, rows: Sequence[ImportRow]) -> None:
    """They were looked up, as of the day of the extract; what we keep of them stays as it is."""
    unchanged = Outlet.objects.filter(pk__in=[row.outlet_id for row in rows])
    unchanged.exclude(register_checked_on__gte=extract.as_of).update(
        register_checked_on=extract.as_of, register_checked_by=extract.confirmed_by
    )

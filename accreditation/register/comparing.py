"""What the rows of an extract mean for our register. Nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.functions import Upper

from accreditation.models import ImportRow, Outlet, RegisterImport
from accreditation.register.states import Doubt, Problem, RowVerdict
from accreditation.register.values import REQUIRED, NotUnderstood, plain, tidy, understand
from accreditation.states import STOPPED, RegisterStatus

NAMES = ("name_kk", "name_ru", "name_en")


@dataclass
class Known:
    """What our register has of a batch of rows: three queries, however many rows there are."""

    by_certificate: dict[str, Outlet] = field(default_factory=dict)
    by_name: dict[str, list[Outlet]] = field(default_factory=dict)
    earlier: set[str] = field(default_factory=set)  # certificates of earlier rows of the extract


def compare(rows: Sequence[ImportRow], extract: RegisterImport) -> None:
    """Say of each row what it means."""
    for row in rows:
        _read(row, extract)
    known = known_of(rows, extract)
    for row in rows:
        _judge(row, known, extract.other_kind)


def _read(row: ImportRow, extract: RegisterImport) -> None:
    row.values, row.problems = {}, []
    for name, place in extract.columns.items():
        cell = row.cells[place] if place < len(row.cells) else ""
        if not tidy(cell):
            continue  # an empty cell says nothing, so it changes nothing
        try:
            row.values[name] = understand(name, cell)
        except NotUnderstood as error:
            row.problems.append([name, error.problem.value, cell[:100]])
    row.certificate = row.values.get(REQUIRED, "")
    if REQUIRED not in row.values and not any(problem[0] == REQUIRED for problem in row.problems):
        row.problems.append([REQUIRED, Problem.MISSING.value, ""])


def known_of(rows: Iterable[ImportRow], extract: RegisterImport) -> Known:
    rows = list(rows)
    numbers = {row.values[REQUIRED] for row in rows if REQUIRED in row.values}
    known = Known()
    # Merged ones first: where a standing one has the certificate, that is the one.
    for outlet in Outlet.objects.filter(certificate_number__in=numbers).order_by("merged_into", "pk"):
        if outlet.merged_into_id is None or outlet.certificate_number not in known.by_certificate:
            known.by_certificate[outlet.certificate_number] = outlet
    # Only who is not known by the certificate is looked for by name: that reads the whole register.
    strange = [row for row in rows if row.values.get(REQUIRED) not in known.by_certificate]
    names = {row.values[name].upper() for row in strange for name in NAMES if name in row.values}
    written = {f"upper_{name}": Upper(name) for name in NAMES}
    named = Q(upper_name_kk__in=names) | Q(upper_name_ru__in=names) | Q(upper_name_en__in=names)
    # Rows of one extract do not make each other doubtful once the first of them is written.
    own = ImportRow.objects.filter(extract=extract, written_at__isnull=False, outlet__isnull=False).values("outlet")
    others = Outlet.objects.standing().exclude(pk__in=own)
    for outlet in others.annotate(**written).filter(named).order_by("pk") if names else ():
        for name in {getattr(outlet, name).upper() for name in NAMES} - {""}:
            known.by_name.setdefault(name, []).append(outlet)
    first = min((row.line for row in rows), default=0)
    before = ImportRow.objects.filter(extract=extract, line__lt=first, certificate__in=numbers)
    known.earlier = set(before.values_list("certificate", flat=True))
    return known


def _judge(row: ImportRow, known: Known, other_kind: str) -> None:
    row.outlet, row.changes, row.doubt, row.candidates = None, {}, "", []
    number = row.values.get(REQUIRED, "")
    if number in known.earlier:
        row.problems.append([REQUIRED, Problem.TWICE.value, number])
    known.earlier.add(number)
    outlet = known.by_certificate.get(number)
    if outlet is None:
        row.problems += missing_of(row)
        if lacks_kind(row) and other_kind:  # of an outlet we know the kind stays as it is
            row.values["kind"] = other_kind
    if row.problems:
        row.verdict = RowVerdict.WRONG
    elif outlet:
        _judge_known(row, outlet)
    else:
        _judge_unknown(row, known)


def missing_of(row: ImportRow) -> list[list[str]]:
    """What a new outlet cannot do without, and nobody can say for it: a name in one of the two languages."""
    said = {problem[0] for problem in row.problems}
    if row.values.get("name_kk") or row.values.get("name_ru") or said & set(NAMES):
        return []
    return [["name_ru", Problem.MISSING.value, ""]]


def lacks_kind(row: ImportRow) -> bool:
    """A person can say it, for one row or for all."""
    return "kind" not in row.values and not any(problem[0] == "kind" for problem in row.problems)


def _judge_known(row: ImportRow, outlet: Outlet) -> None:
    if outlet.merged_into_id:
        row.verdict, row.doubt, row.candidates = RowVerdict.DOUBTFUL, Doubt.MERGED, [outlet.merged_into_id]
        return
    row.outlet, row.changes = outlet, changes_of(row, outlet)
    if outlet.bin and row.values.get("bin", outlet.bin) != outlet.bin:
        row.verdict, row.doubt, row.candidates = RowVerdict.DOUBTFUL, Doubt.OTHER_BIN, [outlet.pk]
        return
    row.verdict = RowVerdict.CHANGED if row.changes else RowVerdict.SAME


def _judge_unknown(row: ImportRow, known: Known) -> None:
    """A newspaper and its site share a name and are two outlets; two newspapers of one name may be one."""
    names = {row.values[name].upper() for name in NAMES if name in row.values}
    named = {outlet for name in names for outlet in known.by_name.get(name, ())}
    if lacks_kind(row):
        row.verdict, row.doubt = RowVerdict.DOUBTFUL, Doubt.NO_KIND
        row.candidates = sorted(outlet.pk for outlet in named)
        return
    same = {outlet.pk for outlet in named if outlet.kind == row.values["kind"]}
    row.verdict = RowVerdict.DOUBTFUL if same else RowVerdict.NEW
    row.doubt, row.candidates = (Doubt.SAME_NAME, sorted(same)) if same else ("", [])


def changes_of(row: ImportRow, outlet: Outlet) -> dict[str, list[Any]]:
    """Field: [ours, theirs]. An extract without a column of status does not lift what a court stopped."""
    said = {"register_status": RegisterStatus.REGISTERED.value} | row.values
    if "register_status" not in row.values and outlet.register_status in STOPPED:
        del said["register_status"]
    pairs = {name: [plain(getattr(outlet, name)), value] for name, value in said.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

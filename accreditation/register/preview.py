"""An extract as a person reads it before confirming: counts, and rows field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.translation import gettext as _

from accreditation.forms.importing import DecideForm
from accreditation.models import ImportRow, Outlet, RegisterImport
from accreditation.register.outlet_page import label_of, words_of
from accreditation.register.states import Doubt, Problem, RowChoice, RowVerdict
from accreditation.register.values import COLUMNS, stored

PER_PAGE = 50
SHOWN = (RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.DOUBTFUL, RowVerdict.WRONG, RowVerdict.SAME)


@dataclass(frozen=True)
class Tab:
    code: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class RowView:
    """`facts`: label and value. `changes`: label, ours, theirs. `form` is there where a person has to decide."""

    row: ImportRow
    title: str
    outlet: Outlet | None
    facts: Sequence[tuple[str, str]]
    changes: Sequence[tuple[str, str, str]]
    problems: Sequence[str]
    doubt: str
    decided: str
    form: DecideForm | None


def tabs(extract: RegisterImport, chosen: str) -> list[Tab]:
    counts = dict(extract.rows.values_list("verdict").annotate(Count("pk")).order_by())
    return [Tab(show.value, str(show.label), counts.get(show, 0), show == chosen) for show in SHOWN]


def page_of(extract: RegisterImport, chosen: str, number: str | None) -> tuple[Page, list[RowView]]:  # type: ignore[type-arg]
    rows = extract.rows.filter(verdict=chosen).order_by("line")
    page = Paginator(rows, PER_PAGE).get_page(number)
    return page, views_of(list(page.object_list))


def views_of(rows: Sequence[ImportRow]) -> list[RowView]:
    """One query, however many rows there are."""
    keys = {key for row in rows for key in (*row.candidates, row.outlet_id) if key}
    outlets = Outlet.objects.in_bulk(keys)
    return [_view(row, outlets) for row in rows]


def _view(row: ImportRow, outlets: Mapping[int, Outlet]) -> RowView:
    values = {name: words_of(name, stored(name, row.values[name])) for name in COLUMNS if name in row.values}
    is_open = row.verdict == RowVerdict.DOUBTFUL and row.written_at is None
    return RowView(
        row=row,
        title=values.get("name_ru") or values.get("name_kk") or values.get("certificate_number", "–"),
        outlet=outlets.get(row.outlet_id or 0),
        facts=[(label_of(name), value) for name, value in values.items()],
        changes=[
            (label_of(name), words_of(name, stored(name, old)), words_of(name, stored(name, new)))
            for name, (old, new) in row.changes.items()
        ],
        problems=[_problem(*problem) for problem in row.problems],
        doubt=str(Doubt(row.doubt).label) if row.doubt else "",
        decided=str(RowChoice(row.choice).label) if row.choice else "",
        form=DecideForm(row=row, outlets=outlets, prefix=f"row-{row.pk}") if is_open else None,
    )


def _problem(field: str, code: str, cell: str) -> str:
    words = _("%(field)s %(problem)s: “%(cell)s”") if cell else _("%(field)s %(problem)s")
    return words % {"field": label_of(field), "problem": Problem(code).label, "cell": cell}

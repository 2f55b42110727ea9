"""The numbers of accreditation as a spreadsheet: one sheet, the figures first, then each table."""

from collections.abc import Iterator
from io import BytesIO

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from accreditation.statistics import Statistics

BOLD = Font(bold=True)
Cells = tuple[str | int | float, ...]


def figures(numbers: Statistics) -> list[tuple[str, str | int | float]]:
    """What stands above the tables, on pages and in the file."""
    too_few = _("too few to say")
    on = date_format(numbers.on, "DATE_FORMAT")
    return [
        (_("Applications"), numbers.applications),
        (pgettext("applications", "Decided"), numbers.decided),
        (_("Days to a decision, median"), too_few if numbers.median_days is None else numbers.median_days),
        (_("Decided in time, %"), too_few if numbers.in_time_percent is None else numbers.in_time_percent),
        (_("Accreditations in force on %(date)s") % {"date": on}, numbers.accreditations),
        (_("Cards in force on %(date)s") % {"date": on}, numbers.cards),
    ]


def as_xlsx(numbers: Statistics, title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new book has one
    sheet.title = _("Accreditation")[:31]
    for cells, is_heading in _rows(numbers, title):
        sheet.append(cells)
        if is_heading:
            sheet.cell(row=sheet.max_row, column=1).font = BOLD
    sheet.column_dimensions["A"].width = 70
    sheet.column_dimensions["B"].width = 16
    for cell in sheet["A"]:
        cell.data_type = "s"  # the name of an agency is never a formula
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rows(numbers: Statistics, title: str) -> Iterator[tuple[Cells, bool]]:
    yield (title,), True
    for label, value in figures(numbers):
        yield (label, value), False
    for breakdown in numbers.breakdowns:
        yield ("",), False
        yield (breakdown.title,), True
        for line in breakdown.lines:
            yield (line.label, line.count), False

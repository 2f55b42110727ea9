"""Reading a table out of a file: CSV in the encodings and with the delimiters offices use, and XLSX."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accreditation.register.outlet_page import label_of
from accreditation.register.values import COLUMNS
from documents.checks import Upload

ROWS, WIDTH, CELL = 20_000, 60, 2_000
UNPACKED = 200 * 1024 * 1024  # bytes; more is no table of 20,000 rows
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"
DELIMITERS = (";", "\t", ",")

Table = list[tuple[int, list[str]]]  # number of the row in the file, its cells


def read_table(upload: Upload) -> Table:
    """The rows that are not empty, the headings first; ValidationError with what is wrong with the file."""
    upload.content.seek(0)
    content = upload.content.read()
    if upload.content_type == XLSX:
        rows = _spreadsheet(content)
    elif upload.content_type == TEXT:
        rows = _text(content)
    else:
        raise ValidationError(_("Upload a CSV or an XLSX file."))
    return _bounded(rows)


def _bounded(rows: Iterable[list[str]]) -> Table:
    table: Table = []
    for number, read in enumerate(rows, start=1):
        cells = [cell[:CELL] for cell in read]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > WIDTH:
            raise ValidationError(_("The table has more than %(limit)s columns."), params={"limit": WIDTH})
        table.append((number, cells))
        if len(table) > ROWS + 1:
            words = _("The table has more than %(limit)s rows. Split it into several files.")
            raise ValidationError(words, params={"limit": ROWS})
    if len(table) < 2:
        raise ValidationError(_("The table has no rows below its headings."))
    return table


def _text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        yield from reader
    except csv.Error as error:
        words = _("Row %(line)s of the file cannot be read: is a quotation mark missing?")
        raise ValidationError(words, params={"line": reader.line_num}) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The letters of the file cannot be read. Save it as UTF-8."))


def _delimiter(text: str) -> str:
    """The one that cuts the headings into most columns."""
    headings = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([headings], delimiter=mark), [])))


def _spreadsheet(content: bytes) -> Iterator[list[str]]:
    with ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED:
            raise ValidationError(_("The spreadsheet is too large once it is unpacked."))
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except Exception as error:  # openpyxl raises whatever the broken part of the file makes it raise
        raise ValidationError(_("The spreadsheet is broken: it cannot be opened.")) from error
    for cells in sheet.iter_rows(max_col=WIDTH + 1, values_only=True):
        yield _trimmed([_words(cell) for cell in cells])


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def template_file() -> bytes:
    """An empty table with our headings in the reader's language."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new book has one
    sheet.append([label_of(field) for field in COLUMNS])
    for place, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = 24
    sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()

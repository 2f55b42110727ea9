"""Tables as files. What people typed is never read as a formula, in either kind."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTH = 18


def as_xlsx(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str, widths: Sequence[int] = ()
) -> bytes:
    """A workbook with a title and a heading that stay in sight."""
    book = Workbook(write_only=False)
    page = book.create_sheet(sheet[:31], 0)
    del book[book.sheetnames[1]]
    for line in ([title], headings, *rows):
        page.append([UNPRINTABLE.sub(" ", cell) for cell in line])
    for cells in page.iter_rows():
        for cell in cells:
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in (*page[1], *page[2]):
        cell.font = Font(bold=True)
    for place in range(1, len(headings) + 1):
        width = widths[place - 1] if place <= len(widths) else WIDTH
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A3"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which spreadsheet programs know UTF-8."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";")
    for line in (headings, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in line])
    return stream.getvalue().encode("utf-8-sig")


def xlsx_response(content: bytes, name: str) -> HttpResponse:
    return _response(content, f"{name}.xlsx", XLSX)


def csv_response(content: bytes, name: str) -> HttpResponse:
    return _response(content, f"{name}.csv", "text/csv; charset=utf-8")


def _response(content: bytes, name: str, content_type: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=disposition)

"""Extracts of the official register as offices send them."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import User
from accreditation.models import RegisterImport
from accreditation.register.files import read_table
from accreditation.services.importing import advance_extract, confirm_extract, name_columns, upload_extract
from documents.checks import Upload, check_upload
from tests.accreditation.press import THURSDAY

HEADINGS = ["№ свидетельства", "Дата свидетельства", "Наименование", "Вид", "Собственник"]
KZ1 = ["KZ1", "05.03.2024", "Дала", "газета", "TOO «Дала»"]
KZ2 = ["KZ2", "06.03.2024", "Тау", "телеканал", "АО «Тау»"]


def csv_file(*rows: list[str], encoding: str = "utf-8", delimiter: str = ";", name: str = "reestr.csv") -> Upload:
    quoted = [[f'"{cell}"' if delimiter in cell or "\n" in cell else cell for cell in row] for row in (HEADINGS, *rows)]
    content = "\r\n".join(delimiter.join(row) for row in quoted).encode(encoding)
    return check_upload(SimpleUploadedFile(name, content))


def xlsx_file(*rows: list[Any]) -> Upload:
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return check_upload(SimpleUploadedFile("reestr.xlsx", stream.getvalue()))


def compared(upload: Upload, by: User, *, at: datetime = THURSDAY, as_of: date | None = None) -> RegisterImport:
    """Uploaded, its columns named as guessed, compared."""
    extract = upload_extract(name=upload.name, table=read_table(upload), as_of=as_of or at.date(), by=by, at=at)
    name_columns(extract=extract, columns=extract.columns, by=by, at=at)
    return advanced(extract, at)


def confirmed(extract: RegisterImport, by: User, *, at: datetime = THURSDAY) -> RegisterImport:
    confirm_extract(extract=extract, by=by, at=at)
    return advanced(extract, at)


def advanced(extract: RegisterImport, at: datetime = THURSDAY) -> RegisterImport:
    advance_extract(pk=extract.pk, at=at)
    return RegisterImport.objects.get(pk=extract.pk)

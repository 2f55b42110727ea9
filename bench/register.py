"""What taking the official register over costs: 20,000 rows against 5,000, as CSV and as XLSX.

Each file is read, kept, compared and written into an empty register, and then once more into the full one. Fails when
four times the rows cost more than LIMIT times as much. Run it by `make bench`; `bench/register.py SMALL LARGE` takes
other numbers.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("PRESSOFFICE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pressoffice.settings")

import django

django.setup()  # before what needs it

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from openpyxl import Workbook

from accounts.models import User
from accreditation.models import ImportRow, Outlet, RegisterImport
from accreditation.register.files import Table, read_table
from accreditation.services.importing import advance_extract, confirm_extract, name_columns, upload_extract
from agencies.states import Role
from documents.checks import Upload, check_upload
from tests.country import make_agency, make_member

SMALL, LARGE = map(int, sys.argv[1:] or (5_000, 20_000))
LIMIT = 1.5  # times what four times the rows should cost
AT = datetime(2026, 3, 19, 6, tzinfo=UTC)
DATABASE = "pressoffice_bench_register"
HEADINGS = ("№ свидетельства", "Дата", "Наименование", "Вид", "Собственник", "БИН", "Территория", "Редактор", "Статус")
KINDS = ("газета", "телеканал", "радиоканал", "интернет-издание", "информационное агентство")


def lines(count: int) -> Iterator[tuple[str, ...]]:
    for number in range(1, count + 1):
        owner, kind = f"ТОО «Медиа {number % 997}»", KINDS[number % len(KINDS)]
        name = f"Городские вести {number}"
        yield (
            f"KZ{number:06d}",
            "05.03.2024",
            name,
            kind,
            owner,
            "",
            "Республика Казахстан",
            f"Өтеген {number}",
            "действует",
        )


def as_csv(count: int) -> Upload:
    text = "\r\n".join(";".join(row) for row in (HEADINGS, *lines(count)))
    return check_upload(SimpleUploadedFile("register.csv", text.encode()))


def as_xlsx(count: int) -> Upload:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (HEADINGS, *lines(count)):
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return check_upload(SimpleUploadedFile("register.xlsx", stream.getvalue()))


def measured(what: str, work: Callable[[], object]) -> float:
    queries = 0

    def counted(execute: Callable[..., object], *args: object) -> object:
        nonlocal queries
        queries += 1
        return execute(*args)

    start = perf_counter()
    with connection.execute_wrapper(counted):
        work()
    spent = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {what:<28}{spent:8.1f} s {queries:>8} queries, {peak:>5} MB at most so far", flush=True)
    return spent


def taken_over(upload: Upload, by: User) -> float:
    """Seconds of the whole way."""
    table: list[Table] = []
    spent = measured("read", lambda: table.append(read_table(upload)))
    kept: list[RegisterImport] = []
    common = {"name": upload.name, "as_of": AT.date(), "by": by, "at": AT}
    spent += measured("kept", lambda: kept.append(upload_extract(table=table[0], **common)))
    extract = kept[0]
    name_columns(extract=extract, columns=extract.columns, by=by, at=AT)
    spent += measured("compared", lambda: advance_extract(pk=extract.pk, at=AT))
    extract.refresh_from_db()
    confirm_extract(extract=extract, by=by, at=AT)
    return spent + measured("written", lambda: advance_extract(pk=extract.pk, at=AT))


@contextmanager
def database() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE}")


def emptied() -> None:
    ImportRow.objects.all().delete()
    Outlet.objects.all().delete()


def main() -> int:
    slowest = 0.0
    with database():
        by = make_member(Role.PRESS_OFFICER, make_agency()).user
        for form in (as_csv, as_xlsx):
            spent = {}
            for count in (SMALL, LARGE):
                emptied()
                upload = form(count)
                print(f"{upload.name}, {count} rows, new", flush=True)
                spent[count] = taken_over(upload, by)
                print(f"{upload.name}, {count} rows, known already", flush=True)
                spent[count] += taken_over(upload, by)
            ratio = spent[LARGE] / spent[SMALL] / (LARGE / SMALL)
            print(f"{form.__name__}: a row costs {ratio:.2f} times as much among {LARGE} as among {SMALL}")
            slowest = max(slowest, ratio)
    return 1 if slowest >= LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())

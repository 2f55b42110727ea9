"""Extracts of the official register: read, compared, confirmed by a person, and taken over once."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accreditation.models import Outlet, RegisterImport
from accreditation.register import files
from accreditation.register.files import read_table, template_file
from accreditation.register.states import Doubt, ImportState, RowChoice, RowVerdict
from accreditation.register.values import COLUMNS, NotUnderstood, guess_columns, understand
from accreditation.services import importing
from accreditation.services.importing import (
    CannotBe,
    ExtractMoved,
    NoCertificate,
    advance_extract,
    advance_imports_due,
    confirm_extract,
    decide_row,
    discard_extract,
    name_columns,
    upload_extract,
)
from accreditation.services.merging import merge_outlets
from accreditation.services.outlets import save_outlet
from accreditation.states import OutletKind, RegisterStatus
from agencies.access import NotPermitted
from agencies.states import Role
from audit.queries import timeline
from documents.checks import check_upload
from notifications.models import Message
from tests.accreditation.extracts import HEADINGS, KZ1, KZ2, advanced, compared, confirmed, csv_file, xlsx_file
from tests.accreditation.press import THURSDAY, make_application, make_outlet
from tests.country import make_member, make_user
from tests.deadlines.races import at_once

pytestmark = pytest.mark.django_db
KEPT = ("certificate_number", "certificate_on", "name_kk", "name_ru", "kind", "owner", "register_status")


@pytest.fixture
def by():
    return make_member(Role.PRESS_OFFICER).user


def verdicts(extract):
    return list(extract.rows.order_by("line").values_list("verdict", flat=True))


def content():
    return list(Outlet.objects.order_by("pk").values(*KEPT))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_the_encodings_and_with_the_delimiters_of_offices(encoding, delimiter):
    tricky = ["KZ9", "05.03.2024", f"Дала{delimiter} ел\nжаңа" if encoding != "cp1251" else "Дала", "газета", "АО"]
    table = read_table(csv_file(KZ1, tricky, encoding=encoding, delimiter=delimiter))
    assert table == [(1, HEADINGS), (2, KZ1), (3, tricky)]


def test_spreadsheet_gives_days_and_numbers_as_they_are_meant():
    rows = [
        ["KZ1", datetime(2024, 3, 5), "Дала", "газета", 240140000011.0],  # noqa: DTZ001  # Excel knows no zone
        [None] * 5,
        [7, 45356, "Тау", "", ""],
    ]
    table = read_table(xlsx_file(*rows))
    assert table[1:] == [(2, ["KZ1", "2024-03-05", "Дала", "газета", "240140000011"]), (4, ["7", "45356", "Тау"])]
    assert understand("certificate_on", "45356") == "2024-03-05"


@pytest.mark.parametrize(
    ("upload", "words", "why"),
    [
        (csv_file, "no rows", "headings alone"),
        (lambda: csv_file(["x"] * 61), "columns", "too wide"),
        (lambda: csv_file(*[KZ1] * 6), "rows", "too long"),
        (lambda: check_upload(SimpleUploadedFile("a.pdf", b"%PDF-1.7\n")), "CSV", "no table at all"),
    ],
)
def test_file_that_cannot_be_read_says_why(upload, words, why, monkeypatch):
    monkeypatch.setattr(files, "ROWS", 5)
    with pytest.raises(ValidationError, match=words):
        read_table(upload())


def test_broken_spreadsheet_is_refused_with_a_sentence():
    whole = xlsx_file(KZ1).content
    whole.seek(0)
    broken = whole.read().replace(b"worksheets", b"worksheetz")
    with pytest.raises(ValidationError, match="broken"):
        read_table(check_upload(SimpleUploadedFile("a.xlsx", broken)))


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("certificate_number", " № KZ  1 ", "KZ 1"),
        ("certificate_on", "2024-03-05", "2024-03-05"),
        ("certificate_on", "5.3.2024", "2024-03-05"),
        ("kind", "Интернет-издание", OutletKind.ONLINE),
        ("kind", "ТЕЛЕКАНАЛ", OutletKind.TELEVISION),
        ("register_status", "Приостановлено", RegisterStatus.SUSPENDED),
        ("languages", "казахский, русский", ["kk", "ru"]),
        ("languages", "қазақ және орыс", ["kk", "ru"]),
        ("site", "a.example", "https://a.example"),
        ("bin", "940140000385", "940140000385"),
        ("certificate_on", "вчера", None),
        ("kind", "блог", None),
        ("bin", "940140000384", None),
        ("email", "no address", None),
        ("name_ru", "а" * 301, None),
    ],
)
def test_cell_is_understood_or_said_not_to_be(field, cell, value):
    if value is None:
        with pytest.raises(NotUnderstood):
            understand(field, cell)
    else:
        assert understand(field, cell) == value


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Дата", "certificate_on"),
        ("Күні", "certificate_on"),
        ("Территория", "territory"),
        ("Аумағы", "territory"),
        ("Аумақ", "territory"),
    ],
)
def test_short_headings_of_registers_are_known(heading, field):
    assert guess_columns(["№", heading]) == {field: 1}


def test_more_exact_heading_wins_over_a_shorter_one():
    assert guess_columns(["Дата", "Дата свидетельства"]) == {"certificate_on": 1}


def test_our_own_template_is_understood_in_every_language(settings):
    from django.utils import translation

    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            headings = [cell.value for cell in load_workbook(BytesIO(template_file())).active[1]]
        assert list(guess_columns(headings)) == list(COLUMNS), code


def test_nothing_is_written_before_a_person_confirms_and_then_all_of_it_is(by):
    extract = compared(csv_file(KZ1, KZ2), by)
    assert (verdicts(extract), extract.state) == ([RowVerdict.NEW] * 2, ImportState.COMPARED)
    assert not Outlet.objects.exists()
    done = confirmed(extract, by)
    assert (done.state, done.done, done.confirmed_by) == (ImportState.WRITTEN, 2, by)
    outlet = Outlet.objects.get(certificate_number="KZ1")
    said = (outlet.name_kk, outlet.name_ru, outlet.kind, outlet.certificate_on, outlet.register_status)
    assert said == ("Дала", "Дала", OutletKind.PERIODICAL, date(2024, 3, 5), RegisterStatus.REGISTERED)
    assert (outlet.register_checked_on, outlet.register_checked_by) == (THURSDAY.date(), by)
    assert timeline(outlet).get().action == "outlet.imported"
    assert timeline(extract).last().after == {"new": 2, "changed": 0}


def test_same_file_again_changes_nothing_but_the_day_it_was_looked_up(by):
    confirmed(compared(csv_file(KZ1, KZ2), by), by)
    before, trail = content(), timeline(*Outlet.objects.all()).count()
    later = THURSDAY + timedelta(days=30)
    again = compared(csv_file(KZ1, KZ2), by, at=later)
    assert verdicts(again) == [RowVerdict.SAME] * 2
    confirmed(again, by, at=later)
    assert (content(), timeline(*Outlet.objects.all()).count()) == (before, trail)
    assert set(Outlet.objects.values_list("register_checked_on", flat=True)) == {later.date()}


def test_change_is_shown_field_by_field_and_an_empty_cell_changes_nothing(by):
    confirmed(compared(csv_file(KZ1), by), by)
    extract = compared(csv_file(["KZ1", "", "Дала жаршысы", "газета", "АО"]), by)
    row = extract.rows.get()
    assert row.verdict == RowVerdict.CHANGED
    assert row.changes == {"name_ru": ["Дала", "Дала жаршысы"], "owner": ["TOO «Дала»", "АО"]}
    confirmed(extract, by)
    outlet = Outlet.objects.get()
    assert (outlet.name_ru, outlet.name_kk, outlet.certificate_on) == ("Дала жаршысы", "Дала", date(2024, 3, 5))
    assert timeline(outlet).last().before == {"name_ru": "Дала", "owner": "TOO «Дала»"}


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (["", "05.03.2024", "Дала", "газета", ""], [["certificate_number", "MISSING", ""]]),
        (["KZ1", "вчера", "Дала", "газета", ""], [["certificate_on", "NOT_UNDERSTOOD", "вчера"]]),
        (["KZ1", "", "", "газета", ""], [["name_ru", "MISSING", ""]]),
        (["KZ1", "", "Дала", "блог", ""], [["kind", "NOT_UNDERSTOOD", "блог"]]),
    ],
)
def test_row_with_errors_says_which_and_is_never_written(row, problems, by):
    extract = compared(csv_file(row, KZ2), by)
    wrong = extract.rows.order_by("line").first()
    assert (wrong.verdict, wrong.problems) == (RowVerdict.WRONG, problems)
    confirmed(extract, by)
    assert Outlet.objects.get().certificate_number == "KZ2"


WITHOUT = ["KZ1", "05.03.2024", "Дала", "", "TOO «Дала»"]


def test_row_without_a_kind_waits_for_a_person_who_says_it(by):
    extract = compared(csv_file(WITHOUT, KZ2), by)
    row = extract.rows.order_by("line").first()
    assert (row.verdict, row.doubt, row.problems) == (RowVerdict.DOUBTFUL, Doubt.NO_KIND, [])
    for kind in ("", "BLOG"):
        with pytest.raises(CannotBe):
            decide_row(row=row, choice=RowChoice.NEW, kind=kind, by=by, at=THURSDAY)
    for kind in (OutletKind.RADIO, OutletKind.PERIODICAL):  # and may say another
        row = decide_row(row=row, choice=RowChoice.NEW, kind=kind, by=by, at=THURSDAY)
    assert confirmed(extract, by).state == ImportState.WRITTEN
    assert Outlet.objects.get(certificate_number="KZ1").kind == OutletKind.PERIODICAL


def test_row_without_a_kind_may_be_an_outlet_of_the_same_name(by):
    known = make_outlet(name_ru="Дала", kind=OutletKind.RADIO, certificate_number="")
    row = compared(csv_file(WITHOUT), by).rows.get()
    assert row.candidates == [known.pk]
    decide_row(row=row, choice=RowChoice.SAME, outlet=known, by=by, at=THURSDAY)
    confirmed(row.extract, by)
    known.refresh_from_db()
    assert (known.certificate_number, known.kind) == ("KZ1", OutletKind.RADIO)


def test_one_kind_is_said_for_all_new_rows_that_name_none(by):
    known = make_outlet(certificate_number="KZ2", name_ru="Тау", kind=OutletKind.TELEVISION)
    rows = (WITHOUT, ["KZ2", "", "Тау", "", ""], ["KZ3", "", "Көл", "телеканал", ""])
    extract = compared(csv_file(*rows), by)
    name_columns(extract=extract, columns=extract.columns, other_kind=OutletKind.ONLINE, by=by, at=THURSDAY)
    confirmed(advanced(extract), by)
    kinds = dict(Outlet.objects.values_list("certificate_number", "kind"))
    assert kinds == {"KZ1": OutletKind.ONLINE, "KZ2": known.kind, "KZ3": OutletKind.TELEVISION}


@pytest.mark.parametrize("batch", [1, 500])
def test_certificate_that_stands_twice_counts_once(batch, by, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", batch)
    extract = compared(csv_file(KZ1, KZ2, [*KZ1[:2], "Басқа", "газета", ""]), by)
    assert verdicts(extract) == [RowVerdict.NEW, RowVerdict.NEW, RowVerdict.WRONG]


@pytest.mark.parametrize("batch", [1, 500])
def test_two_new_outlets_of_one_name_in_one_file_are_two(batch, by, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", batch)
    extract = compared(csv_file(KZ1, ["KZ8", *KZ1[1:]]), by)
    assert confirmed(extract, by).state == ImportState.WRITTEN
    assert Outlet.objects.count() == 2


def test_same_name_with_another_certificate_is_doubtful_unless_it_is_of_another_kind(by):
    known = make_outlet(name_ru="ДАЛА", kind=OutletKind.PERIODICAL, certificate_number="OLD")
    make_outlet(name_ru="Тау", kind=OutletKind.ONLINE)
    extract = compared(csv_file(KZ1, KZ2), by)
    assert verdicts(extract) == [RowVerdict.DOUBTFUL, RowVerdict.NEW]
    row = extract.rows.get(verdict=RowVerdict.DOUBTFUL)
    assert (row.doubt, row.candidates) == (Doubt.SAME_NAME, [known.pk])


@pytest.mark.parametrize(
    ("choice", "count", "number"),
    [(RowChoice.SAME, 1, "KZ1"), (RowChoice.NEW, 2, "OLD"), (RowChoice.SKIP, 1, "OLD")],
)
def test_doubtful_row_is_written_as_a_person_decided(choice, count, number, by):
    known = make_outlet(name_ru="Дала", kind=OutletKind.PERIODICAL, certificate_number="OLD")
    extract = compared(csv_file(KZ1), by)
    row = extract.rows.get()
    waiting = confirmed(extract, by)
    assert (waiting.state, Outlet.objects.count()) == (ImportState.COMPARED, 1), "nobody decided yet"
    decide_row(row=row, choice=choice, outlet=known if choice == RowChoice.SAME else None, by=by, at=THURSDAY)
    assert confirmed(waiting, by).state == ImportState.WRITTEN
    known.refresh_from_db()
    assert (Outlet.objects.count(), known.certificate_number) == (count, number)


def test_row_is_decided_only_as_what_it_may_be(by):
    known = make_outlet(name_ru="Дала", certificate_number="KZ1", bin="940140000385")
    other = make_outlet()
    headings = [*HEADINGS, "БИН"]
    table = [(1, headings), (2, [*KZ1, "240140000011"])]
    extract = upload_extract(name="a", table=table, as_of=THURSDAY.date(), by=by, at=THURSDAY)
    name_columns(extract=extract, columns=extract.columns, by=by, at=THURSDAY)
    row = advanced(extract).rows.get()
    assert (row.doubt, row.candidates) == (Doubt.OTHER_BIN, [known.pk])
    for choice, outlet in ((RowChoice.NEW, None), (RowChoice.SAME, other), (RowChoice.SAME, None)):
        with pytest.raises(CannotBe):
            decide_row(row=row, choice=choice, outlet=outlet, by=by, at=THURSDAY)


def test_certificate_of_a_merged_outlet_is_doubtful(by):
    keep, other = make_outlet(), make_outlet(certificate_number="KZ1")
    merge_outlets(keep=keep, other=other, by=by, at=THURSDAY)
    row = compared(csv_file(KZ1), by).rows.get()
    assert (row.verdict, row.doubt, row.candidates) == (RowVerdict.DOUBTFUL, Doubt.MERGED, [keep.pk])


def test_what_somebody_changed_after_the_comparison_is_decided_again(by):
    outlet = make_outlet(certificate_number="KZ1", owner="A")
    extract = compared(csv_file(KZ1), by)
    outlet.owner = "B"
    save_outlet(outlet=outlet, by=by, at=THURSDAY)
    assert confirmed(extract, by).state == ImportState.COMPARED
    row = extract.rows.get()
    outlet.refresh_from_db()
    assert (row.doubt, row.candidates, outlet.owner) == (Doubt.MOVED, [outlet.pk], "B")
    decide_row(row=row, choice=RowChoice.SAME, outlet=outlet, by=by, at=THURSDAY)
    confirmed(extract, by)
    outlet.refresh_from_db()
    assert outlet.owner == "TOO «Дала»"


def test_extract_without_a_status_does_not_lift_what_a_court_stopped(by):
    outlet = make_outlet(certificate_number="KZ1", register_status=RegisterStatus.SUSPENDED)
    make_outlet(certificate_number="KZ2", register_status=RegisterStatus.ABSENT)
    confirmed(compared(csv_file(KZ1, KZ2), by), by)
    statuses = set(Outlet.objects.values_list("certificate_number", "register_status"))
    assert statuses == {("KZ1", "SUSPENDED"), ("KZ2", "REGISTERED")}
    assert outlet.pk


def test_deciders_are_told_of_an_outlet_that_the_extract_says_is_stopped(by):
    application = make_application(outlet=make_outlet(certificate_number="KZ1"))
    senior = make_member(Role.SENIOR_OFFICER, application.agency).user
    table = [(1, [*HEADINGS, "Статус"]), (2, [*KZ1, "приостановлено"])]
    extract = upload_extract(name="a", table=table, as_of=THURSDAY.date(), by=by, at=THURSDAY)
    name_columns(extract=extract, columns=extract.columns, by=by, at=THURSDAY)
    confirmed(advanced(extract), by)
    told = Message.objects.filter(kind="accreditation_decision", channel="EMAIL")
    assert [message.address for message in told] == [senior.email]


def test_columns_are_remembered_for_files_with_the_same_headings(by):
    first = upload_extract(
        name="a", table=[(1, ["A", "B"]), (2, ["KZ1", "x"])], as_of=THURSDAY.date(), by=by, at=THURSDAY
    )
    assert first.columns == {}
    with pytest.raises(NoCertificate):
        name_columns(extract=first, columns={"owner": 1}, by=by, at=THURSDAY)
    name_columns(extract=first, columns={"certificate_number": 0, "name_ru": 1}, by=by, at=THURSDAY)
    again = upload_extract(
        name="b", table=[(1, ["A", "B"]), (2, ["KZ1", "x"])], as_of=THURSDAY.date(), by=by, at=THURSDAY
    )
    assert again.columns == {"certificate_number": 0, "name_ru": 1}


def test_sweep_goes_on_where_a_worker_died_and_the_next_finds_nothing(by, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [[f"KZ{number}", "", f"Дала {number}", "газета", ""] for number in range(5)]
    extract = compared(csv_file(*rows), by)
    confirm_extract(extract=extract, by=by, at=THURSDAY)
    importing._advance(extract.pk, THURSDAY)  # then the worker died
    extract.refresh_from_db()
    assert (extract.state, extract.done, Outlet.objects.count()) == (ImportState.WRITING, 2, 2)
    later = THURSDAY + timedelta(hours=1)
    assert [advance_imports_due(at=later, limit=9), advance_imports_due(at=later, limit=9)] == [1, 0]
    extract.refresh_from_db()
    assert (extract.state, Outlet.objects.count()) == (ImportState.WRITTEN, 5)
    assert timeline(extract).last().after == {"new": 5, "changed": 0}


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_an_extract_once(by):
    extract = compared(csv_file(*([f"KZ{number}", "", f"Дала {number}", "газета", ""] for number in range(3))), by)
    confirm_extract(extract=extract, by=by, at=THURSDAY)
    workers = [lambda: advance_extract(pk=extract.pk, at=THURSDAY)] * 2
    assert sorted(at_once(*workers, meeting_after="accreditation_registerimport")) == [False, True]
    assert Outlet.objects.count() == 3
    assert [event.after for event in timeline(extract)].count({"new": 3, "changed": 0}) == 1


def test_only_keepers_import_and_nothing_is_done_twice(by):
    stranger = make_user()
    with pytest.raises(NotPermitted):
        compared(csv_file(KZ1), stranger)
    extract = compared(csv_file(KZ1), by)
    with pytest.raises(NotPermitted):
        confirm_extract(extract=extract, by=stranger, at=THURSDAY)
    confirmed(extract, by)
    for again in (confirm_extract, discard_extract):
        with pytest.raises(ExtractMoved):
            again(extract=extract, by=by, at=THURSDAY)
    with pytest.raises(ExtractMoved):
        name_columns(extract=extract, columns=extract.columns, by=by, at=THURSDAY)


def test_extract_that_is_thrown_away_leaves_no_rows(by):
    extract = compared(csv_file(KZ1), by)
    discard_extract(extract=extract, by=by, at=THURSDAY)
    assert (RegisterImport.objects.get().state, extract.rows.count()) == (ImportState.DISCARDED, 0)


def test_comparing_costs_the_same_queries_for_one_row_and_for_fifty(by, django_assert_num_queries):
    for count in (1, 50):
        rows = [[f"N{count}-{number}", "", f"Атау {count} {number}", "газета", ""] for number in range(count)]
        upload = csv_file(*rows)
        table = read_table(upload)
        extract = upload_extract(name="a", table=table, as_of=THURSDAY.date(), by=by, at=THURSDAY)
        name_columns(extract=extract, columns=extract.columns, by=by, at=THURSDAY)
        with django_assert_num_queries(9):
            importing._advance(extract.pk, THURSDAY)

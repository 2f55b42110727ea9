"""The register of outlets in the admin: list, page, merging side by side, an extract from upload to confirmation."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accreditation.models import Editor, Merge, Outlet, RegisterImport
from accreditation.register.states import ImportState
from accreditation.services import ask_to_edit
from accreditation.services.merging import merge_outlets, undo_merge
from accreditation.states import OutletKind, RegisterStatus
from agencies.states import Role
from tests.accreditation.extracts import KZ1, KZ2, compared, confirmed, csv_file
from tests.accreditation.press import THURSDAY, make_accreditation, make_application, make_outlet
from tests.country import make_member, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:accreditation_outlet_changelist"
CHANGE = "admin:accreditation_outlet_change"
IMPORT = "admin:accreditation_registerimport_change"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def officer():
    return make_member(Role.PRESS_OFFICER).user


@pytest.fixture
def page(client, officer):
    client.force_login(officer)

    def get(name, *args, **query):
        return client.get(reverse(name, args=args), query, headers={"Accept-Language": "en"})

    return get


@pytest.fixture
def send(client, officer):
    client.force_login(officer)
    return lambda name, *args, **data: client.post(reverse(name, args=args), data)


def shown(response):
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Б", "Г", "Ф"]),
        ({"kind__exact": "RADIO"}, ["Г"]),
        ({"register_status__exact": "SUSPENDED"}, ["Г"]),
        ({"is_foreign__exact": "1"}, ["Ф"]),
        ({"looked_up": "30"}, ["Г", "Ф"]),
        ({"looked_up": "365"}, ["Ф"]),
        ({"looked_up": "never"}, ["Ф"]),
        ({"merged": "yes"}, ["А"]),
        ({"editors": "wait"}, ["Г"]),
        ({"q": "қызылжар"}, ["Г"]),
        ({"q": "steppe"}, ["Ф"]),
        ({"q": "940140000385"}, ["Б"]),
        ({"q": "KZ-77"}, ["Б"]),
    ],
)
def test_list_is_filtered_and_searched(query, names, page):
    first = make_outlet(
        name_ru="Б", kind=OutletKind.ONLINE, bin="940140000385", certificate_number="KZ-77",
        register_checked_on=THURSDAY.date() - timedelta(days=30),
    )  # fmt: skip
    make_outlet(name_ru="А", merged_into=first)
    suspended = make_outlet(
        name_ru="Г", name_kk="Қызылжар", kind=OutletKind.RADIO, register_status=RegisterStatus.SUSPENDED,
        register_checked_on=THURSDAY.date() - timedelta(days=31),
    )  # fmt: skip
    make_outlet(name_ru="Ф", name_en="Steppe", is_foreign=True, register_checked_on=None)
    ask_to_edit(outlet=suspended, position="p", by=make_user(), at=THURSDAY)
    assert [outlet.name_ru for outlet in shown(page(LIST, **query))] == names


def test_list_costs_the_same_for_one_and_for_three(page, django_assert_num_queries):
    make_outlet()
    page(LIST)
    for _ in range(2):
        with django_assert_num_queries(6):
            page(LIST)
        make_outlet(), make_outlet()


def test_page_shows_what_hangs_on_the_outlet_and_of_applications_our_own_alone(page, officer):
    agency = officer.memberships.get().agency
    outlet = make_outlet()
    ours = make_application(outlet=outlet, full_name="Біздің Журналист")
    ours.agency, ours.number = agency, "ACR-2026-000777"
    ours.save()
    theirs = make_application(outlet=outlet, full_name="Бөтен Журналист")
    said = page(CHANGE, outlet.pk).content.decode()
    assert "Біздің Журналист" in said
    assert theirs.full_name not in said


def test_reader_without_the_right_to_keep_reads(client):
    client.force_login(make_member(Role.FIRST_HEAD).user)
    outlet = make_outlet(owner="TOO")
    response = client.get(reverse(CHANGE, args=[outlet.pk]))
    assert response.status_code == 200
    assert b'name="owner"' not in response.content
    assert client.post(reverse(CHANGE, args=[outlet.pk]), {"owner": "X"}).status_code == 403
    assert client.post(reverse("admin:accreditation_outlet_look_up", args=[outlet.pk])).status_code == 403


def typed(outlet, **fields):
    said = {name: getattr(outlet, name) or "" for name in ("name_kk", "name_ru", "name_en", "kind", "chief_editor")}
    return said | {"languages": outlet.languages, "certificate_number": outlet.certificate_number} | fields


def test_saving_goes_through_the_service_and_keeps_certificates_apart(send):
    outlet, other = make_outlet(), make_outlet()
    refused = send(CHANGE, outlet.pk, **typed(outlet, certificate_number=f" {other.certificate_number} "))
    assert "certificate_number" in refused.context["adminform"].form.errors
    sent = send(CHANGE, outlet.pk, **typed(outlet, certificate_number=" KZ  5 ", bin="940140000385"))
    outlet.refresh_from_db()
    assert (sent.status_code, outlet.certificate_number, outlet.bin) == (302, "KZ 5", "940140000385")


def test_outlet_is_looked_up_and_editors_confirmed_and_ended_from_its_page(send, officer):
    outlet = make_outlet()
    editor = ask_to_edit(outlet=outlet, position="p", by=make_user(), at=THURSDAY)
    send("admin:accreditation_outlet_look_up", outlet.pk, status="ABSENT")
    send("admin:accreditation_outlet_look_up", outlet.pk, status="UNCHECKED")
    send("admin:accreditation_outlet_confirm_editor", outlet.pk, editor.pk)
    outlet.refresh_from_db(), editor.refresh_from_db()
    assert (outlet.register_status, editor.confirmed_by) == (RegisterStatus.ABSENT, officer)
    send("admin:accreditation_outlet_end_editor", outlet.pk, editor.pk, reason="left")
    assert Editor.objects.get().ended_at == THURSDAY


@pytest.mark.parametrize(
    ("role", "status", "reason", "state"),
    [
        (Role.SENIOR_OFFICER, RegisterStatus.SUSPENDED, "Court, 1 March", "SUSPENDED"),
        (Role.SENIOR_OFFICER, RegisterStatus.SUSPENDED, "  ", "IN_FORCE"),
        (Role.SENIOR_OFFICER, RegisterStatus.REGISTERED, "Court", "IN_FORCE"),
        (Role.PRESS_OFFICER, RegisterStatus.SUSPENDED, "Court", "IN_FORCE"),
    ],
)
def test_decider_suspends_what_a_stopped_outlet_has_at_their_agency(role, status, reason, state, client):
    held = make_accreditation()
    elsewhere = make_accreditation(outlet=held.outlet)
    client.force_login(make_member(role, held.agency).user)
    held.outlet.register_status = status
    held.outlet.save()
    client.post(reverse("admin:accreditation_outlet_suspend", args=[held.outlet_id]), {"reason": reason})
    held.refresh_from_db(), elsewhere.refresh_from_db()
    assert (held.state, elsewhere.state) == (state, "IN_FORCE")


def test_editor_of_another_outlet_is_not_found(send):
    editor = ask_to_edit(outlet=make_outlet(), position="p", by=make_user(), at=THURSDAY)
    assert send("admin:accreditation_outlet_confirm_editor", make_outlet().pk, editor.pk).status_code == 404


@pytest.mark.parametrize("place", [0, 1])
def test_person_sees_two_side_by_side_and_says_which_is_kept(place, page, send):
    pair = [make_outlet(owner="TOO «Бір»"), make_outlet(owner="АО «Екі»")]
    args = [pair[0].pk, pair[1].pk]
    said = page("admin:accreditation_outlet_same", *args).content.decode()
    assert "TOO «Бір»" in said
    assert "АО «Екі»" in said
    send("admin:accreditation_outlet_same", *args, keep=pair[place].pk)
    merge = Merge.objects.get()
    assert (merge.kept, merge.other) == (pair[place], pair[1 - place])
    assert "АО «Екі»" in page("admin:accreditation_outlet_merge", merge.pk).content.decode()
    send("admin:accreditation_outlet_merge", merge.pk)
    assert Outlet.objects.standing().count() == 1, "nothing was said"
    send("admin:accreditation_outlet_merge", merge.pk, undo="yes")
    assert Outlet.objects.standing().count() == 2


def test_journal_tells_every_turn_of_an_outlet_and_of_an_extract(page, officer):
    keep, other = make_outlet(), make_outlet()
    undo_merge(merge=merge_outlets(keep=keep, other=other, by=officer, at=THURSDAY), by=officer, at=THURSDAY)
    said = page("admin:accreditation_outlet_history", keep.pk).content.decode()
    assert "was found to be another outlet after all" in said
    extract = confirmed(compared(csv_file(KZ1), officer), officer)
    said = page("admin:accreditation_registerimport_history", extract.pk).content.decode()
    assert "Taken over: 1 new outlets, 0 changed ones" in said


def test_merged_outlet_leads_to_the_kept_one_and_is_not_written(page, send, officer):
    keep, other = make_outlet(), make_outlet()
    merge_outlets(keep=keep, other=other, by=officer, at=THURSDAY)
    assert reverse(CHANGE, args=[keep.pk]) in page(CHANGE, other.pk).content.decode()
    assert send(CHANGE, other.pk, **typed(other, owner="X")).status_code == 403


def test_extract_goes_from_the_file_to_the_register_by_pages(page, send):
    upload = csv_file(KZ1, KZ2, ["", "", "", "", ""])
    upload.content.seek(0)
    sent = send("admin:accreditation_registerimport_add", file=upload.content, as_of="2026-03-18")
    extract = RegisterImport.objects.get()
    assert sent.url == reverse(IMPORT, args=[extract.pk])
    assert "What do the columns hold?" in page(IMPORT, extract.pk).content.decode()
    named = {name: str(place) for name, place in extract.columns.items()}
    twice = send("admin:accreditation_import_columns", extract.pk, **named | {"owner": named["name_ru"]})
    assert "One column cannot hold two things." in twice.content.decode()
    send("admin:accreditation_import_columns", extract.pk, **named)
    seen = page(IMPORT, extract.pk).content.decode()
    assert "Confirm: take 2 rows over" in seen
    assert not Outlet.objects.exists()
    send("admin:accreditation_import_confirm", extract.pk)
    extract.refresh_from_db()
    assert (extract.state, Outlet.objects.count()) == (ImportState.WRITTEN, 2)


@pytest.mark.parametrize(
    ("as_of", "name", "field"), [("2026-03-20", "a.csv", "as_of"), ("2026-03-18", "a.pdf", "file")]
)
def test_extract_that_is_refused_says_why(as_of, name, field, send):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = b"%PDF-1.7\n" if name.endswith("pdf") else b"A;B\nKZ1;x\n"
    refused = send("admin:accreditation_registerimport_add", file=SimpleUploadedFile(name, content), as_of=as_of)
    assert list(refused.context["form"].errors) == [field]


def test_long_extract_waits_for_the_sweep_and_shows_its_bar(page, send, monkeypatch):
    monkeypatch.setattr("accreditation.admin.importing.AT_ONCE", 1)
    upload = csv_file(KZ1, KZ2)
    upload.content.seek(0)
    send("admin:accreditation_registerimport_add", file=upload.content, as_of="2026-03-18")
    extract = RegisterImport.objects.get()
    send("admin:accreditation_import_columns", extract.pk, **{n: str(p) for n, p in extract.columns.items()})
    running = page(IMPORT, extract.pk)
    assert running.headers["Refresh"] == "5"
    assert '<progress class="bar" id="bar" max="2" value="0">' in running.content.decode()


def test_doubtful_row_is_decided_on_the_page(page, send, officer):
    known = make_outlet(name_ru="Дала", kind=OutletKind.PERIODICAL, certificate_number="OLD")
    extract = compared(csv_file(KZ1), officer)
    row = extract.rows.get()
    assert (
        "an outlet with this name has another certificate, or none" in page(IMPORT, extract.pk).content.decode().lower()
    )
    send("admin:accreditation_import_decide", extract.pk, row.pk, **{f"row-{row.pk}-choice": f"SAME-{known.pk}"})
    send("admin:accreditation_import_confirm", extract.pk)
    known.refresh_from_db()
    assert known.certificate_number == "KZ1"


def test_kind_of_a_row_that_names_none_is_chosen_on_the_page_or_for_all(page, send, officer):
    extract = compared(csv_file(["KZ1", "", "Дала", "", ""], ["KZ2", "", "Тау", "", ""]), officer)
    row = extract.rows.order_by("line").first()
    seen = page(IMPORT, extract.pk).content.decode()
    assert "the row does not say what kind of outlet it is" in seen.lower()
    assert "a new outlet: radio channel" in seen.lower()
    send("admin:accreditation_import_decide", extract.pk, row.pk, **{f"row-{row.pk}-choice": "NEW-RADIO"})
    send("admin:accreditation_import_confirm", extract.pk)
    assert list(Outlet.objects.values_list("certificate_number", "kind")) == [("KZ1", OutletKind.RADIO)]
    again = compared(csv_file(["KZ3", "", "Көл", "", ""]), officer)
    named = {name: str(place) for name, place in again.columns.items()} | {"other_kind": "ONLINE"}
    send("admin:accreditation_import_columns", again.pk, **named)
    send("admin:accreditation_import_confirm", again.pk)
    assert Outlet.objects.get(certificate_number="KZ3").kind == OutletKind.ONLINE


def test_preview_costs_the_same_for_one_row_and_for_three(page, officer, django_assert_num_queries):
    for count in (1, 3):
        make_outlet(name_ru=f"Дала {count}", kind=OutletKind.PERIODICAL)
        rows = [[f"KZ{count}{number}", "", f"Дала {count}", "газета", ""] for number in range(count)]
        extract = compared(csv_file(*rows), officer)
        page(IMPORT, extract.pk)
        with django_assert_num_queries(12):
            page(IMPORT, extract.pk, show="DOUBTFUL")


def test_written_extract_is_read_alone(page, officer):
    extract = confirmed(compared(csv_file(KZ1), officer), officer)
    said = page(IMPORT, extract.pk).content.decode()
    assert reverse("admin:accreditation_import_confirm", args=[extract.pk]) not in said
    assert reverse("admin:accreditation_import_discard", args=[extract.pk]) not in said


def test_template_is_offered(page):
    assert page("admin:accreditation_import_template").headers["Content-Type"].endswith("sheet")

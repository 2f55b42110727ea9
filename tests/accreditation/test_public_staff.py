"""A chief editor's list: claimed, confirmed, filled in by hand or by a table, sent one by one."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.models import Application, ApplicationDraft, Editor, Outlet
from accreditation.staff import StaffList, template_table
from documents.models import Draft
from tests.accreditation.applicants import PDF, begin, page
from tests.accreditation.press import THURSDAY, make_application, make_iin, make_intake, make_outlet, photo_bytes
from tests.country import make_user

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor(client):
    user = make_user(full_name="Ғалымжан Өтеген")
    client.force_login(user)
    return user


def confirm(editor, outlet: Outlet | None = None) -> Outlet:
    outlet = outlet or make_outlet()
    officer = make_user()
    Editor.objects.create(
        outlet=outlet, user=editor, position="бас редактор", asked_at=NOW, confirmed_at=NOW, confirmed_by=officer
    )
    return outlet


def start_list(client, editor) -> tuple[ApplicationDraft, Outlet]:
    outlet, intake = confirm(editor), make_intake()
    begin(client, intake, "staff")
    common = {"outlet": outlet.pk, "language": "ru", "acknowledged": "on", "consent": "on"}
    client.post(f"/en/accreditation/{intake.pk}/staff/", common)
    return ApplicationDraft.objects.get(is_list=True), outlet


def url(draft: ApplicationDraft, name: str = "") -> str:
    return f"/en/accreditation/{draft.intake_id}/staff/{name}"


def typed(person: ApplicationDraft, **changed: str) -> dict[str, str]:
    said = {
        "full_name": "Іңкәр Қуанышқызы",
        "name_latin": "Inkar Kuanyshkyzy",
        "iin": make_iin(),
        "function": "TECHNICIAN",
        "email": "inkar@outlet.example",
        "phone": "+7 701 111 11 11",
    }
    return {f"p{person.pk}-{name}": value for name, value in (said | changed).items()}


def add_person(client, draft: ApplicationDraft, **changed: str) -> ApplicationDraft:
    """With photograph and documents: ready to be sent."""
    client.post(url(draft, "people/"), {"add": "1"})
    person = draft.people.last()
    client.post(url(draft, "people/"), typed(person, **changed) | {"save": "1"})
    photo = SimpleUploadedFile("me.jpg", photo_bytes(), "image/jpeg")
    client.post(url(draft, f"{person.pk}/photo/"), {"photo": photo, "go_on": "1"})
    client.post(url(draft, f"{person.pk}/"), {"IDENTITY": SimpleUploadedFile("id.pdf", PDF), "go_on": "1"})
    return person


def send(client, draft: ApplicationDraft):
    return client.post(url(draft, "check/"), {"submission": str(draft.mark)}, follow=True)


def table(client, draft: ApplicationDraft, content: str | bytes):
    data = content.encode() if isinstance(content, str) else content
    return client.post(url(draft, "table/"), {"table": SimpleUploadedFile("staff.csv", data, "text/csv")})


def test_claim_waits_for_an_officer_and_is_made_once(client, editor):
    outlet = make_outlet(name_ru="Вести степи")
    assert f'value="{outlet.pk}"' in page(client.get("/en/my-accreditation/staff/", {"q": "вести"}))
    for _ in range(2):
        client.post("/en/my-accreditation/staff/", {"outlet": outlet.pk, "position": "редактор"})
    claim = Editor.objects.get()
    assert (claim.user, claim.outlet, claim.confirmed_at) == (editor, outlet, None)
    intake = make_intake()
    assert begin(client, intake, "staff")["Location"] == "/en/my-accreditation/staff/"
    assert "waits to be confirmed" in page(client.get("/en/my-accreditation/"))
    client.post(f"/en/my-accreditation/staff/{claim.pk}/end/")
    assert not Editor.objects.filter(ended_at=None).exists()


def test_list_is_for_confirmed_outlets_alone(client, editor):
    draft, _outlet = start_list(client, editor)
    other = {"outlet": make_outlet().pk, "language": "ru", "acknowledged": "on", "consent": "on"}
    assert client.post(url(draft), other).status_code == 200
    assert client.get(url(draft, "people/"))["Location"] == url(draft)


def test_people_are_sent_one_by_one_and_never_twice(client, editor):
    draft, outlet = start_list(client, editor)
    people = [add_person(client, draft, full_name=name) for name in ("Іңкәр Бір", "Іңкәр Екі")]
    shown = page(send(client, draft))
    sent = list(Application.objects.order_by("pk"))
    assert [application.full_name for application in sent] == ["Іңкәр Бір", "Іңкәр Екі"]
    assert {application.outlet for application in sent} == {outlet}
    assert {application.submitted_by for application in sent} == {editor}
    assert {application.applicant for application in sent} == {None}
    assert {application.language for application in sent} == {"ru"}
    assert all(application.number in shown for application in sent)
    send(client, draft)
    assert Application.objects.count() == 2
    assert not Draft.objects.exists(), "files went over to the applications"
    assert [person.application for person in draft.people.order_by("pk")] == sent
    assert len(people) == 2


def test_one_that_fails_keeps_no_other_back(client, editor):
    draft, outlet = start_list(client, editor)
    iin = make_iin()
    make_application(draft.intake, outlet=outlet, iin=iin, at=NOW)
    failing = add_person(client, draft, iin=iin)
    fine = add_person(client, draft)
    unready = client.post(url(draft, "people/"), {"add": "1"})
    assert unready.status_code == 302
    shown = page(send(client, draft))
    assert "already being considered" in shown
    failing.refresh_from_db()
    fine.refresh_from_db()
    assert (failing.application, bool(failing.failure)) == (None, True)
    assert fine.application is not None
    assert draft.people.filter(application=None).count() == 2


def test_editor_needs_no_letter_to_themselves(client, editor):
    draft, _outlet = start_list(client, editor)
    person = add_person(client, draft)
    line = StaffList(draft).line(person.pk)
    assert line is not None
    assert [slot.kind for slot in line.slots if slot.is_required] == ["IDENTITY"]


def test_rows_are_added_and_removed_and_keep_what_is_wrong(client, editor):
    draft, _outlet = start_list(client, editor)
    client.post(url(draft, "people/"), {"add": "1"})
    person = draft.people.get()
    wrong = typed(person, iin="123", email="inkar@")
    client.post(url(draft, "people/"), wrong | {"add": "1"})
    shown = page(client.get(url(draft, "people/")))
    assert 'value="inkar@"' in shown
    assert "Row 1" in shown
    assert "This is no IIN" in shown
    assert draft.people.count() == 2
    assert client.post(url(draft, "people/"), wrong | {"go_on": "1"}).status_code == 200
    client.post(url(draft, "people/"), wrong | {"remove": str(person.pk)})
    assert draft.people.count() == 1
    assert "123" not in str(ApplicationDraft.objects.values_list("data", flat=True))


def test_template_can_be_filled_in_and_taken_over(client, editor):
    draft, _outlet = start_list(client, editor)
    offered = client.get(url(draft, "staff.csv"))
    assert offered.content.decode() == template_table()
    assert table(client, draft, offered.content).status_code == 302
    person = draft.people.get()
    line = StaffList(draft).line(person.pk)
    assert line is not None
    assert line.form.is_valid(), line.form.errors
    assert line.name == "Әсел Ғабитқызы Һәкімова"
    assert "791028302728" not in str(person.data)


@pytest.mark.parametrize(
    ("content", "people", "words"),
    [
        pytest.param("full_name;iin;function\nӘсел;123;журналист\n", 1, "This is no IIN", id="a wrong cell"),
        pytest.param(
            "full_name,iin,function\nӘсел,,driver\n\n", 1, "Enter the IIN", id="commas, an empty cell, an end"
        ),
        pytest.param("full_name;iin;function\nӘсел;;шпион\n", 1, "Choose one of these", id="a function there is not"),
        pytest.param("name;iin\nӘсел;\n", 0, "These columns are missing: full_name, function", id="a column missing"),
        pytest.param(b"\xff\xfe\x98\x98", 0, "cannot be read", id="no text at all"),
        pytest.param("", 0, "The table is empty", id="nothing"),
    ],
)
def test_table_is_taken_as_it_is_and_tells_what_is_wrong(client, editor, content, people, words):
    draft, _outlet = start_list(client, editor)
    answer = table(client, draft, content)
    assert draft.people.count() == people
    shown = page(client.get(url(draft, "people/")) if people else answer)
    assert words in shown


def test_table_of_more_than_a_hundred_adds_nobody(client, editor):
    draft, _outlet = start_list(client, editor)
    rows = "full_name;iin;function\n" + "Әсел;;journalist\n" * 101
    assert "more than a hundred" in page(table(client, draft, rows))
    assert draft.people.count() == 0


def test_list_costs_the_same_for_one_and_for_three(client, editor):
    draft, _outlet = start_list(client, editor)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            add_person(client, draft)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(draft, "check/"))
        counts.append(len(queries))
    assert counts == [8, 8]

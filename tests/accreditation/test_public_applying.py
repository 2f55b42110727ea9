"""The steps of applying: one thing per page, nothing lost, nothing taken twice."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accreditation.models import Accreditation, Application, ApplicationDraft, Engagement, Outlet
from accreditation.services import close_intakes_due
from accreditation.services.drafts import purge_drafts_due
from accreditation.states import DocumentKind, Function, Kind, RegisterStatus, State
from documents.models import Draft
from documents.seals import unseal
from documents.services import purge_drafts
from notifications.models import Message
from tests.accreditation.applicants import (
    add_documents,
    add_photo,
    address,
    answers,
    begin,
    fill,
    fill_all,
    page,
    picture,
    send,
)
from tests.accreditation.press import THURSDAY, make_application, make_iin, make_intake, make_outlet
from tests.country import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reporter(client):
    user = make_user(full_name="Әсел Һәкімова")
    client.force_login(user)
    return user


def test_stranger_is_led_through_the_door_and_back(client):
    intake = make_intake()
    there = client.get(f"/en/accreditation/{intake.pk}/apply/")["Location"]
    assert there == f"/en/account/login/?next=/en/accreditation/{intake.pk}/apply/"
    make_user(email="new@people.example", password=PASSWORD)
    door = client.post(there, {"login": "new@people.example", "password": PASSWORD})
    assert door["Location"] == f"/en/accreditation/{intake.pk}/apply/"


def test_door_leads_on_to_sign_up_with_the_way_back(client):
    intake = make_intake()
    shown = page(client.get(f"/en/account/login/?next=/en/accreditation/{intake.pk}/apply/"))
    assert f"/en/account/signup/?next=%2Fen%2Faccreditation%2F{intake.pk}%2Fapply%2F" in shown


@pytest.mark.parametrize("asked", ["function", "person", "photo", "documents", "check", "nonsense"])
def test_step_out_of_turn_leads_to_the_first_gap(client, reporter, asked):
    intake = make_intake()
    begin(client, intake)
    assert client.get(address(intake, asked))["Location"] == address(intake, "outlet")


def test_application_goes_from_first_page_to_receipt(client, reporter):
    intake, outlet = make_intake(), make_outlet()
    draft = fill_all(client, intake, outlet)
    shown = page(client.get(address(intake, "check")))
    assert outlet.name in shown
    assert "27 March 2026" in shown  # three working days, over Nauryz
    response = send(client, draft)
    application = Application.objects.get()
    assert response["Location"] == f"/en/accreditation/application/{application.number}/{application.secret}/receipt/"
    assert application.number in page(client.get(response["Location"]))
    assert (application.outlet, application.function) == (outlet, Function.JOURNALIST)
    assert application.applicant == reporter
    assert application.photo.content_type == "image/jpeg"
    assert sorted(application.documents.values_list("kind", flat=True)) == ["CONTRACT", "EDITOR_REQUEST", "IDENTITY"]
    assert application.publication_consented_at is None, "publication is a consent of its own"
    assert Engagement.objects.get().outlet == outlet
    assert not ApplicationDraft.objects.exists()
    assert not Draft.objects.exists()


def test_form_sent_twice_is_one_application_and_one_receipt(client, reporter):
    draft = fill_all(client, make_intake())
    first, second = send(client, draft), send(client, draft)
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1
    assert Message.objects.filter(kind="accreditation_receipt", channel="EMAIL").count() == 1


def test_second_application_of_a_person_is_told_and_kept(client, reporter):
    intake, outlet = make_intake(), make_outlet()
    iin = make_iin()
    make_application(intake, outlet=outlet, iin=iin, at=NOW)
    draft = fill_all(client, intake, outlet, iin=iin)
    response = send(client, draft)
    assert response.status_code == 409
    assert "already being considered" in page(response)
    assert ApplicationDraft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        pytest.param("outlet", "outlet", "999999", id="an outlet that is not there"),
        pytest.param("outlet", "outlet", "9" * 30, id="a number no key can have"),
        pytest.param("function", "function", "SPY", id="a function that is not there"),
        pytest.param("person", "full_name", "", id="no name"),
        pytest.param("person", "full_name", "Ә" * 201, id="a name longer than its column"),
        pytest.param("person", "name_latin", "Әсел", id="no Latin letters"),
        pytest.param("person", "iin", "123456789012", id="a wrong IIN"),
        pytest.param("person", "email", "assel@", id="half an address"),
        pytest.param("person", "phone", "7" * 41, id="a telephone longer than its column"),
        pytest.param("equipment", "equipment", "x" * 2_001, id="a list of equipment that is too long"),
        pytest.param("languages", "language", "de", id="a language we do not write"),
        pytest.param("rules", "acknowledged", None, id="rules not read"),
        pytest.param("consents", "consent", None, id="no consent"),
    ],
)
def test_mistake_is_named_and_what_was_typed_is_kept(client, reporter, step, field, value):
    intake, said = make_intake(), answers()
    fill(client, intake, said, until=step)
    typed = {name: kept for name, kept in (said[step] | {field: value}).items() if kept is not None}
    shown = client.post(address(intake, step), typed)
    assert shown.status_code == 200
    assert f"id_{field}" in page(shown)
    assert "There is a problem" in page(shown)
    assert client.get(address(intake, "check"))["Location"] == address(intake, step)
    again = page(client.get(address(intake, step)))
    if value and step in ("person", "equipment") and field != "iin":
        assert value in again


def test_draft_survives_signing_out_and_another_device(client, reporter):
    intake = make_intake()
    fill(client, intake, answers(), until="equipment")
    client.post("/en/account/logout/")
    other = Client()
    other.force_login(reporter)
    assert other.get(f"/en/accreditation/{intake.pk}/apply/on/")["Location"] == address(intake, "equipment")
    assert "Assel Khakimova" in page(other.get(address(intake, "person")))
    assert intake.name in page(other.get("/en/my-accreditation/"))


def test_draft_is_nobody_elses(client, reporter):
    intake = make_intake()
    fill_all(client, intake)
    stranger = Client()
    stranger.force_login(make_user())
    for name in ("person/", "photo.jpg", "application.txt", "check/"):
        assert stranger.get(f"/en/accreditation/{intake.pk}/apply/{name}").status_code == 302, name


def test_iin_lies_sealed_and_is_never_shown_again(client, reporter):
    intake, iin = make_intake(), make_iin()
    fill(client, intake, answers(iin=iin), until="equipment")
    draft = ApplicationDraft.objects.get()
    assert iin not in str(draft.data)
    assert unseal(draft.data["person"]["iin"]) == iin
    assert iin not in page(client.get(address(intake, "person")))
    client.post(address(intake, "person"), answers()["person"] | {"iin": ""})
    assert unseal(ApplicationDraft.objects.get().data["person"]["iin"]) == iin, "an empty field keeps it"


def test_files_live_as_long_as_the_draft(client, reporter, clock):
    intake = make_intake()
    fill_all(client, intake)
    assert purge_drafts(at=NOW + timedelta(days=5)) == 0
    assert intake.closes_at is not None
    late = intake.closes_at + timedelta(days=8)
    assert purge_drafts_due(at=late - timedelta(days=2), limit=10) == 0
    assert purge_drafts_due(at=late, limit=10) == 1
    assert not ApplicationDraft.objects.exists()
    assert not Draft.objects.exists()


def test_closed_intake_takes_nothing_and_says_what_is_kept(client, reporter, clock):
    intake = make_intake()
    draft = fill_all(client, intake)
    clock.move_to(intake.closes_at + timedelta(minutes=1))
    close_intakes_due(at=intake.closes_at + timedelta(minutes=1), limit=10)
    response = send(client, draft)
    assert response.status_code == 410
    assert "What you have typed is kept until" in page(response)
    assert not Application.objects.exists()


def test_new_outlet_is_entered_unchecked_with_the_application(client, reporter):
    intake = make_intake()
    said = answers()
    begin(client, intake)
    client.post(address(intake, "outlet"), {"outlet": "new"})
    typed = {
        "name_kk": "Дала үні",
        "name_ru": "Голос степи",
        "kind": "ONLINE",
        "certificate_number": "KZ77",
        "languages": ["kk", "ru"],
        "is_domestic": "yes",
    }
    client.post(address(intake, "new-outlet"), typed)
    assert not Outlet.objects.filter(certificate_number="KZ77").exists(), "nothing is entered before the sending"
    for step in list(said)[1:]:
        client.post(address(intake, step), said[step])
    add_photo(client, intake)
    client.post(address(intake, "signature"), {})
    add_documents(client, intake)
    draft = ApplicationDraft.objects.get()
    send(client, draft)
    outlet = Outlet.objects.get(certificate_number="KZ77")
    assert (outlet.register_status, outlet.languages) == (RegisterStatus.UNCHECKED, ["kk", "ru"])
    assert Application.objects.get().outlet == outlet
    send(client, draft)
    assert Outlet.objects.filter(certificate_number="KZ77").count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param(
            {"is_domestic": "no"}, "Ministry of Foreign Affairs", id="a foreign outlet is led to the ministry"
        ),
        pytest.param({"certificate_number": "KZ99"}, "has this certificate", id="a certificate that is known"),
    ],
)
def test_outlet_that_cannot_be_entered_is_refused_with_a_way_on(client, reporter, changed, words):
    make_outlet(certificate_number="KZ99")
    intake = make_intake()
    begin(client, intake)
    client.post(address(intake, "outlet"), {"outlet": "new"})
    typed = {"name_kk": "Д", "name_ru": "Г", "kind": "ONLINE", "certificate_number": "KZ1", "languages": ["kk"]}
    shown = page(client.post(address(intake, "new-outlet"), typed | {"is_domestic": "yes"} | changed))
    assert words in shown
    assert 'value="Д"' in shown


def test_foreign_and_merged_outlets_are_not_offered(client, reporter):
    standing = make_outlet(name_ru="Вести степи")
    make_outlet(name_ru="Вести издалека", is_foreign=True)
    make_outlet(name_ru="Вести двойные", merged_into=standing)
    intake = make_intake()
    begin(client, intake)
    shown = page(client.get(address(intake, "outlet"), {"q": "вести"}))
    offered = page(client.get("/en/accreditation/outlets/", {"q": "вести"}))
    for text in (shown, offered):
        assert f'id="outlet_{standing.pk}"' in text
        assert text.count('name="outlet"') == (2 if text is shown else 1)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(picture((200, 300)), "small.jpg", "too small", id="too few pixels"),
        pytest.param(picture((1200, 300)), "wide.jpg", "too small", id="too small once it is cut"),
        pytest.param(b"GIF89a" + b"\0" * 50, "me.gif", "of a kind we do not take", id="another kind"),
        pytest.param(b"%PDF-1.7\n", "me.jpg", "no photograph", id="a PDF under the name of a picture"),
        pytest.param(picture()[:400], "torn.jpg", "broken", id="a torn picture"),
        pytest.param(picture((8200, 6300), "PNG"), "bomb.png", "too large an image", id="more than 51 megapixels"),
        pytest.param(b"", "empty.jpg", "empty", id="nothing"),
    ],
)
def test_bad_photograph_is_refused_and_the_one_before_stays(client, reporter, content, name, words):
    intake = make_intake()
    fill(client, intake, answers())
    add_photo(client, intake)
    before = Draft.objects.get().sha256
    shown = page(add_photo(client, intake, content, name))
    assert words in shown
    assert Draft.objects.get().sha256 == before


def test_photograph_is_cut_to_three_by_four_and_says_nothing_of_its_place(client, reporter):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 8.0, 0.0)}
    exif[0x010E] = "at home"
    content = picture((1600, 1000), exif=exif) + b"<script>alert(1)</script>"
    intake = make_intake()
    fill(client, intake, answers())
    add_photo(client, intake, content)
    kept = Draft.objects.get()
    with kept.content.open("rb") as file:
        stored = file.read()
    with Image.open(BytesIO(stored)) as image:
        assert image.size == (750, 1000)
        assert not image.getexif()
    assert b"at home" not in stored
    assert b"<script>" not in stored
    shown = client.get(f"/en/accreditation/{intake.pk}/apply/photo.jpg")
    assert b"".join(shown.streaming_content) == stored
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"].startswith("private, no-store")
    assert shown["Content-Disposition"].startswith("inline")


def test_document_that_is_refused_loses_no_other(client, reporter):
    intake = make_intake()
    fill(client, intake, answers())
    add_photo(client, intake)
    client.post(address(intake, "signature"), {})
    files = {
        "CONTRACT": SimpleUploadedFile("contract.pdf", b"%PDF-1.7\n"),
        "EDITOR_REQUEST": SimpleUploadedFile("request.exe", b"MZ\x90"),
    }
    shown = page(client.post(address(intake, "documents"), files | {"go_on": "1"}))
    assert "of a kind we do not take" in shown
    assert "contract.pdf" in shown
    assert "Add this document." in shown, "the copy of an identity document is still missing"


def test_document_can_be_removed(client, reporter):
    intake = make_intake()
    fill(client, intake, answers())
    add_photo(client, intake)
    client.post(address(intake, "signature"), {})
    add_documents(client, intake)
    kept = Draft.objects.get(name="contract.pdf")
    client.post(address(intake, "documents"), {"remove": str(kept.pk)})
    assert not Draft.objects.filter(pk=kept.pk).exists()
    assert client.get(address(intake, "check"))["Location"] == address(intake, "documents")


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        ("JOURNALIST", {DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT, DocumentKind.IDENTITY}),
        ("TECHNICIAN", {DocumentKind.EDITOR_REQUEST, DocumentKind.IDENTITY}),
        ("DRIVER", {DocumentKind.EDITOR_REQUEST, DocumentKind.DRIVING_LICENCE, DocumentKind.IDENTITY}),
    ],
)
def test_each_function_is_asked_for_its_own_documents(client, reporter, function, kinds):
    intake = make_intake()
    fill(client, intake, answers(function=function))
    add_photo(client, intake)
    client.post(address(intake, "signature"), {})
    response = client.get(address(intake, "documents"))
    asked = {slot.kind for _field, slot in response.context["fields"] if slot.is_required}
    assert asked == kinds


def test_permanent_holder_is_told_that_none_is_needed(client, reporter):
    permanent = make_intake()
    application = make_application(permanent, by=reporter, at=NOW)
    Accreditation.objects.create(
        agency=permanent.agency,
        application=application,
        holder=reporter,
        kind=Kind.PERMANENT,
        outlet=application.outlet,
        function=application.function,
        full_name=application.full_name,
        valid_from_on=NOW.date(),
        valid_until_on=NOW.date() + timedelta(days=364),
    )
    event = make_intake(permanent.agency, kind=Kind.TEMPORARY)
    words = "You need no temporary accreditation."
    assert words in page(client.get(f"/en/accreditation/{event.pk}/apply/"))
    assert words in page(client.get(f"/en/accreditation/{event.pk}/"))
    elsewhere = make_intake(kind=Kind.TEMPORARY)
    assert words not in page(client.get(f"/en/accreditation/{elsewhere.pk}/"))
    assert Application.objects.get().state == State.SUBMITTED


def test_sending_too_often_is_stopped_and_nothing_is_lost(client, reporter, monkeypatch):
    from accreditation.limits import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", Limit.THROTTLE_RATES | {"application": "1/hour"})
    send(client, fill_all(client, make_intake()))
    draft = fill_all(client, make_intake())
    assert send(client, draft).status_code == 429
    assert ApplicationDraft.objects.filter(pk=draft.pk).exists()

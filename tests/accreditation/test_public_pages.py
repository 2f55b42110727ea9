"""What anybody reads of accreditation; the applicant's page; the cabinet."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.models import Accreditation, Allocation, Application, Completion, Engagement, Intake, PlaceOffer
from accreditation.services import cancel_intake
from accreditation.states import HolderState, Kind, State
from agencies.states import Role
from audit.models import Event
from deadlines.services import waive_duty
from documents.models import Draft
from tests.accreditation.applicants import PDF, page
from tests.accreditation.press import THURSDAY, make_application, make_intake, make_outlet, make_rules, photo_bytes
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
NOW = THURSDAY + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def accredit(application: Application, **fields: Any) -> Accreditation:
    known = {
        "agency": application.agency,
        "application": application,
        "holder": application.applicant,
        "kind": Kind.PERMANENT,
        "outlet": application.outlet,
        "function": application.function,
        "full_name": application.full_name,
        "iin_fingerprint": application.iin_fingerprint,
        "valid_from_on": NOW.date(),
        "valid_until_on": NOW.date() + timedelta(days=364),
        "is_public": True,
    }
    return Accreditation.objects.create(**known | fields)


def of(application: Application, name: str = "", language: str = "en") -> str:
    return f"/{language}/accreditation/application/{application.number}/{application.secret}/{name}"


# --- What anybody reads ---------------------------------------------------------------------------------------


def test_front_page_and_menu_lead_to_accreditation(client):
    assert page(client.get("/en/")).count('href="/en/accreditation/"') == 2


def test_open_and_announced_intakes_are_listed_with_both_dates_and_the_distance(client):
    make_intake(name_en="Open one")
    make_intake(name_en="Coming one", opens_at=NOW + timedelta(days=2), at=THURSDAY)
    cancelled = make_intake(name_en="Cancelled one")
    officer = make_member(Role.PRESS_OFFICER, cancelled.agency).user
    cancel_intake(intake=cancelled, reason="-", by=officer, at=NOW)
    Intake.objects.create(
        agency=make_agency(),
        kind=Kind.PERMANENT,
        name_kk="-",
        name_ru="-",
        name_en="Draft",
        opens_at=NOW,
        created_by=officer,
        text_kk="-",
        text_ru="-",
    )
    shown = page(client.get("/en/accreditation/"))
    assert ("Open one" in shown, "Coming one" in shown) == (True, True)
    assert ("Cancelled one" in shown, "Draft" in shown) == (False, False)
    assert "10 working days left" in shown
    assert "opens in 2 days" in shown
    assert "7 April 2026" in shown


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_intake_is_announced_in_kazakh_and_russian_to_everybody(client, language):
    intake = make_intake(kind=Kind.TEMPORARY, places=10, criteria=["TERRITORY"])
    shown = page(client.get(f"/{language}/accreditation/{intake.pk}/"))
    assert intake.text_kk in shown
    assert intake.text_ru in shown
    assert f"/{language}/accreditation/{intake.pk}/apply/" in shown
    assert f"/{language}/accreditation/rules/{intake.agency.slug}/1/" in shown


def test_rules_are_shown_by_version_and_the_one_in_force_first(client):
    agency = make_agency()
    make_rules(agency, text_ru="Старые правила", in_force_from=date(2025, 1, 1))
    make_rules(agency, text_ru="Новые правила", in_force_from=date(2026, 1, 1))
    make_rules(agency, text_ru="Будущие правила", in_force_from=date(2027, 1, 1))
    here = f"/en/accreditation/rules/{agency.slug}/"
    assert "Новые правила" in page(client.get(here))
    assert "This is not the version in force" in page(client.get(f"{here}1/"))
    assert client.get(f"{here}9/").status_code == 404
    assert client.get("/en/accreditation/rules/nobody/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "is_named"),
    [
        pytest.param({}, True, id="in force, by consent"),
        pytest.param({"is_public": False}, False, id="no consent"),
        pytest.param({"state": HolderState.SUSPENDED}, False, id="suspended"),
        pytest.param({"valid_until_on": date(2026, 3, 18), "valid_from_on": date(2025, 3, 19)}, False, id="over"),
        pytest.param({"valid_from_on": date(2026, 3, 20)}, False, id="not begun"),
    ],
)
def test_list_names_who_agreed_and_is_in_force(client, fields, is_named):
    accredit(make_application(full_name="Аягөз Ізбасар"), **fields)
    assert ("Аягөз Ізбасар" in page(client.get("/en/accreditation/accredited/"))) is is_named


def test_list_is_searched_by_name_and_outlet_and_costs_the_same(client):
    counts = []
    for number in range(3):
        outlet = make_outlet(name_ru=f"Газета {chr(0x430 + number) * 5}")
        accredit(make_application(full_name=f"Аягөз {number}", outlet=outlet))
        if number != 1:
            with CaptureQueriesContext(connection) as queries:
                client.get("/en/accreditation/accredited/")
            counts.append(len(queries))
    assert counts == [3, 3]
    found = page(client.get("/en/accreditation/accredited/", {"q": "аягөз газета ввввв"}))
    assert ("Аягөз 2" in found, "Аягөз 1" in found) == (True, False)
    assert "Nobody is found" in page(client.get("/en/accreditation/accredited/", {"q": "никто"}))


def test_foreign_outlets_are_led_to_the_ministry(client):
    shown = page(client.get("/en/accreditation/foreign/"))
    assert "https://www.gov.kz/memleket/entities/mfa" in shown


# --- The applicant's page ----------------------------------------------------------------------------------------


def test_page_opens_by_its_secret_alone(client):
    application = make_application(at=NOW)
    assert "being reviewed" in page(client.get(of(application))).lower()
    assert client.get(of(application).replace(application.secret, "0" * 32)).status_code == 404
    assert client.get(of(application, "slip.pdf")).content.startswith(b"%PDF-")
    assert client.get(of(application))["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 404), ("stranger", 404), ("applicant", 200), ("editor", 200)],
)
def test_photograph_and_documents_are_read_by_their_people_alone_and_audited(client, who, status):
    applicant, editor = make_user(), make_user()
    application = make_application(by=editor, account=applicant, at=NOW)
    people = {"stranger": make_user(), "applicant": applicant, "editor": editor}
    if who in people:
        client.force_login(people[who])
    before = Event.objects.filter(action="file.read").count()
    document = application.documents.first()
    for name in ("photo.jpg", f"files/{document.file_id}/"):
        answer = client.get(of(application, name))
        assert answer.status_code == status
        if answer.streaming:
            assert b"".join(answer.streaming_content)
    assert Event.objects.filter(action="file.read").count() - before == (2 if status == 200 else 0)
    if status == 200:
        shown = client.get(of(application, "photo.jpg"))
        assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
        assert shown["Content-Disposition"].startswith("inline")


def test_document_of_another_application_is_not_there(client):
    mine, other = make_application(at=NOW), make_application(at=NOW)
    client.force_login(mine.applicant)
    assert client.get(of(mine, f"files/{other.documents.first().file_id}/")).status_code == 404


def returned(application: Application) -> Application:
    officer = make_member(Role.PRESS_OFFICER, application.agency).user
    Completion.objects.create(
        application=application, missing="Нет договора", until_on=date(2026, 3, 26), asked_at=NOW, asked_by=officer
    )
    Application.objects.filter(pk=application.pk).update(state=State.RETURNED)
    return Application.objects.get(pk=application.pk)


def test_returned_application_is_completed_with_files_of_several_kinds(client):
    application = returned(make_application(at=NOW))
    assert "Нет договора" in page(client.get(of(application)))
    mark = str(uuid4())
    first = {"mark": mark, "kind": "CONTRACT", "attachments": SimpleUploadedFile("c.pdf", PDF), "attach": "1"}
    assert "c.pdf" in page(client.post(of(application, "complete/"), first))
    second = {
        "mark": mark,
        "kind": "OTHER",
        "attachments": SimpleUploadedFile("o.pdf", PDF),
        "photo": SimpleUploadedFile("new.jpg", photo_bytes(), "image/jpeg"),
    }
    shown = page(client.post(of(application, "complete/"), second))  # no note: refused, and nothing is lost
    assert "Say in a few words" in shown
    assert ("c.pdf" in shown, "o.pdf" in shown, "Another photograph is attached" in shown) == (True, True, True)
    done = client.post(of(application, "complete/"), {"mark": mark, "kind": "OTHER", "note": "Договор"})
    assert done["Location"] == of(application)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    added = application.documents.filter(name__in=("c.pdf", "o.pdf")).values_list("name", "kind")
    assert sorted(added) == [("c.pdf", "CONTRACT"), ("o.pdf", "OTHER")]
    assert application.photo.name == "photograph.jpg"
    assert not Draft.objects.exists()
    again = client.post(of(application, "complete/"), {"mark": mark, "kind": "OTHER", "note": "Ещё раз"})
    assert "no longer possible" in page(again)


def test_withdrawal_pressed_twice_is_one(client):
    application = make_application(at=NOW)
    for _ in range(2):
        assert client.post(of(application, "withdraw/"), {"reason": ""})["Location"] == of(application)
    assert Event.objects.filter(action="application.withdrawn").count() == 1
    assert "You have withdrawn" in page(client.get(of(application)))


def waiting(intake: Intake) -> Application:
    application = make_application(intake, at=NOW)
    officer = make_member(Role.PRESS_OFFICER, intake.agency).user
    Allocation.objects.create(
        application=application, run_at=NOW, by=officer, rank=2, has_place=False, scores=[["TERRITORY", 1]]
    )
    Application.objects.filter(pk=application.pk).update(state=State.WAITING, rank=2)
    Intake.objects.filter(pk=intake.pk).update(
        confirmed_at=NOW, confirmed_by=officer, waiting_until_at=NOW + timedelta(days=9)
    )
    waive_duty(duty=application.running_clock, reason="-", by=None, at=NOW)
    return Application.objects.get(pk=application.pk)


def test_waiting_list_is_explained_and_a_free_place_accepted_once(client):
    intake = make_intake(kind=Kind.TEMPORARY, places=1, criteria=["TERRITORY"])
    application = waiting(intake)
    shown = page(client.get(of(application)))
    assert "on the waiting list" in shown
    assert "outlet of a part of the country" in shown
    assert "Accept the place" not in shown
    PlaceOffer.objects.create(application=application, offered_at=NOW, until_at=NOW + timedelta(hours=5))
    assert "Accept the place" in page(client.get(of(application)))
    assert client.post(of(application, "place/"))["Location"] == of(application)
    assert client.post(of(application, "place/")).status_code == 409
    application.refresh_from_db()
    assert (application.state, application.has_place) == (State.SUBMITTED, True)


# --- The cabinet -----------------------------------------------------------------------------------------------------


def test_cabinet_shows_own_things_alone_and_costs_the_same(client):
    user = make_user()
    client.force_login(user)
    make_application(full_name="Чужая Заявка", at=NOW)
    counts = []
    for number in range(3):
        application = make_application(by=user, full_name=f"Моя {number}", at=NOW)
        accredit(application)
        Engagement.objects.create(user=user, outlet=application.outlet, function="JOURNALIST", from_at=NOW)
        if number != 1:
            with CaptureQueriesContext(connection) as queries:
                shown = page(client.get("/en/my-accreditation/"))
            counts.append(len(queries))
    assert ("Моя 0" in shown, "Моя 2" in shown, "Чужая Заявка" in shown) == (True, True, False)
    assert counts == [14, 14]
    assert client.get("/en/my-accreditation/").status_code == 200
    assert Client().get("/en/my-accreditation/").status_code == 302


def test_outlet_is_added_and_ended(client):
    user, outlet = make_user(), make_outlet()
    client.force_login(user)
    said = {"outlet": outlet.pk, "function": "PHOTOGRAPHER", "position": "фотограф", "press_card": ""}
    for _ in range(2):
        client.post("/en/my-accreditation/outlets/add/", said)
    work = Engagement.objects.get()
    assert (work.user, work.outlet, work.function) == (user, outlet, "PHOTOGRAPHER")
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.post(f"/en/my-accreditation/outlets/{work.pk}/end/").status_code == 404
    client.post(f"/en/my-accreditation/outlets/{work.pk}/end/")
    work.refresh_from_db()
    assert work.ended_at == NOW

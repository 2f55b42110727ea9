"""Accreditation for machines: officers read their own agencies, everybody reads the register and announced intakes."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accreditation.models import Intake
from accreditation.services import save_intake, withdraw_application
from accreditation.states import Kind, OutletKind, RegisterStatus
from agencies.states import Role, Scope
from tests.accreditation.press import THURSDAY, make_application, make_intake, make_outlet
from tests.agencies.tokens import machine, make_token
from tests.country import make_member, make_user

pytestmark = pytest.mark.django_db
BASE = "/api/v1/accreditation"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def officer():
    return make_member(Role.PRESS_OFFICER).user


def agency_of(user):
    return user.memberships.get().agency


def client_of(user):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def results(client, path, **filters):
    response = client.get(path, filters)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_application_is_told_with_its_clock_and_without_the_iin(officer):
    application = make_application(make_intake(agency_of(officer), by=officer))
    make_application()
    expected = {
        "agency": agency_of(officer).slug,
        "number": application.number,
        "state": "SUBMITTED",
        "intake": application.intake_id,
        "kind": "PERMANENT",
        "submitted_at": "2026-03-19T11:00:00+05:00",
        "outlet": {"id": application.outlet_id, "name": application.outlet.name_en},
        "function": "JOURNALIST",
        "full_name": application.full_name,
        "language": "kk",
        "reviewer": None,
        "rank": None,
        "decided_at": None,
        "ground": "",
        "clock": {
            "state": "in_time",
            "due_on": "2026-03-27",
            "due_at": "2026-03-27T23:59:59.999999+05:00",
            "words": "3 working days left",
        },
    }
    assert results(client_of(officer), f"{BASE}/applications/") == [expected]
    one = client_of(officer).get(f"{BASE}/applications/{agency_of(officer).slug}/{application.number}/").json()
    assert {name: one[name] for name in expected} == expected
    assert [document["document"] for document in one["documents"]] == ["EDITOR_REQUEST", "CONTRACT"]
    assert (one["email"], one["reviews"]) == (application.email, [])


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 2),
        ({"state": "WITHDRAWN"}, 1),
        ({"function": "DRIVER"}, 0),
        ({"submitted_after": "2026-03-19T11:00:00+05:00"}, 2),
        ({"submitted_before": "2026-03-19T11:00:00+05:00"}, 0),
        ({"agency": "another"}, 0),
    ],
)
def test_applications_are_filtered(filters, count, officer):
    intake = make_intake(agency_of(officer), by=officer)
    gone, _stays = make_application(intake), make_application(intake)
    withdraw_application(application=gone, reason="", by=officer, at=THURSDAY)
    assert len(results(client_of(officer), f"{BASE}/applications/", **filters)) == count


@pytest.mark.parametrize("what", ["applications", "accreditations", "intakes", "outlets"])
@pytest.mark.parametrize(
    ("role", "status", "why"),
    [
        (None, 401, "nobody is signed in"),
        (Role.UNIT_CONTACT, 403, "sees no accreditation"),
        (Role.SECURITY, 200, "reviews"),
        (Role.AUDITOR, 200, "reads"),
    ],
)
def test_officers_lists_open_by_the_right_to_see(what, role, status, why):
    client = client_of(make_member(role).user) if role else Client()
    assert client.get(f"{BASE}/{what}/").status_code == status, why


@pytest.mark.parametrize(("scope", "status"), [(Scope.READ_ACCREDITATION, 200), (Scope.READ_INQUIRIES, 403)])
def test_token_reads_accreditation_when_it_was_made_for_it(scope, status, officer):
    secret = make_token(officer, scope, at=THURSDAY).secret
    assert machine(secret).get(f"{BASE}/applications/").status_code == status


def test_token_for_accreditation_reads_no_inquiries(officer):
    secret = make_token(officer, Scope.READ_ACCREDITATION, at=THURSDAY).secret
    assert machine(secret).get("/api/v1/inquiries/").status_code == 403


def test_drafts_of_intakes_are_told_to_their_officers_alone(officer):
    fields = {"text_kk": "m", "text_ru": "m", "name_kk": "m", "name_ru": "m", "opens_at": THURSDAY}
    draft = Intake(agency=agency_of(officer), kind=Kind.PERMANENT, **fields)
    save_intake(intake=draft, by=officer, at=THURSDAY)
    assert [row["state"] for row in results(client_of(officer), f"{BASE}/intakes/")] == ["DRAFT"]
    assert results(Client(), "/api/v1/intakes/") == []


@pytest.mark.parametrize(
    ("query", "count"), [({}, 2), ({"open": "true"}, 1), ({"open": "false"}, 1), ({"kind": "TEMPORARY"}, 0)]
)
def test_everybody_reads_announced_intakes(query, count):
    make_intake()
    make_intake(opens_at=THURSDAY + timedelta(days=1))
    assert len(results(Client(), "/api/v1/intakes/", **query)) == count


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["А", "Б"]),
        ({"words": "баспа"}, ["А"]),
        ({"words": "KZ-7"}, ["Б"]),
        ({"kind": "RADIO"}, ["Б"]),
        ({"status": "SUSPENDED"}, ["А"]),
        ({"language": "en"}, ["Б"]),
        ({"foreign": "true"}, []),
    ],
)
def test_everybody_reads_the_register_without_its_people(query, names):
    stopped = {"register_status": RegisterStatus.SUSPENDED}
    first = make_outlet(
        name_ru="А", name_kk="Баспа", chief_editor="Құпия", owner="Құпия", email="k@a.example", **stopped
    )
    make_outlet(name_ru="Б", kind=OutletKind.RADIO, certificate_number="KZ-7", languages=["en"])
    make_outlet(name_ru="В", merged_into=first)
    found = results(Client(), "/api/v1/outlets/", **query)
    assert [row["name_ru"] for row in found] == names
    assert "Құпия" not in str(found)
    assert not any({"owner", "chief_editor", "email", "bin"} & set(row) for row in found)


@pytest.mark.parametrize("path", [f"{BASE}/applications/", f"{BASE}/intakes/", f"{BASE}/outlets/", "/api/v1/outlets/"])
def test_list_costs_the_same_for_one_and_for_three(path, officer, django_assert_num_queries):
    costs = {f"{BASE}/applications/": 5, f"{BASE}/intakes/": 3, f"{BASE}/outlets/": 3, "/api/v1/outlets/": 2}
    client = client_of(officer)
    for _ in range(3):
        make_application(make_intake(agency_of(officer), by=officer))
        with django_assert_num_queries(costs[path]):
            results(client, path)
    assert make_user()

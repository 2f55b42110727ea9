"""The audit trail in the admin: read by who may, changed by nobody."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from agencies.states import Role
from audit.queries import timeline
from audit.services import record
from tests.country import make_member

pytestmark = pytest.mark.django_db

LIST = "/en/admin/audit/event/"
NOW = datetime(2026, 3, 19, 5, tzinfo=UTC)


@pytest.fixture
def auditor():
    return make_member(Role.AUDITOR)


@pytest.fixture
def client(auditor):
    client = Client()
    client.force_login(auditor.user)
    return client


def note(agency, action="agency.changed", times=1, **fields):
    for _ in range(times):
        record(action, agency, by=None, at=NOW, agency=agency, **fields)
    return timeline(agency).last()


def shown(response):
    return [event.action for event in response.context["cl"].result_list]


def test_event_is_listed_in_words(client, auditor):
    note(auditor.agency)
    page = client.get(LIST).content.decode()
    assert "The agency was changed" in page
    assert "the system" in page


def test_events_are_found_by_thing_and_action(client, auditor):
    note(auditor.agency)
    note(auditor.agency, "agency.created")
    assert shown(client.get(LIST, {"action": "agency.created"})) == ["agency.created"]
    assert len(shown(client.get(LIST, {"q": str(auditor.agency)}))) == 2
    assert shown(client.get(LIST, {"q": "nothing like it"})) == []


def test_event_shows_what_it_changed_and_has_no_form(client, auditor):
    event = note(auditor.agency, before={"phone": "1"}, after={"phone": "2"}, note="New number")
    page = client.get(f"{LIST}{event.pk}/change/").content.decode()
    assert "New number" in page
    assert 'name="_save"' not in page
    assert client.post(f"{LIST}{event.pk}/change/").status_code == 403


def test_history_of_a_thing_is_its_audit_trail(client, auditor):
    url = f"/en/admin/agencies/agency/{auditor.agency.pk}/history/"
    assert "Nothing was recorded yet" in client.get(url).content.decode()
    note(auditor.agency, note="New number")
    page = client.get(url).content.decode()
    assert "The agency was changed" in page
    assert "New number" in page


def test_list_costs_the_same_for_one_row_and_three(client, auditor, django_assert_num_queries):
    for times in (1, 2):
        note(auditor.agency, times=times)
        with django_assert_num_queries(6):
            client.get(LIST)

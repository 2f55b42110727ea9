"""A person's own tokens: made with proof of who they are, shown once, revoked after a question."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from agencies.models import ApiToken
from agencies.states import Role, Scope
from tests.accounts.second_factor import enrol
from tests.agencies.tokens import machine, make_token
from tests.country import PASSWORD, make_agency, make_member, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 19, 5, 0, 10, tzinfo=UTC)
OWN, NEW = "/en/account/tokens/", "/en/account/tokens/new/"
WISH = {"name": "Dashboard", "scopes": [Scope.READ_INQUIRIES], "days": 90}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def officer():
    return make_member(user=make_user(password=PASSWORD)).user


@pytest.fixture
def at_desk(client, officer):
    """The officer has just signed in."""
    client.post("/en/account/login/", {"login": officer.email, "password": PASSWORD})
    return client


def revoking(token):
    return f"{OWN}{token.pk}/revoke/"


def test_token_is_made_shown_once_and_works(at_desk, officer):
    shown = at_desk.post(NEW, WISH)
    (secret,) = re.findall(r"po_[\w-]{43}", shown.content.decode())
    assert machine(secret).get("/api/v1/inquiries/").status_code == 200
    token = ApiToken.objects.get()
    assert (token.owner, token.name, token.scopes, token.agency) == (officer, "Dashboard", ["READ_INQUIRIES"], None)
    assert token.expires_on == date(2026, 6, 17)
    assert "no-store" in shown["Cache-Control"]
    listed = at_desk.get(OWN).content.decode()
    assert (secret in listed, token.prefix in listed, "Valid until 17 June 2026" in listed) == (False, True, True)


def test_token_may_be_kept_to_one_agency(at_desk, officer):
    agency = officer.memberships.get().agency
    at_desk.post(NEW, WISH | {"agency": agency.pk})
    assert ApiToken.objects.get().agency == agency


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": 366}, "less than or equal to 365"),
        ({"days": 0}, "greater than or equal to 1"),
        ({"scopes": []}, "This field is required"),
        ({"scopes": ["EVERYTHING"]}, "EVERYTHING is not one of the available choices"),
        ({"name": ""}, "This field is required"),
        ({"agency": "elsewhere"}, "That choice is not one of the available choices"),
    ],
)
def test_wrong_wish_is_explained_and_makes_nothing(at_desk, wrong, words):
    if "agency" in wrong:
        wrong = {"agency": make_agency().pk}
    assert words in at_desk.post(NEW, WISH | wrong).content.decode()
    assert ApiToken.objects.count() == 0


def test_reader_of_the_public_is_asked_neither_for_an_agency_nor_for_an_officers_work(client):
    client.force_login(make_user())
    page = client.get(NEW).content.decode()
    assert ("Read inquiries" in page, "as an officer" in page, 'name="agency"' in page) == (True, False, False)
    client.post(NEW, WISH)
    assert ApiToken.objects.get().agency is None


def test_token_is_revoked_after_a_question(at_desk, officer):
    new = make_token(officer, at=NOW)
    assert "Dashboard" in at_desk.get(revoking(new.token)).content.decode()
    assert machine(new.secret).get("/api/v1/inquiries/").status_code == 200
    assert at_desk.post(revoking(new.token)).url == OWN
    assert machine(new.secret).get("/api/v1/inquiries/").status_code == 401
    assert new.token.prefix not in at_desk.get(OWN).content.decode()


def test_anothers_token_does_not_exist(at_desk):
    other = make_token(make_member().user, at=NOW).token
    assert [at_desk.get(revoking(other)).status_code, at_desk.post(revoking(other)).status_code] == [404, 404]
    assert other.prefix not in at_desk.get(OWN).content.decode()
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_signed_in_long_ago_proves_again_who_they_are(at_desk, officer, clock, method):
    token = make_token(officer, at=NOW).token
    clock.shift(timedelta(minutes=10))
    for address in (NEW, revoking(token)):
        answer = getattr(at_desk, method)(address, WISH)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/en/account/reauthenticate/")
    assert (ApiToken.objects.count(), ApiToken.objects.get().revoked_at) == (1, None)


@pytest.mark.parametrize("address", [OWN, NEW, f"{OWN}1/revoke/"])
def test_nobody_is_led_to_sign_in(client, address):
    assert client.get(address).url == f"/en/account/login/?next={address}"


@pytest.mark.parametrize("address", [OWN, NEW, f"{OWN}1/revoke/"])
def test_staff_without_a_second_factor_make_no_token(client, settings, address):
    """A token would be a way round it."""
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(make_member(Role.PRESS_OFFICER).user)
    for method in (client.get, client.post):
        assert method(address, WISH).url == "/en/account/2fa/"
    assert ApiToken.objects.count() == 0


def test_staff_with_a_second_factor_make_one(client, settings, officer):
    settings.SECOND_FACTOR_REQUIRED = True
    enrol(client, officer, PASSWORD, NOW)
    assert client.post(NEW, WISH).status_code == 200
    assert ApiToken.objects.count() == 1


def test_account_leads_to_the_tokens(at_desk):
    assert f'href="{OWN}"' in at_desk.get("/en/account/password/change/").content.decode()

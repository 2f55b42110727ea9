"""Staff work only in sessions that have shown a second factor; there is no way round."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core import mail
from django.test import Client

from accounts.models import User
from agencies.middleware import SecondFactorMiddleware
from agencies.second_factor import SecondFactorAdapter
from agencies.states import Role
from tests.accounts.second_factor import PERIOD, code_at, enrol, post_and_commit, set_up
from tests.country import PASSWORD, make_acting, make_member, make_superuser, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 19, 5, 0, 10, tzinfo=UTC)
WORK = "/en/admin/?from=letter"
FACTORS, CONFIRM = "/en/account/2fa/", "/en/account/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def officer() -> User:
    return make_member(user=make_user(password=PASSWORD)).user


def sign_in(client: Client, user: User, wanted: str = ""):
    address = "/en/account/login/" + (f"?next={wanted}" if wanted else "")
    return client.post(address, {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize(
    ("person", "is_led", "why"),
    [
        (lambda: make_member(Role.PRESS_OFFICER).user, True, "an officer"),
        (lambda: make_member(Role.UNIT_CONTACT).user, True, "a unit contact, though without the admin"),
        (lambda: make_acting(make_member(Role.FIRST_HEAD)).deputy, True, "a deputy"),
        (make_superuser, True, "who installs"),
        (make_user, False, "a journalist"),
        (lambda: make_member(until_on=NOW.date() - timedelta(days=1)).user, False, "an officer no longer"),
    ],
)
def test_staff_without_a_factor_are_led_to_enrol(client, person, is_led, why):
    client.force_login(person())
    answer = client.get("/en/start/")
    assert (answer.url == FACTORS) is is_led, why


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/en/admin/", "the admin"),
        ("/en/admin/agencies/membership/", "a page of the admin"),
        ("/en/start/", "the way to one's own page"),
        ("/en/messages/", "the inbox"),
    ],
)
def test_no_page_of_work_opens_without_a_factor(client, officer, address, why):
    client.force_login(officer)
    assert client.get(address).url == FACTORS, why
    assert client.post(address).url == FACTORS, why


def test_pages_needed_to_enrol_or_leave_stay_open(client, officer):
    client.force_login(officer)
    assert client.get(FACTORS).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.post("/en/language/", {"language": "ru", "next": "/en/account/2fa/"}).url == "/ru/account/2fa/"
    assert client.post("/en/account/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_enrolling_ends_at_the_page_that_was_wanted(client, officer):
    assert sign_in(client, officer, wanted=WORK).url == WORK
    assert client.get(WORK).url == FACTORS
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    codes = client.get(set_up(client, secret, NOW).url)
    assert 'href="/en/start/">Go on to the page you wanted</a>' in codes.content.decode()
    assert client.get("/en/start/").url == WORK
    assert client.get("/en/start/").url == "/en/admin/", "wanted once"
    assert [letter.subject for letter in mail.outbox] == ["An authenticator app was set up"]


def test_what_was_posted_is_not_sent_again_after_enrolling(client, officer):
    client.force_login(officer)
    client.post("/en/admin/agencies/unit/add/")
    assert client.session["wanted_before_second_factor"] == "/en/start/"


def test_wrong_code_enrols_nothing(client, officer):
    sign_in(client, officer)
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    yesterday = code_at(secret, NOW - timedelta(days=1))
    client.post("/en/account/2fa/totp/activate/", {"code": yesterday})
    assert not Authenticator.objects.exists()


def test_enrolled_person_signs_in_with_password_and_code(client, clock, officer):
    secret = enrol(Client(), officer, PASSWORD, NOW)
    assert sign_in(client, officer, wanted=WORK).url == "/en/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session, "the password alone opens nothing"
    assert client.get(WORK).status_code == 302
    clock.shift(PERIOD)
    answer = client.post("/en/account/2fa/authenticate/", {"code": code_at(secret, NOW + timedelta(seconds=PERIOD))})
    assert answer.url == WORK
    assert client.get("/en/start/").url == "/en/admin/"


def test_code_of_another_moment_opens_nothing(client, officer):
    secret = enrol(Client(), officer, PASSWORD, NOW)
    sign_in(client, officer)
    client.post("/en/account/2fa/authenticate/", {"code": code_at(secret, NOW - timedelta(minutes=5))})
    assert "_auth_user_id" not in client.session


def test_code_opens_only_once(officer):
    secret = enrol(Client(), officer, PASSWORD, NOW)
    opened = []
    for browser in (Client(), Client()):
        sign_in(browser, officer)
        browser.post("/en/account/2fa/authenticate/", {"code": code_at(secret, NOW)})
        opened.append("_auth_user_id" in browser.session)
    assert opened == [True, False]


def test_guessing_codes_is_stopped_even_for_the_right_one(client, clock, officer):
    secret = enrol(Client(), officer, PASSWORD, NOW)
    sign_in(client, officer)
    for _guess in range(5):
        client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    client.post("/en/account/2fa/authenticate/", {"code": code_at(secret, NOW)})
    assert "_auth_user_id" not in client.session


def test_recovery_code_opens_once(client, officer):
    owner = Client()
    enrol(owner, officer, PASSWORD, NOW)
    code = owner.get("/en/account/2fa/recovery-codes/").context["unused_codes"][0]
    opened = []
    for browser in (Client(), Client()):
        sign_in(browser, officer)
        browser.post("/en/account/2fa/authenticate/", {"code": code})
        opened.append("_auth_user_id" in browser.session)
    assert opened == [True, False]


def test_session_from_before_enrolling_must_show_the_factor(client, clock, officer):
    client.force_login(officer)
    secret = enrol(Client(), officer, PASSWORD, NOW)
    assert client.get(WORK).url == f"{CONFIRM}?next=%2Fen%2Fadmin%2F%3Ffrom%3Dletter"
    assert client.get(FACTORS).url.startswith(CONFIRM), "nor may it change the factors"
    clock.shift(PERIOD)
    later = code_at(secret, NOW + timedelta(seconds=PERIOD))
    assert client.post(f"{CONFIRM}?next={WORK}", {"code": later}).url == WORK
    assert client.get("/en/start/").url == "/en/admin/"


def test_password_does_not_stand_in_for_the_factor(client, officer):
    client.force_login(officer)
    enrol(Client(), officer, PASSWORD, NOW)
    answer = client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert answer.url.startswith(CONFIRM)
    assert client.get(WORK).url.startswith(CONFIRM)


def test_mark_of_one_person_does_not_serve_the_next(client, officer):
    enrol(client, officer, PASSWORD, NOW)
    other = make_member().user
    client.force_login(other)
    assert client.get("/en/start/").url == FACTORS


def test_who_removes_the_last_factor_enrols_again_at_once(client, officer):
    enrol(client, officer, PASSWORD, NOW)
    assert client.get("/en/start/").url == "/en/admin/"
    post_and_commit(client, "/en/account/2fa/totp/deactivate/", {})
    assert not Authenticator.objects.exists()
    assert client.get("/en/start/").url == FACTORS


def test_password_reset_does_not_go_round_the_factor(client, officer):
    enrol(Client(), officer, PASSWORD, NOW)
    mail.outbox.clear()
    client.post("/en/account/password/reset/", {"email": officer.email})
    link = next(word for word in mail.outbox[0].body.split() if "password/reset/key" in word)
    new = "samal-tau-korkem-8"
    client.post(client.get(link).url, {"password1": new, "password2": new})
    assert "_auth_user_id" not in client.session
    answer = client.post("/en/account/login/", {"login": officer.email, "password": new})
    assert answer.url == "/en/account/2fa/authenticate/"


def test_secrets_are_kept_so_that_the_database_alone_makes_no_codes(client, officer):
    secret = enrol(client, officer, PASSWORD, NOW)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret


def test_secrets_outlive_a_change_of_the_installations_key(settings):
    box = SecondFactorAdapter()
    kept = box.encrypt("secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new one"
    assert box.decrypt(kept) == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        box.decrypt(kept)


def test_guard_is_a_setting_that_production_cannot_switch_off():
    """Only the demo and the tests read it from the environment."""
    from pathlib import Path

    source = Path(__file__).resolve().parents[2].joinpath("pressoffice/settings.py").read_text()
    assert 'SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False) if RELAXED else True' in source


def test_marked_session_is_let_through_without_a_query(client, officer, django_assert_num_queries):
    enrol(client, officer, PASSWORD, NOW)
    request = client.get("/en/account/2fa/").wsgi_request
    with django_assert_num_queries(0):
        assert SecondFactorMiddleware(lambda _request: None).process_view(request) is None

"""Every page of an account is ours: in the frame of the portal, with one heading, and whole without JavaScript."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from agencies.second_factor import SecondFactorAdapter
from tests.accounts.second_factor import set_up
from tests.country import PASSWORD, make_user

pytestmark = pytest.mark.django_db

OPEN = {
    "account_login": "Sign in",
    "account_signup": "Create an account",
    "account_reset_password": "Choose a new password",
    "account_reset_password_done": "Look into your mail",
    "account_reset_password_from_key": "This link no longer works",
    "account_reset_password_from_key_done": "Your password is set",
    "account_inactive": "This account is closed",
}
SIGNED_IN = {
    "account_logout": "Sign out",
    "account_email": "E-mail address",
    "account_change_password": "Password",
    "account_reauthenticate": "Is it you?",
    "mfa_index": "Second factor",
    "mfa_activate_totp": "Set up an authenticator app",
    "mfa_list_webauthn": "Security keys",
    "mfa_add_webauthn": "Add a security key",
}
WITH_APP = {
    "mfa_deactivate_totp": "Remove the authenticator app",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_generate_recovery_codes": "Make new recovery codes",
    "mfa_reauthenticate": "Is it you?",
}
# Made of what a key answered: test_security_key.py walks them in a browser.
WITH_KEY = {"mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn"}
# Steps of a sign-in, reached only from the step before; each is drawn by a test of its own.
STEPS = {"account_email_verification_sent", "mfa_authenticate"}
# They only lead elsewhere, or send a file.
PAGELESS = {"account_confirm_login_code", "account_set_password", "mfa_download_recovery_codes"}
ARGUMENTS = {"account_reset_password_from_key": "password/reset/key/x-y/"}


def account_routes(patterns=None, prefix: str = "") -> dict[str, str]:
    """Name → address of every page allauth brings."""
    found: dict[str, str] = {}
    for pattern in get_resolver("allauth.urls").url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= account_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found[pattern.name] = ARGUMENTS.get(pattern.name, route)
    return found


def assert_ours(page, heading: str) -> None:
    html = page.content.decode()
    assert page.status_code == 200
    assert "templates/base.html" in {str(template.origin)[-19:] for template in page.templates}
    assert html.count("<h1") == 1
    assert heading in html.split("<h1", 1)[1].split("</h1>")[0]
    assert heading in html.split("<title>", 1)[1].split("</title>")[0]
    assert "placeholder=" not in html


@pytest.fixture
def member(client: Client):
    user = make_user(password=PASSWORD)
    client.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
    return user


def test_no_page_is_forgotten():
    assert set(account_routes()) == {*OPEN, *SIGNED_IN, *WITH_APP, *WITH_KEY, *STEPS, *PAGELESS}


@pytest.mark.parametrize(("name", "heading"), OPEN.items())
def test_page_before_signing_in_is_ours(client, name, heading):
    assert_ours(client.get(f"/en/account/{account_routes()[name]}"), heading)


@pytest.mark.parametrize(("name", "heading"), SIGNED_IN.items())
def test_page_of_an_account_is_ours(client, member, name, heading):
    assert_ours(client.get(f"/en/account/{account_routes()[name]}"), heading)


@pytest.mark.parametrize(("name", "heading"), WITH_APP.items())
def test_page_of_an_account_with_an_app_is_ours(client, member, name, heading):
    box = SecondFactorAdapter()
    Authenticator.objects.create(user=member, type="totp", data={"secret": box.encrypt("A" * 32)})
    Authenticator.objects.create(user=member, type="recovery_codes", data={"seed": box.encrypt("0"), "used_mask": 0})
    assert_ours(client.get(f"/en/account/{account_routes()[name]}"), heading)


def test_steps_of_signing_in_are_ours(client, member):
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    with time_machine.travel(now := timezone.now(), tick=False):  # a code is good until the half minute is over
        set_up(client, secret, now)
    stranger = Client()
    step = stranger.post("/en/account/login/", {"login": member.email, "password": PASSWORD}, follow=True)
    assert_ours(step, "Second factor")
    sign_up = {"full_name": "A", "language": "en", "password1": PASSWORD, "password2": PASSWORD}
    step = Client().post("/en/account/signup/", sign_up | {"email": "a@outlet.example"}, follow=True)
    assert_ours(step, "Confirm your address")

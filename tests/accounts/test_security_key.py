"""Security keys in a real browser with a virtual key: the scripts work under the content policy."""

import re
import shutil

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright

from tests.country import PASSWORD, make_user

CHROMIUM = shutil.which("chromium")
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

expect.set_options(timeout=30_000)  # a busy machine is slow
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda line: (
                page.complaints.append(f"{line.text} {line.location['url']}") if line.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
        yield page
        connections.close_all()  # the test's own: inside Playwright's loop Django gives it another than outside
        browser.close()


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/en/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():  # else the next address may call it back
        page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_key_is_added_opens_the_account_and_is_removed(page, live_server):
    user = make_user(password=PASSWORD)
    sign_in(page, live_server.url, user.email)
    page.goto(f"{live_server.url}/en/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Office key")
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}

    page.context.clear_cookies()
    sign_in(page, live_server.url, user.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    page.get_by_role("button", name="Use the security key").click()
    expect(page).to_have_url(re.compile("/en/(?!account)"))

    page.goto(f"{live_server.url}/en/account/2fa/webauthn/reauthenticate/?next=/en/account/2fa/webauthn/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    page.get_by_role("button", name="Use the security key").click()
    page.get_by_role("link", name="Rename Office key").click()
    page.get_by_label("Name").fill("Key in the safe")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove Key in the safe").click()
    page.get_by_role("button", name="Remove the key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Security keys")
    assert not Authenticator.objects.exists(), "the codes go with the last factor"
    assert page.complaints == []


def test_key_that_does_not_answer_is_said_in_words(page, live_server):
    sign_in(page, live_server.url, make_user(password=PASSWORD).email)
    page.goto(f"{live_server.url}/en/account/2fa/webauthn/add/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no key')) }")
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("alert")).to_contain_text("The key did not answer.")
    assert not Authenticator.objects.exists()

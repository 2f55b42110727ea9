"""A real Chromium against a real server on the demo country."""

from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from pressoffice.demo.country import PASSWORD
from tests.conftest import CHROMIUM

PATIENCE = 30_000  # milliseconds; on a busy machine a page may take ten seconds
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


expect.set_options(timeout=PATIENCE)


@pytest.fixture
def country(live_server, demo):
    """The demo country, behind an address."""


@pytest.fixture
def chromium(country, monkeypatch):
    """A browser for one test: while Playwright runs, its loop sits in this thread and Django must not mind."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        connections.close_all()  # the test's own: inside the loop Django gives it another than outside
        browser.close()


class Visitor:
    """Somebody at a browser. What the console complains of is kept: under our policy it must stay silent."""

    def __init__(self, chromium: Browser, address: str, viewport: dict[str, int], **context: Any) -> None:
        self.address = address
        self.context = chromium.new_context(viewport=viewport, **context)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, email: str, language: str = "en") -> "Visitor":
        page = self.go(f"/{language}/account/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        self.submit()
        return self

    def submit(self, inside: str = "main") -> Page:
        return self.press(f"{inside} form button:not([type=button])")

    def press(self, what: str | Locator) -> Page:
        """Click what leads to another page, and wait until that is there: a bare click returns on the old one."""
        with self.page.expect_navigation():
            (self.page.locator(what) if isinstance(what, str) else what).first.click()
        return self.page


@pytest.fixture
def visitor(chromium, live_server):
    """visitor(viewport) opens another browser window; all are closed at the end."""
    opened: list[Visitor] = []

    def open_window(viewport: dict[str, int] = DESK) -> Visitor:
        opened.append(Visitor(chromium, live_server.url, viewport))
        return opened[-1]

    yield open_window
    for window in opened:
        window.context.close()

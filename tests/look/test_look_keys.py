"""The keyboard moves of the admin, in a browser."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

KEYS = Path(__file__).resolve().parents[2] / "static" / "js" / "keys.js"
CHROMIUM = shutil.which("chromium")
PAGE = """
<input data-search id="search"><textarea id="text"></textarea>
<p data-row><a href="#one" id="one">1</a></p>
<p data-row>no link</p>
<p data-row><a href="#two" id="two">2</a></p>
<table id="result_list"><tbody><tr><th><a href="#three" id="three">3</a></th></tr></tbody></table>
<footer hidden><input type="checkbox" data-keys-switch id="switch"></footer>
"""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.route("http://keys.test/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.goto("http://keys.test/")  # an address of its own: local storage needs one
    page.add_script_tag(content=KEYS.read_text(), type="module")
    page.wait_for_selector("#switch")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("keys", "focused", "reason"),
    [
        ("/", "search", "the search box"),
        ("j", "one", "the first row"),
        ("jj", "two", "rows without a link are passed over"),
        ("jjj", "three", "a row of a change list is one too"),
        ("jjjj", "three", "the last row stays"),
        ("k", "three", "backwards from nowhere begins at the end"),
        ("jjk", "one", "back again"),
        ("x", "", "other keys are the browser's"),
    ],
)
def test_keys_move_the_focus(page, keys, focused, reason):
    for key in keys:
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == focused, reason


def test_keys_open_the_focused_row(page):
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.url == "http://keys.test/#one"


def test_keys_leave_typing_alone(page):
    page.focus("#text")
    page.keyboard.type("j/k")
    assert page.input_value("#text") == "j/k"


def test_keys_leave_shortcuts_of_the_browser_alone(page):
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement.id") == ""


def test_keys_can_be_switched_off_and_stay_off(page):
    page.uncheck("#switch")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == ""
    assert page.evaluate("localStorage.getItem('keys')") == "off"

"""The names that Django's admin forgets, in a browser."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

NAMES = Path(__file__).resolve().parents[2] / "static" / "js" / "names.js"
CHROMIUM = shutil.which("chromium")
PAGE = """
<div class="tabular"><table>
  <thead><tr><th class="original"></th><th>Name</th><th>Delete?</th></tr></thead>
  <tbody><tr>
    <td class="original"></td><td><input id="name"></td><td><input id="delete" type="checkbox"></td>
  </tr></tbody>
</table></div>
<label for="parent">Higher body</label>
<select id="parent" class="select2-hidden-accessible"><option>Ministry</option></select>
<span><span class="select2-selection" role="combobox" aria-labelledby="shown">
  <span id="shown" class="select2-selection__rendered" role="textbox">Ministry</span>
</span></span>
<script type="module" src="/names.js"></script>
"""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def page():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("http://names.test/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.route("http://names.test/names.js", lambda route: route.fulfill(path=NAMES))
        page.goto("http://names.test/")
        yield page
        browser.close()


@pytest.mark.parametrize(
    ("selector", "name"),
    [
        ("#name", "Name"),
        ("#delete", "Delete?"),
        (".select2-selection", "Higher body Ministry"),
        ("#shown", "Higher body"),
    ],
)
def test_control_is_named(page, selector, name):
    control = page.locator(selector)
    assert control.get_attribute("aria-label") == name
    assert control.get_attribute("aria-labelledby") is None


def test_corner_of_the_table_heads_nothing(page):
    assert page.locator("th").all_inner_texts() == ["Name", "Delete?"]

"""Templates compile, keep the strict content security policy, and draw what they are for."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

from deadlines.queries import ClockState

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted({ROOT / "templates", *ROOT.glob("*/templates")})
TEMPLATES = sorted(
    (file, str(file.relative_to(folder)))
    for folder in FOLDERS
    for file in folder.rglob("*")
    if file.suffix in {".html", ".txt"}
)
INLINE = re.compile(r"""<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=["']|javascript:""", re.IGNORECASE)
ERROR_PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")


def is_letter(file):
    """Mail programs know no style sheets: what extends mail/base.html may have inline styles."""
    return "mail/base.html" in file.read_text() or file.parent.name == "mail"


@pytest.mark.parametrize("name", [name for _file, name in TEMPLATES])
def test_template_compiles(name):
    get_template(name)


def test_templates_have_no_inline_script_or_style():
    """The content security policy would refuse them."""
    pages = [file for file, _name in TEMPLATES if file.suffix == ".html" and not is_letter(file)]
    found = {str(file.relative_to(ROOT)): INLINE.findall(file.read_text()) for file in pages}
    assert {name: bits for name, bits in found.items() if bits} == {}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('<p style="color:red">', True),
        ("<script>alert(1)</script>", True),
        ('<script type="module" src="/static/js/portal.js"></script>', False),
        ("<a onclick='x()'>", True),
        ('<a href="javascript:x()">', True),
        ('<link rel="stylesheet" href="/static/css/portal.css">', False),
        ('<p class="style">on="stage"</p>', False),
    ],
)
def test_inline_check_finds_what_the_policy_refuses(text, is_found):
    assert bool(INLINE.search(text)) is is_found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page_needs_neither_context_nor_database(name, language):
    with translation.override(language):
        page = render_to_string(name)
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert re.search(r"<title>\s*–", page) is None, "an empty title"


def test_comments_end_on_their_line():
    """Django prints the others."""
    broken = {
        name: line
        for file, name in TEMPLATES
        for line in file.read_text().splitlines()
        if line.count("{#") != line.count("#}")
    }
    assert broken == {}


def test_server_error_page_offers_no_navigation():
    """What it would lead to may be what broke."""
    assert "govuk-service-navigation" not in render_to_string("500.html")


def test_icons_exist_for_every_use():
    symbols = set(re.findall(r'<symbol id="([a-z_]+)"', (ROOT / "static" / "icons.svg").read_text()))
    named = {
        name
        for file, _name in TEMPLATES
        for name in re.findall(r'components/icon.html" with name="([a-z_]+)"', file.read_text())
    }
    assert named | set(ClockState) == symbols

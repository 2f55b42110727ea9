"""The letter every other letter extends."""

import re
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

BLOCKS = (
    "{% block heading %}{{ heading }}{% endblock %}{% block body %}Body.{% endblock %}{% block why %}Why.{% endblock %}"
)
FULL = {
    "agency": "Ministry & Co",
    "heading": "Answer to <you>",
    "facts": [SimpleNamespace(label="Number", value="INQ-2026-000123")],
    "action_url": "https://press.example/?a=1&b=2",
    "unsubscribe_url": "https://press.example/stop/",
}


def letter(kind, context):
    with translation.override("en"):
        return engines["django"].from_string(f'{{% extends "mail/base.{kind}" %}}{BLOCKS}').render(context)


def test_plain_letter_is_text_and_nothing_else():
    assert letter("txt", FULL).split("\n") == [
        "Ministry & Co",
        "",
        "Answer to <you>",
        "",
        "Body.",
        "",
        "Number: INQ-2026-000123",
        "",
        "Open the case: https://press.example/?a=1&b=2",
        "",
        "--",
        "Why.",
        "Stop messages of this kind: https://press.example/stop/",
        "",
    ]


def test_html_letter_escapes_and_has_one_button():
    page = letter("html", FULL)
    assert "Ministry &amp; Co" in page
    assert "Answer to &lt;you&gt;" in page
    assert re.findall(r'<a href="([^"]+)"', page) == [
        "https://press.example/?a=1&amp;b=2",
        "https://press.example/stop/",
    ]


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_letter_leaves_out_what_it_was_not_told(kind):
    page = letter(kind, {})
    assert "Press office" in page
    assert "Open the case" not in page
    assert "Stop messages" not in page


def test_html_letter_loads_nothing():
    """Pictures and styles from elsewhere would tell when and where it was read."""
    assert re.findall(r"src=|url\(|<link|<script", letter("html", FULL)) == []

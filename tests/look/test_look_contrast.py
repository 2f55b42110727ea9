"""Every pair of colours that meets on a page, computed from the style sheets (WCAG 2.1, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT, CONTROL = 4.5, 3.0
STATES = ("late", "soon", "in-time", "paused")

PAIRS = [
    ("ink", "ground", TEXT, "text on the page"),
    ("ink", "surface", TEXT, "text on footers, table heads, empty lists"),
    ("ink-quiet", "ground", TEXT, "hints, dates, who did it"),
    ("ink-quiet", "surface", TEXT, "the reason of a closed day, the footer"),
    ("brand", "ground", TEXT, "links"),
    ("brand", "surface", TEXT, "links in the navigation and in empty lists"),
    ("brand-strong", "ground", TEXT, "links under the pointer"),
    ("brand-strong", "surface", TEXT, "links under the pointer in the navigation"),
    ("visited", "ground", TEXT, "visited links on public pages"),
    ("on-button", "button", TEXT, "buttons"),
    ("on-button", "button-strong", TEXT, "buttons under the pointer"),
    ("on-gold", "gold", TEXT, "whatever has the focus on public pages"),
    ("late", "surface", TEXT, "a late row under the pointer"),
    ("soon", "surface", TEXT, "a soon-late row under the pointer"),
    ("control", "ground", CONTROL, "the border of an input"),
    ("control", "surface", CONTROL, "the border of an input on a filter bar"),
    *((state, "ground", TEXT, "the words beside a state") for state in STATES),
    *((state, f"{state}-ground", TEXT, "the state itself") for state in STATES),
    *(("ink", f"{state}-ground", TEXT, "a message or a chosen row in the colour of a state") for state in STATES),
]
LIGHT_ONLY = {"visited"}  # the admin alone has a dark scheme


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))


def block(css: str, selector: str) -> str:
    found = re.search(re.escape(selector) + r" \{(.*?)\}", css, re.DOTALL)
    assert found, f"no {selector}"
    return found[1]


LIGHT = tokens((CSS / "tokens.css").read_text())
ADMIN = (CSS / "admin.css").read_text()
DARK_CHOSEN = tokens(block(ADMIN, 'html[data-theme="dark"]'))
DARK_INHERITED = tokens(block(ADMIN, ':root:not([data-theme="light"])'))
SCHEMES = {"light": LIGHT, "dark": LIGHT | DARK_CHOSEN}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


CASES = [("light", *pair) for pair in PAIRS] + [("dark", *pair) for pair in PAIRS if pair[0] not in LIGHT_ONLY]


@pytest.mark.parametrize(("scheme", "front", "back", "least", "reason"), CASES)
def test_colours_that_meet_can_be_told_apart(scheme, front, back, least, reason):
    colours = SCHEMES[scheme]
    assert contrast(colours[front], colours[back]) >= least, reason


def test_contrast_is_computed_as_the_guideline_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_dark_scheme_is_the_same_whether_chosen_or_inherited():
    assert DARK_CHOSEN == DARK_INHERITED


def test_dark_scheme_changes_every_colour_that_light_pages_assume():
    kept = {"visited", "button", "button-strong", "on-button", "sky", "gold", "on-gold"}
    assert set(LIGHT) - set(DARK_CHOSEN) == kept


def test_identity_colours_never_colour_text():
    for file in CSS.glob("*.css"):
        assert re.findall(r"(?<![-a-z])color: var\(--(?:sky|gold)\)", file.read_text()) == [], file.name

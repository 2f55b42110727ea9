"""The vendored files are the reviewed ones, and nothing in them is reserved for gov.uk."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
RESERVED = re.compile(r"gds transport|margaret calvert|crest|crown|logotype", re.IGNORECASE)


def served():
    return sorted(file for file in VENDOR.rglob("*") if file.is_file() and file.name != "VENDOR.md")


def test_vendored_files_are_the_described_ones():
    described = dict(re.findall(r"^\| (\S+) \| `([0-9a-f]{64})` \|$", (VENDOR / "VENDOR.md").read_text(), re.MULTILINE))
    assert described == {str(f.relative_to(VENDOR)): hashlib.sha256(f.read_bytes()).hexdigest() for f in served()}


def test_vendored_packages_each_bring_their_licence():
    assert {file.parent.name for file in served() if file.name == "LICENSE.txt"} == {
        directory.name for directory in VENDOR.iterdir() if directory.is_dir()
    }


def test_vendored_styles_and_scripts_contain_nothing_reserved_for_gov_uk():
    for file in served():
        if file.suffix in {".css", ".js"}:
            assert RESERVED.findall(file.read_text()) == [], file.name


def test_vendored_files_are_of_known_kinds():
    assert {file.suffix for file in served()} == {".css", ".js", ".txt", ".woff2"}


def test_vendored_styles_ask_for_nothing_that_is_not_there():
    for file in VENDOR.rglob("*.css"):
        asked = re.findall(r"url\(['\"]?([^)'\"]+)", file.read_text())
        assert [name for name in asked if not (file.parent / name).is_file()] == [], file.name
        assert "sourceMappingURL" not in file.read_text(), "the manifest storage would look for the map"


def test_typeface_covers_the_letters_of_the_three_languages():
    css = (VENDOR / "inter" / "inter.css").read_text()
    ranges = [
        (int(first, 16), int(last or first, 16)) for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)
    ]
    text = "әғқңөұүһі ӘҒҚҢӨҰҮҺІ ёйъыэ ЁЙЪЫЭ №«»–—… ₸ az AZ 09"
    assert [letter for letter in text if not any(first <= ord(letter) <= last for first, last in ranges)] == []

"""The page that names our tests names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "peers.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def names_in(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_named_after_a_defect_of_others_exists():
    named = NAMED.findall(PAGE.read_text("utf-8"))
    assert len(named) > 30
    assert [(path, name) for path, name in named if name not in names_in(path)] == []


def test_every_row_names_a_test():
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and "system" not in line]
    assert [row for row in rows if not NAMED.search(row)] == []

"""The limits of the house, held by a machine. A rule that makes a file worse is changed by an ADR, not by a comment."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = [
    "pressoffice",
    "dashboards",
    "briefings",
    "inquiries",
    "accreditation",
    "deadlines",
    "documents",
    "notifications",
    "audit",
    "agencies",
    "accounts",
    "kernel",
]
LONGEST_FILE, LONGEST_CLASS, LONGEST_FUNCTION, MEDIAN_FUNCTION = 300, 200, 40, 8
VAGUE_NAMES = {"common", "core", "utils", "helpers", "misc", "util", "helper"}
VAGUE_VERBS = ("process_", "handle_", "manage_", "update_")
# The acts' own tables: a term a line, a day a line.
TABLES = {"deadlines/law.py"}


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def product_files() -> list[Path]:
    return [
        path
        for path in tracked("*.py")
        if path.relative_to(ROOT).parts[0] in (*ROOMS, "scripts") and "migrations" not in path.parts
    ]


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[Path, ast.AST]]:
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kind):
                yield path, node


def lines(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]


def names(found: list[tuple[Path, ast.AST]]) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{node.lineno} {getattr(node, 'name', '')}" for path, node in found]  # type: ignore[attr-defined]


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_files_stay_short():
    long = {
        str(path.relative_to(ROOT)): count
        for path in product_files()
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_stay_short():
    functions = list(nodes(FUNCTIONS))
    assert names([(path, node) for path, node in functions if lines(node) > LONGEST_FUNCTION]) == []
    assert statistics.median(lines(node) for _path, node in functions) <= MEDIAN_FUNCTION


def test_classes_stay_short():
    assert names([(path, node) for path, node in nodes(ast.ClassDef) if lines(node) > LONGEST_CLASS]) == []


def test_rooms_have_names_that_say_what_is_in_them():
    vague = [
        path
        for path in product_files()
        if {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & VAGUE_NAMES
    ]
    assert vague == []


def test_every_room_is_in_the_plan():
    rooms = {path.relative_to(ROOT).parts[0] for path in tracked("*/apps.py")} | {"kernel"}
    assert rooms == set(ROOMS)


def service_functions() -> list[tuple[Path, ast.AST]]:
    """The public functions of services modules that are told `at`: the writes."""
    return [
        (path, node)
        for path, node in nodes(FUNCTIONS)
        if (path.name == "services.py" or path.parent.name == "services")
        and not node.name.startswith("_")  # type: ignore[attr-defined]
        and node.col_offset == 0
    ]


def test_services_say_verb_and_object():
    vague = [(path, node) for path, node in service_functions() if node.name.startswith(VAGUE_VERBS)]  # type: ignore[attr-defined]
    assert names(vague) == []


def test_services_that_act_are_told_by_whom_and_when():
    untold = []
    for path, node in service_functions():
        arguments = {argument.arg for argument in node.args.kwonlyargs}  # type: ignore[attr-defined]
        positional = {argument.arg for argument in node.args.args}  # type: ignore[attr-defined]
        if "by" in arguments and "at" not in arguments | positional:
            untold.append((path, node))
    assert names(untold) == []


@pytest.mark.parametrize("module", ["models", "services", "queries", "rules"])
def test_the_inside_never_imports_celery(module):
    found = [
        path
        for path in product_files()
        if module in (path.stem, path.parent.name)
        and re.search(r"^(from|import) celery", path.read_text("utf-8"), re.M)
    ]
    assert found == []


def test_pages_carry_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.I)
    found = [
        str(path.relative_to(ROOT))
        for path in tracked("*.html")
        if "mail" not in path.parts and "email" not in path.parts and inline.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_locks_carry_no_index_address():
    for path in tracked("requirements*.txt"):
        assert re.findall(r"://|find-links|index-url|trusted-host", path.read_text("utf-8")) == [], path.name


def test_every_adr_is_listed_and_one_page():
    records = sorted(path for path in tracked("docs/adr/*.md") if path.name != "README.md")
    index = (ROOT / "docs/adr/README.md").read_text("utf-8")
    assert [path.name for path in records if f"({path.name})" not in index] == []
    assert [path.name for path in records if len(path.read_text("utf-8").split()) > 700] == []


def test_every_dependency_has_its_line():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    listed = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    wanted = [re.split(r"[<>=\[ ]", name)[0].lower() for name in declared]
    assert [name for name in wanted if f"| {name} |" not in listed] == []


def test_every_setting_is_documented():
    source = (ROOT / "pressoffice/settings.py").read_text("utf-8")
    names = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))
    reference = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)`", reference, re.M)) == names


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked("*.md")
        if "vendor" not in path.parts
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []

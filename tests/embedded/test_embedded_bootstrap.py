"""The script that needs nothing but Python."""

import importlib.util
import os
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOCK", tmp_path / "lock.txt")
    module.LOCK.write_text((ROOT / "requirements-dev.txt").read_text())
    return module


def test_stamp_changes_with_the_lock_and_the_place(bootstrap, tmp_path, monkeypatch):
    before = bootstrap.stamp()
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "moved" / ".venv")
    moved = bootstrap.stamp()
    bootstrap.LOCK.write_text("other==1\n")
    assert len({before, moved, bootstrap.stamp()}) == 3


def test_uv_is_installed_by_its_locked_hashes(bootstrap):
    lines = bootstrap.locked("uv").splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.startswith("    --hash=sha256:") for line in lines[1:])
    assert len(lines) > 1
    assert bootstrap.locked("no-such-package") == ""


def test_python_too_old_is_told_in_one_sentence(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.platform, "python_version_tuple", lambda: ("3", "9", "2"))
    with pytest.raises(SystemExit) as refusal:
        bootstrap.require_python()
    assert str(refusal.value) == "Python 3.11 or newer is needed, this is 3.9.2. Name it: PYTHON=python3.11"


def test_missing_ensurepip_names_the_package_to_install(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SystemExit, match="apt-get install -y python3-venv"):
        bootstrap.require_ensurepip()


def test_environment_switches_the_venv_on_and_foreign_modules_off(bootstrap, monkeypatch):
    left_out = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}
    for name in left_out:
        monkeypatch.setenv(name, "1")
    env = bootstrap.environment()
    assert env["PATH"].split(os.pathsep)[0] == str(bootstrap.BIN)
    assert left_out & env.keys() == set()


def test_catalogues_are_compiled_when_newer(bootstrap, tmp_path):
    source = tmp_path / "locale" / "kk" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ask"\nmsgstr "Сұрау"\n')
    assert bootstrap.catalogues_to_compile() == [source]
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
    assert bootstrap.catalogues_to_compile() == []
    made_at = source.with_suffix(".mo").stat().st_mtime
    os.utime(source, (made_at + 1, made_at + 1))
    assert bootstrap.catalogues_to_compile() == [source]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_lock_names_no_source_but_hashes(lock):
    """A lock that names an index or a directory works on one machine only."""
    text = (ROOT / lock).read_text()
    assert [mark for mark in ("://", "find-links", "index-url") if mark in text] == []
    assert "--hash=sha256:" in text

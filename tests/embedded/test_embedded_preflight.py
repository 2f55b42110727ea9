import socket
import subprocess
import sys

import pytest

from pressoffice.embedded import preflight
from pressoffice.embedded.preflight import CannotStart, chosen_port, only_demo, require_free_port
from tests.ports import free_port


@pytest.fixture(autouse=True)
def lock(tmp_path, monkeypatch):
    monkeypatch.setattr(preflight, "LOCK", tmp_path / "var" / "demo.lock")


def test_second_demo_is_told_where_the_first_one_runs():
    with only_demo(8123):
        with pytest.raises(CannotStart) as refusal, only_demo(8124):
            pass
        assert str(refusal.value) == "The demo already runs at http://127.0.0.1:8123/; Ctrl-C there stops it."
    with only_demo(8124):
        assert preflight.LOCK.read_text() == "http://127.0.0.1:8124/"


def test_busy_port_is_refused_with_the_way_out():
    port = free_port()
    words = f"Another program has port {port}; .* make demo PORT={port + 1}"
    with socket.create_server((preflight.HOST, port)), pytest.raises(CannotStart, match=words):
        require_free_port(port)
    require_free_port(port)


@pytest.mark.parametrize(("text", "port"), [("8000", 8000), ("65535", 65535)])
def test_port_is_read_from_the_environment(monkeypatch, text, port):
    monkeypatch.setenv("PORT", text)
    assert chosen_port() == port


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), ("0", "would be any port"), ("65536", "beyond the last"), ("http", "a word"), ("-1", "negative")],
)
def test_nonsense_port_is_refused(monkeypatch, text, why):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CannotStart, match="is not a port"):
        chosen_port()
    assert why


def test_preflight_runs_without_any_package(monkeypatch):
    """`make demo` asks it before the virtual environment exists."""
    with socket.create_server((preflight.HOST, 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        ran = subprocess.run(
            [sys.executable, "-I", "-S", preflight.__file__], capture_output=True, text=True, check=False
        )
    assert ran.returncode == 1
    assert "Another program has port" in ran.stderr
    assert "Traceback" not in ran.stderr

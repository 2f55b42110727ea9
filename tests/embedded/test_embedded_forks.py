"""Programs that begin as a copy of the process that starts them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pressoffice.embedded.forks import Fork

ROOT = Path(__file__).resolve().parents[2]
WAITING = "import sys, time; print(sys.argv[1:], 'ready' in sys.modules, flush=True); time.sleep(60)"


@pytest.fixture
def waiting(tmp_path, monkeypatch):
    """The words for a program that tells its arguments, and waits."""
    (tmp_path / "waiting.py").write_text(WAITING)
    monkeypatch.syspath_prepend(tmp_path)
    return ["waiting", "--port=1"]


@pytest.fixture
def start(tmp_path):
    started = []

    def start(words):
        started.append(Fork("web", words, log=tmp_path / "log" / "web.log"))
        return started[-1]

    yield start
    for fork in started:
        fork.process.kill()
        fork.wait()


def test_fork_runs_a_program_with_what_is_imported_here(start, waiting, monkeypatch):
    monkeypatch.setitem(sys.modules, "ready", sys)
    fork, ours = start(waiting), list(sys.argv)
    fork.wait_until(fork.tail)
    assert (fork.tail(), sys.argv) == ("['--port=1'] True", ours)
    assert os.getsid(fork.pid) == fork.pid


def test_fork_has_none_of_our_answers_to_signals(start, waiting, monkeypatch):
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        fork = start(waiting)
    finally:
        signal.signal(signal.SIGTERM, before)
    fork.wait_until(fork.tail)
    fork.stop()
    assert fork.process.exitcode == -signal.SIGTERM


def test_fork_that_ends_tells_its_log_why(start):
    fork = start(["no_such_program"])
    fork.wait()
    assert fork.ended
    assert "No module named no_such_program" in fork.tail()


def test_fork_ends_when_its_launcher_is_killed(waiting, tmp_path):
    launcher = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time; from pressoffice.embedded.forks import Fork\n"
            "sys.path.insert(0, sys.argv[1])\n"
            "fork = Fork('web', ['waiting'], log=pathlib.Path(sys.argv[1]) / 'web.log')\n"
            "fork.wait_until(fork.tail); print(fork.pid, flush=True); time.sleep(60)",
            tmp_path,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with launcher:
        fork = Path("/proc") / launcher.stdout.readline().strip()
        assert fork.exists()
        launcher.kill()
    deadline = time.monotonic() + 10
    while is_alive(fork) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(fork)


def is_alive(process):
    try:
        return process.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

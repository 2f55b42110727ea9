"""What would stop a demo, said before anything slow begins; stdlib only, as no packages are there yet."""

import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
LOCK = Path(__file__).resolve().parent.parent.parent / "var" / "demo.lock"


class CannotStart(Exception):
    """The reason, as one sentence that says what to do."""


def not_ours(path: object) -> str:
    return f"{path} belongs to another user. Run as that user, or remove it."


def address(port: int) -> str:
    return f"http://{HOST}:{port}/"


@contextmanager
def only_demo(port: int) -> Iterator[None]:
    """Hold the one place for a demo in this directory; whoever holds it wrote its address there."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running_at = LOCK.read_text()
            raise CannotStart(f"The demo already runs at {running_at}; Ctrl-C there stops it.") from None
        lock.truncate(0)
        lock.write(address(port))
        lock.flush()
        yield


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStart(f"Port {port} needs root; take a higher one: make demo PORT=8001") from None
        except OSError:
            other = f"make demo PORT={port + 1}"
            raise CannotStart(f"Another program has port {port}; stop it or take another one: {other}") from None


def chosen_port() -> int:
    """PORT of the environment."""
    text = os.environ.get("PORT", "8000")
    if text.isdecimal() and 0 < int(text) < 2**16:
        return int(text)
    raise CannotStart(f"“{text}” is not a port; take a number like this: make demo PORT=8001")


def main() -> None:
    try:
        port = chosen_port()
        with only_demo(port):
            require_free_port(port)
    except CannotStart as reason:
        sys.exit(str(reason))
    except PermissionError as refused:
        sys.exit(not_ours(refused.filename))


if __name__ == "__main__":
    main()

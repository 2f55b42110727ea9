"""Programs we start: each with its own log, none outliving us, each stopped politely and then surely."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from pressoffice.embedded.places import Account
from pressoffice.embedded.preflight import CannotStart

PATIENCE = 120.0  # seconds a program has to start on a busy machine; one that ends is noticed at once
POLITENESS = 30.0  # seconds it has to stop
TAIL = 20  # lines of a log worth showing


class Child(ABC):
    """One started program, in a session of its own: Ctrl-C reaches us alone, and we stop all in their order."""

    def __init__(self, name: str, *, log: Path, stop_with: signal.Signals = signal.SIGTERM) -> None:
        self.name, self.log, self.stop_with = name, log, stop_with
        keep_one_older(log)
        with log.open("ab") as output:
            self.pid = self.start(output)

    @abstractmethod
    def start(self, output: BinaryIO) -> int:
        """Start it such that the kernel ends it when we die. Its number."""

    @property
    @abstractmethod
    def ended(self) -> bool: ...

    @abstractmethod
    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended, but not longer than that."""

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL:])

    def failure(self, what: str) -> CannotStart:
        return CannotStart(f"{self.name} {what}; the end of {self.log} says:\n{self.tail()}")

    def require_alive(self) -> None:
        if self.ended:
            raise self.failure("ended by itself")

    def wait_until(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not ready():
            self.require_alive()
            if time.monotonic() > deadline:
                raise self.failure(f"does not answer after {PATIENCE:.0f} s")
            time.sleep(0.05)

    def stop(self) -> None:
        stop_together([self])

    def ask_to_stop(self) -> None:
        if not self.ended:
            os.kill(self.pid, self.stop_with)

    def see_it_end(self) -> None:
        self.wait(POLITENESS)
        if not self.ended:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()


class Program(Child):
    """A command, run as the account."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        account: Account | None = None,
        env: Mapping[str, str] | None = None,
        stop_with: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.command, self.account, self.env = command, account, env
        super().__init__(name, log=log, stop_with=stop_with)

    def start(self, output: BinaryIO) -> int:
        dies_with_us = f"--pdeathsig={self.stop_with.name.removeprefix('SIG')}"
        self.process = subprocess.Popen(
            ["setpriv", dies_with_us, *as_account(self.account), *self.command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=self.env,
            cwd="/",
            start_new_session=True,
        )
        return self.process.pid

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait(self, seconds: float | None = None) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)


def stop_together(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.see_it_end()


def as_account(account: Account | None) -> list[str]:
    """The options of `setpriv` that make a program run as the account; none where we are it already."""
    if account is None or account.uid == os.geteuid():
        return []
    return [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]


def keep_one_older(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))


def end_leftovers(program: str, place: Path) -> None:
    """End what an earlier, killed run left of a server that works on the place; its lock must be held."""
    for sign in (signal.SIGINT, signal.SIGKILL):
        deadline = time.monotonic() + POLITENESS / 3
        for process in working_on(program, place):
            with suppress(ProcessLookupError):  # ended by itself meanwhile
                os.kill(process, sign)
        while working_on(program, place) and time.monotonic() < deadline:
            time.sleep(0.05)


def working_on(program: str, place: Path) -> list[int]:
    """Processes of the program that name the place in their command line."""
    return [
        int(line.parent.name)
        for line in Path("/proc").glob("[0-9]*/cmdline")
        if names(command_line(line), program, str(place))
    ]


def names(line: str, program: str, place: str) -> bool:
    before, found, _ = line.partition(place)
    return bool(found) and f"/{program}" in before


def command_line(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:  # gone meanwhile
        return ""

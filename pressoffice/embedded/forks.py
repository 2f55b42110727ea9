"""Programs that begin as a copy of this process, with all it has imported: Django alone takes seconds to load."""

import ctypes
import os
import runpy
import signal
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, Never

from pressoffice.embedded.children import Child

PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


class Fork(Child):
    """`python -m <words>` in a copy of this process. No connection may be open here: both would use it."""

    def __init__(self, name: str, words: Sequence[str], *, log: Path) -> None:
        self.words = words
        super().__init__(name, log=log)

    def start(self, output: BinaryIO) -> int:
        self.process = get_context("fork").Process(target=self.run, args=(output.fileno(),))
        self.process.start()
        assert self.process.pid is not None  # noqa: S101 - it is started
        return self.process.pid

    @property
    def ended(self) -> bool:
        return self.process.exitcode is not None

    def wait(self, seconds: float | None = None) -> None:
        self.process.join(seconds)

    def run(self, output: int) -> Never:
        """In the copy."""
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, self.stop_with)
        os.setsid()
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_DFL)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(output, stream.fileno())
        sys.argv = list(self.words)
        runpy.run_module(self.words[0], run_name="__main__", alter_sys=True)
        sys.exit()

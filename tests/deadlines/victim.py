"""Sweeps in a child process that is killed at a given point; one child per line of standard input.

A line holds the moment of the sweep and the number of the statement (COMMIT is one) before which death comes.
Answers "killed", or "done" when the sweep came to its end.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django
from django.db import connection
from django.template.loader import get_template


class Death:
    """Comes before the statement or the COMMIT of that number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def count(self) -> None:
        if self.number == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.number -= 1

    def execute(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.count()
        return execute(*statement)

    def commit(self) -> None:
        self.count()
        connection.connection.commit()


def sweep_in_a_child(at: datetime, number: int) -> bool:
    """Whether the sweep came to its end."""
    child = os.fork()
    if child == 0:
        death = Death(number)
        connection._commit = death.commit  # the one thing that passes by the wrapper
        with connection.execute_wrapper(death.execute):
            take_due_steps(at=at)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


if __name__ == "__main__":
    django.setup()
    from deadlines.registry import register_kinds
    from deadlines.services import take_due_steps
    from tests.deadlines.office import CASE

    register_kinds(CASE)
    for letter in ("step", "digest"):  # read once here, not in every child
        get_template(f"deadlines/mail/{letter}.html")
        get_template(f"deadlines/mail/{letter}.txt", using="plain")
    for line in sys.stdin:
        moment, number = line.split()
        print("done" if sweep_in_a_child(datetime.fromisoformat(moment), int(number)) else "killed", flush=True)

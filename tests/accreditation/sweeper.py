"""Sweeps of what follows an accreditation, in a child process that is killed before a given statement or COMMIT.

A line of standard input holds the name of the sweep, its moment and the number; see tests/deadlines/victim.py.
"""

import os
import signal
import sys
from datetime import datetime

import django
from django.db import connection

from tests.deadlines.victim import Death


def sweep_in_a_child(name: str, at: datetime, number: int) -> bool:
    """Whether the sweep came to its end."""
    from accreditation import tasks

    child = os.fork()
    if child == 0:
        death = Death(number)
        connection._commit = death.commit  # the one thing that passes by the wrapper
        with connection.execute_wrapper(death.execute):
            getattr(tasks, name)(at=at, limit=9)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise ChildProcessError(f"{name} ended with {code}: it died of something else")
    return code == 0


if __name__ == "__main__":
    django.setup()
    for line in sys.stdin:
        name, moment, number = line.split()
        done = sweep_in_a_child(name, datetime.fromisoformat(moment), int(number))
        print("done" if done else "killed", flush=True)

"""A poller in a child process that is killed at a given step; one child per line of standard input.

A line holds the mailbox, the moment and the number of the step before which death comes: each statement and COMMIT of
the database, and each line sent to the IMAP server, is a step. Answers "killed", or "done".
"""

import imaplib
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django
from django.db import connection


class Death:
    """Comes before the step of that number."""

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


def poll_in_a_child(pk: int, at: datetime, number: int) -> bool:
    """Whether the visit came to its end."""
    child = os.fork()
    if child == 0:
        death, send = Death(number), imaplib.IMAP4.send

        def counted(client: imaplib.IMAP4, data: bytes) -> None:
            death.count()
            send(client, data)

        connection._commit = death.commit  # the one thing that passes by the wrapper
        imaplib.IMAP4.send = counted
        mailbox = Mailbox.objects.select_related("agency").get(pk=pk)
        with connection.execute_wrapper(death.execute):
            is_read = poll_mailbox(mailbox=mailbox, clock=lambda: at)
        os._exit(0 if is_read else 1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), f"the poller ended with {status}"
    return status == 0


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    from inquiries.mailbox.polling import poll_mailbox
    from inquiries.models import Mailbox

    settings.STORAGES["default"]["OPTIONS"]["location"] = sys.argv[1]
    for line in sys.stdin:
        pk, moment, step = line.split()
        print("done" if poll_in_a_child(int(pk), datetime.fromisoformat(moment), int(step)) else "killed", flush=True)

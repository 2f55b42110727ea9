"""A deliverer that is killed where it is told to: run as a program, it forks one deliverer per line it reads.

A line is `<step> <moment> <port of the mail server> <address of Telegram>`.
Each statement, each commit and each handing over is a step before it and a step after it;
at the given step (0: never) the deliverer is gone with SIGKILL. The answer is the name of that step, or `done`.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django


class Dying:
    """Counts the steps of one deliverer and ends it at the chosen one."""

    def __init__(self, fatal_step: int, tell: int) -> None:
        self.fatal_step, self.tell, self.step = fatal_step, tell, 0

    def around(self, name: str, act: Callable[..., Any], *args: Any) -> Any:
        self.pass_step(f"before {name}")
        result = act(*args)
        self.pass_step(f"after {name}")
        return result

    def pass_step(self, name: str) -> None:
        self.step += 1
        if self.step == self.fatal_step:
            os.write(self.tell, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        return self.around(sql.split(maxsplit=1)[0], execute, sql, *rest)


def deliver_and_die(fatal_step: int, at: datetime, mail_port: int, telegram: str, tell: int) -> None:
    from django.conf import settings
    from django.db import connection

    from notifications.channels import SENDERS
    from notifications.delivery import deliver_due

    settings.EMAIL_PORT, settings.TELEGRAM_API = mail_port, telegram
    dying = Dying(fatal_step, tell)
    for channel, send in list(SENDERS.items()):
        SENDERS[channel] = lambda message, send=send: dying.around("handing over", send, message)
    connection.ensure_connection()
    commit = connection._commit
    connection._commit = lambda: dying.around("COMMIT", commit)
    with connection.execute_wrapper(dying.statement):
        deliver_due(clock=lambda: at, limit=10)


def serve() -> None:
    for line in sys.stdin:
        fatal_step, at, mail_port, telegram = line.split()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            deliver_and_die(int(fatal_step), datetime.fromisoformat(at), int(mail_port), telegram, writer)
            os._exit(0)
        os.close(writer)
        _pid, status = os.waitpid(child, 0)
        with os.fdopen(reader) as answer:
            name = answer.read()
        print(name if os.WIFSIGNALED(status) else ("done" if status == 0 else "failed"), flush=True)


if __name__ == "__main__":
    django.setup()
    from notifications.kinds import MessageKind, register_kinds

    register_kinds(MessageKind("NOTICE", "Notice"), MessageKind("CHAT", "Chat", channels=frozenset()))
    serve()

"""The deliverer is killed (SIGKILL) between any two statements; a later one goes on. Real processes, real servers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from notifications.delivery import HOLD
from notifications.models import Message
from notifications.services import Recipient
from notifications.states import Channel, State
from tests.notifications.outbox import AT, STRANGER, make_reachable, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
ROOT = Path(__file__).parent.parent.parent
# What a deliverer with one due message does, in order; it can die before and after each.
STEPS = [
    f"{side} {deed}"
    for deed in ("UPDATE", "SELECT", "UPDATE", "COMMIT", "handing over", "UPDATE", "SELECT", "COMMIT")
    for side in ("before", "after")
]


class DyingDeliverer:
    def __init__(self, process: subprocess.Popen[str], mail_port: int, telegram: str) -> None:
        self.process, self.servers = process, f"{mail_port} {telegram}"

    def deliver(self, at: datetime, *, dying_at: int = 0) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{dying_at} {at.isoformat()} {self.servers}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def process(django_db_setup) -> Iterator[subprocess.Popen[str]]:
    """Django takes seconds to start: one program, which forks a deliverer for each line."""
    database = connection.settings_dict
    port = f":{database['PORT']}" if database["PORT"] else ""
    place = database["HOST"].replace("/", "%2F") + port  # a socket's directory has no port
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}",
        "DJANGO_SETTINGS_MODULE": "pressoffice.settings",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "TELEGRAM_BOT_TOKEN": "1:token",
    }
    command = [sys.executable, "-m", "tests.notifications.dying"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, cwd=ROOT, **pipes) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def deliverer(process, mail_server, http_server) -> DyingDeliverer:
    return DyingDeliverer(process, mail_server.port, http_server.url)


def kill_at_every_step(deliverer: DyingDeliverer, to: Recipient, kind: str) -> list[Message]:
    """One message per step: its deliverer dies there, another comes at once, a third when the hold is over."""
    messages = []
    for step, name in enumerate(STEPS, start=1):
        key = f"{step:02d} {name}"
        messages += write(key=key, to=to, kind=kind, context={"subject": key, "due_at": AT})
        assert deliverer.deliver(AT, dying_at=step) == name
        assert deliverer.deliver(AT) == "done"
        assert deliverer.deliver(AT + HOLD + timedelta(seconds=1)) == "done"
    return [Message.objects.get(pk=message.pk) for message in messages]


def test_mail_of_a_killed_deliverer_arrives_under_one_name(deliverer, mail_server):
    messages = kill_at_every_step(deliverer, STRANGER, "NOTICE")
    assert {message.key: message.state for message in messages} == {message.key: State.SENT for message in messages}
    assert set(mail_server.message_ids) == {message.message_id for message in messages}
    # It arrives a second time only where nobody can know, and then under the same Message-ID.
    repeated = [message.key for message in messages if mail_server.message_ids.count(message.message_id) > 1]
    assert repeated == ["10 after handing over", "11 before UPDATE"]


def test_webhook_of_a_killed_deliverer_arrives_under_one_key(deliverer, http_server):
    messages = kill_at_every_step(deliverer, make_reachable(Channel.WEBHOOK, f"{http_server.url}/hook"), "CHAT")
    assert {message.state for message in messages} == {State.SENT}
    keys = [request.headers["Idempotency-Key"] for request in http_server.requests]
    assert set(keys) == {message.fingerprint for message in messages}


def test_telegram_of_a_killed_deliverer_arrives_once_or_waits_for_a_person(deliverer, http_server):
    messages = kill_at_every_step(deliverer, make_reachable(Channel.TELEGRAM, "12345"), "CHAT")
    never_arrived = ["08 after COMMIT", "09 before handing over"]
    arrived = sorted(request.json["text"] for request in http_server.requests)
    assert arrived == [f"{message.key} [en]" for message in messages if message.key not in never_arrived]
    in_doubt = [message.key for message in messages if message.state == State.IN_DOUBT]
    assert in_doubt == [*never_arrived, "10 after handing over", "11 before UPDATE"]
    assert {message.state for message in messages if message.key not in in_doubt} == {State.SENT}

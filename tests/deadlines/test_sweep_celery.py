"""The whole way with real processes: two beats, two workers, a broker, PostgreSQL and a mail server.

What is due falls due while they run, by the clock of the machine. The two workers are made to meet twice: with a case
in their hands, and with a mail. Later one of them is killed and the broker is emptied. Each step is told in one mail;
only what the dead worker had in its hands may arrive again, as the same mail.
"""

import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone
from redis import Redis

from deadlines.models import LadderRung
from deadlines.states import Audience, Offset
from inquiries.duties import ANSWER
from notifications.models import Message
from notifications.states import Channel, State
from pressoffice.embedded.servers import throw_away_servers
from tests.deadlines.meeting import have_met, meeting
from tests.deadlines.office import make_office, open_case, steps
from tests.deadlines.processes import database_url, python, wait_until
from tests.notifications.servers import MailServer

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

CASES = 6
WORKER = ("-m", "celery", "-A", "pressoffice", "worker", "-P", "solo", "--without-mingle", "-l", "ERROR")
MEETINGS = {
    "over_a_case": "INSERT ON notifications_message",
    "over_a_mail": "UPDATE OF attempts ON notifications_message",
}
BEAT = ("-m", "celery", "-A", "pressoffice", "beat", "--pidfile=", "-l", "ERROR")


@pytest.fixture
def broker(monkeypatch):
    """A Valkey of this test's own: it is going to be emptied."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.delenv("REDIS_URL")
    with throw_away_servers() as addresses:
        yield addresses["REDIS_URL"]


def open_cases(start_at, *, every):
    """Cases of three hours, the first of which is over at `start_at`; the head is told at once, at any hour."""
    office = make_office()
    rung = {"audience": Audience.HEAD, "amount": 0, "offset": Offset.HOURS, "is_critical": True}
    LadderRung.objects.create(agency=office.agency, kind=ANSWER.code, **rung)
    return [
        open_case(
            office,
            kind=ANSWER,
            reference=f"INQ-2026-{number:06}",
            term="mandatory_message",
            start_at=start_at - timedelta(hours=3) + every * number,
            at=start_at - timedelta(minutes=1),
        )
        for number in range(CASES)
    ]


@pytest.fixture
def meetings():
    """Both have claimed a case and written nothing yet; both have found a mail and not taken it yet."""
    with ExitStack() as held:
        for name, before in MEETINGS.items():
            held.enter_context(meeting(name, before))
        yield


def test_steps_are_told_in_one_mail_each_by_two_beats_and_two_workers(broker, meetings, tmp_path):
    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    with MailServer() as server, ExitStack() as running:
        mail = f"smtp://127.0.0.1:{server.port}"
        where = {"REDIS_URL": broker, "EMAIL_URL": mail, "SWEEP_EVERY": "1"}
        doomed, *_others = [
            running.enter_context(python(*arguments, **where))
            for arguments in (
                (*WORKER, "-n", "one@%h", "-f", logs[0]),
                (*WORKER, "-n", "two@%h", "-f", logs[1]),
                (*BEAT, "-s", tmp_path / "one"),
                (*BEAT, "-s", tmp_path / "two"),
            )
        ]
        control = Celery(broker=broker.replace("unix://", "redis+socket://", 1)).control
        wait_until(lambda: len(control.ping(timeout=5, limit=2)) == 2, "both workers answer")
        duties = open_cases(timezone.now(), every=timedelta(seconds=1))
        assert not any(have_met(name) for name in MEETINGS)
        sent = Message.objects.filter(channel=Channel.EMAIL, state=State.SENT)
        wait_until(sent.exists, "the first mail is sent")
        assert all(have_met(name) for name in MEETINGS)
        doomed.kill()
        Redis.from_url(broker).flushall()
        held = Message.objects.filter(channel=Channel.EMAIL, state=State.SENDING)
        wait_until(lambda: sent.count() + held.count() == CASES, "every mail is taken")
        time.sleep(3)  # three sweeps more: a repeat would come now, and nobody alive holds a mail so long
        orphans = held.update(next_attempt_at=timezone.now())
        wait_until(lambda: sent.count() == CASES, "every mail is sent")

    assert [line for log in logs for line in log.read_text().splitlines() if "could not be served" in line] == []
    subjects = {mail["Message-ID"]: mail["Subject"].split()[0] for mail in server.mails}
    assert sorted(subjects.values()) == [duty.reference for duty in duties]
    assert len(server.mails) <= CASES + orphans
    assert [len(steps(duty)) for duty in duties] == [1] * CASES
    assert Message.objects.filter(channel=Channel.EMAIL).count() == CASES

"""A poller that is killed anywhere loses no mail and takes none twice. A real process, a real server of each kind."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection

from inquiries.mailbox.polling import poll_mailbox
from inquiries.mailbox.server import Arrived
from inquiries.mailbox.services import save_mailbox, take_mail
from inquiries.mailbox.states import Security
from inquiries.models import Inquiry, Mailbox, MailItem
from notifications.models import Message
from tests.deadlines.processes import python, wait_for_the_dead
from tests.inquiries.desk import THURSDAY, make_office
from tests.inquiries.dovecot import PASSWORD
from tests.inquiries.mails import mail

pytestmark = [pytest.mark.imap, pytest.mark.crash, pytest.mark.django_db(transaction=True)]
ARRIVED = THURSDAY - timedelta(minutes=3)


@pytest.fixture
def office():
    return make_office()


def make_mailbox(office, account, processed_folder):
    row = Mailbox(
        agency=office.agency,
        host="127.0.0.1",
        port=account.server.port,
        security=Security.NONE,
        username=account.name,
        processed_folder=processed_folder,
        since_on=ARRIVED.date(),
    )
    return save_mailbox(mailbox=row, password=PASSWORD, by=office.senior, at=THURSDAY)


def test_poller_killed_at_any_step_loses_and_repeats_nothing(dovecot, office, private_files):
    program = ("-m", "tests.inquiries.dying_poller", private_files)
    with python(*program, DJANGO_SETTINGS_MODULE="pressoffice.settings") as victim:
        for step in count():
            account, sender = dovecot.account(), f"dana-{step}@people.example"
            mailbox = make_mailbox(office, account, "Processed")
            account.arrive(mail(**{"from": sender}), at=ARRIVED)
            print(mailbox.pk, THURSDAY.isoformat(), step, file=victim.stdin, flush=True)
            outcome = victim.stdout.readline().strip()
            wait_for_the_dead()
            assert poll_mailbox(mailbox=mailbox, clock=lambda: THURSDAY), f"killed before step {step}"
            found = Inquiry.objects.filter(email=sender).count()
            receipts = Message.objects.filter(kind="inquiry_receipt", address=sender).count()
            filed = MailItem.objects.filter(mailbox=mailbox, filed_at__isnull=False).count()
            assert (found, receipts, filed) == (1, 1, 1), f"killed before step {step}"
            assert (account.flags(), account.flags("Processed")) == ({}, {1: {b"\\Seen"}}), f"killed before step {step}"
            if outcome == "done":
                break
            assert outcome == "killed"
    assert Inquiry.objects.count() == MailItem.objects.count() == step + 1
    numbers = list(Inquiry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"INQ-2026-{number:06d}" for number in range(1, step + 2)]  # no gap either
    assert step > 60  # statements, commits and commands: the test has not gone blind


def test_second_poller_leaves_while_the_first_takes_a_mail(dovecot, office):
    mailbox = make_mailbox(office, dovecot.account(), "")
    Mailbox.objects.update(uid_validity=1)
    arrived = Arrived(1, 1, ARRIVED, mail())
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT 1 FROM inquiries_mailbox FOR UPDATE")
            assert not take_mail(mailbox=mailbox, arrived=arrived, at=THURSDAY)
            cursor.execute("ROLLBACK")
        assert take_mail(mailbox=mailbox, arrived=arrived, at=THURSDAY)
        Mailbox.objects.update(last_uid=9)
        assert take_mail(mailbox=mailbox, arrived=Arrived(1, 8, ARRIVED, mail()), at=THURSDAY)  # the other was faster
        assert Mailbox.objects.get().last_uid == 9
    finally:
        other.close()
    assert Inquiry.objects.count() == 1

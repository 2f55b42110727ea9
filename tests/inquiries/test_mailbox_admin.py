"""Mailboxes in the admin: written by those who keep the agency's settings, their passwords by nobody read."""

from datetime import date, timedelta

import pytest

from agencies.access import NotPermitted
from audit.queries import timeline
from inquiries.mailbox.server import Arrived
from inquiries.mailbox.services import save_mailbox, take_mail
from inquiries.mailbox.states import MailKind, Security
from inquiries.models import Inquiry, Mailbox, MailItem
from tests.inquiries.desk import THURSDAY, make_office, signed_in
from tests.inquiries.dovecot import PASSWORD
from tests.inquiries.mails import mail

pytestmark = pytest.mark.django_db
URL = "/en/admin/inquiries/mailbox/"


@pytest.fixture
def office():
    return make_office()


def typed(office, **fields):
    return {
        "agency": office.agency.pk,
        "host": "127.0.0.1",
        "port": 1,
        "security": "NONE",
        "username": "press@agency.example",
        "password": PASSWORD,
        "folder": "INBOX",
        "processed_folder": "",
        "since_on": "2026-03-01",
        "is_active": "on",
    } | fields


def test_mailbox_is_added_with_a_sealed_password_that_no_page_shows(office):
    client = signed_in(office.senior)
    assert client.post(f"{URL}add/", typed(office)).status_code == 302
    mailbox = Mailbox.objects.get()
    assert mailbox.password == PASSWORD
    assert PASSWORD not in mailbox.sealed_password
    page = client.get(f"{URL}{mailbox.pk}/change/").content.decode()
    assert "Check the connection" in page
    assert PASSWORD not in page + str(list(timeline(mailbox).values_list("before", "after")))
    assert [event.action for event in timeline(mailbox)] == ["mailbox.changed"]


def test_empty_password_keeps_the_old_one_and_a_new_mailbox_needs_one(office):
    client = signed_in(office.senior)
    assert b"A new mailbox needs its password" in client.post(f"{URL}add/", typed(office, password="")).content
    client.post(f"{URL}add/", typed(office))
    mailbox = Mailbox.objects.get()
    client.post(f"{URL}{mailbox.pk}/change/", typed(office, password="", folder="Press"))
    mailbox.refresh_from_db()
    assert (mailbox.folder, mailbox.password) == ("Press", PASSWORD)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"host": "mail.example"}, "without encryption"),
        ({"processed_folder": "INBOX"}, "another folder"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
    ids=["open-to-all", "in-a-circle", "no-port"],
)
def test_mailbox_that_would_do_harm_is_refused(office, fields, refusal):
    answer = signed_in(office.senior).post(f"{URL}add/", typed(office, **fields))
    assert refusal in answer.content.decode()
    assert not Mailbox.objects.exists()


def test_saving_does_not_turn_back_how_far_reading_has_come(office):
    mailbox = save_mailbox(mailbox=new(office), password=PASSWORD, by=office.senior, at=THURSDAY)
    Mailbox.objects.update(uid_validity=7, last_uid=40)  # by a poller, while the form is open
    mailbox.is_active = False
    Mailbox.objects.update(last_uid=41)
    stale = Mailbox.objects.get()
    Mailbox.objects.update(last_uid=42)
    stale.is_active = False
    save_mailbox(mailbox=stale, by=office.senior, at=THURSDAY)
    assert list(Mailbox.objects.values_list("is_active", "uid_validity", "last_uid")) == [(False, 7, 42)]
    stale.folder = "Other"
    save_mailbox(mailbox=stale, by=office.senior, at=THURSDAY)
    assert list(Mailbox.objects.values_list("uid_validity", "last_uid")) == [(None, 0)]


def test_officer_may_not_write_a_mailbox(office):
    with pytest.raises(NotPermitted):
        save_mailbox(mailbox=new(office), password=PASSWORD, by=office.officer, at=THURSDAY)


def test_button_says_what_the_server_says(office):
    mailbox = save_mailbox(mailbox=new(office), password=PASSWORD, by=office.senior, at=THURSDAY)
    answer = signed_in(office.senior).post(f"{URL}{mailbox.pk}/check/", follow=True)
    assert "The mailbox cannot be read: [Errno 111] Connection refused" in answer.content.decode()


@pytest.mark.imap
def test_button_says_that_the_mailbox_can_be_read(office, dovecot):
    account = dovecot.account()
    row = new(office, port=dovecot.port, username=account.name)
    mailbox = save_mailbox(mailbox=row, password=PASSWORD, by=office.senior, at=THURSDAY)
    answer = signed_in(office.senior).post(f"{URL}{mailbox.pk}/check/", follow=True)
    assert "The mailbox can be read." in answer.content.decode()


def test_officer_finds_reads_and_registers_a_mail_that_was_kept_aside(office):
    mailbox = save_mailbox(mailbox=new(office), password=PASSWORD, by=office.senior, at=THURSDAY)
    Mailbox.objects.update(uid_validity=1)
    said = mail(subject="Floods", x_spam_flag="YES")
    assert take_mail(mailbox=mailbox, arrived=Arrived(1, 1, THURSDAY - timedelta(hours=1), said), at=THURSDAY)
    item = MailItem.objects.get()
    client, pages = signed_in(office.officer), "/en/admin/inquiries/mailitem/"
    assert "Floods" in client.get(pages).content.decode()
    answer = client.get(f"{pages}{item.pk}/mail.eml")
    assert b"".join(answer.streaming_content) == said
    chosen = {"action": "register", "_selected_action": item.pk}
    assert "1 mail was registered." in client.post(pages, chosen, follow=True).content.decode()
    inquiry = Inquiry.objects.get()
    assert [event.action for event in timeline(inquiry) if event.by == office.officer][-1] == "mail.registered"
    assert MailItem.objects.get().kind == MailKind.INQUIRY
    assert "cannot be answered" in client.post(pages, chosen, follow=True).content.decode()


def new(office, **fields):
    place = {"host": "127.0.0.1", "port": 1, "security": Security.NONE, "username": "press@agency.example"}
    return Mailbox(agency=office.agency, since_on=date(2026, 3, 1), **place | fields)

"""A mailbox on a real IMAP server, read at a given moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from documents.services import settle_letters_due
from inquiries.mailbox.polling import PATIENCE, poll_mailbox
from inquiries.mailbox.server import check_connection
from inquiries.mailbox.services import NotRegistrable, register_mail, save_mailbox
from inquiries.mailbox.states import MailKind, Refusal, Security
from inquiries.models import Inquiry, Letter, Mailbox, MailItem, Note
from inquiries.states import Regime, Source, State
from notifications.models import Message
from tests.inquiries.desk import THURSDAY, answered, fresh, given, make_office
from tests.inquiries.dovecot import PASSWORD
from tests.inquiries.mails import bounce, mail
from tests.inquiries.public import PDF
from tests.notifications.outbox import deliver

pytestmark = [pytest.mark.imap, pytest.mark.django_db]
ARRIVED = THURSDAY - timedelta(minutes=3)


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def account(dovecot):
    return dovecot.account()


@pytest.fixture
def mailbox(office, account):
    return make_mailbox(office, account)


def make_mailbox(office, account, **fields):
    place = {"host": "127.0.0.1", "port": account.server.port, "security": Security.NONE, "username": account.name}
    row = Mailbox(agency=office.agency, since_on=date(2026, 3, 1), **place | fields)
    return save_mailbox(mailbox=row, password=PASSWORD, by=office.senior, at=THURSDAY)


def poll(mailbox, at=THURSDAY):
    return poll_mailbox(mailbox=mailbox, clock=lambda: at)


def kinds():
    return list(MailItem.objects.order_by("pk").values_list("kind", "reason"))


def sent_letter(inquiry):
    """The newest letter of the case, as it left the house."""
    deliver(THURSDAY)
    settle_letters_due(at=THURSDAY, limit=100)
    letter = Letter.objects.filter(inquiry=inquiry).latest("pk")
    return letter, letter.message.message_id


def test_mail_becomes_an_inquiry_with_receipt_clock_and_files(mailbox, account, office):
    said = mail("Сәлем! Қанша үйді су басты?", subject="Су тасқыны", files=(("act.pdf", PDF), ("run.exe", b"MZ\x00")))
    account.arrive(said, at=ARRIVED)
    assert poll(mailbox)
    inquiry = Inquiry.objects.get()
    assert (inquiry.source, inquiry.regime, inquiry.received_at) == (Source.EMAIL, Regime.INFORMATION_REQUEST, ARRIVED)
    assert (inquiry.name, inquiry.email, inquiry.language) == ("Dana Omarova", "dana@people.example", "kk")
    assert (inquiry.subject, inquiry.text) == ("Су тасқыны", "Сәлем! Қанша үйді су басты?")
    assert [row.file.name for row in inquiry.attachments.all()] == ["act.pdf"]
    assert "run.exe" in Note.objects.get(inquiry=inquiry, by=None).text
    assert inquiry.main_clock.start_at == ARRIVED
    assert Message.objects.filter(kind="inquiry_receipt", address="dana@people.example").count() == 1
    item = MailItem.objects.get()
    with item.raw.content.open("rb") as file:
        assert (item.kind, item.inquiry, file.read()) == (MailKind.INQUIRY, inquiry, said)
    assert account.flags() == {1: {b"\\Seen"}}


def test_second_visit_takes_only_what_is_new(mailbox, account):
    account.arrive(mail(), at=ARRIVED)
    poll(mailbox)
    poll(mailbox)
    account.arrive(mail(), mail(), at=ARRIVED)
    poll(mailbox)
    assert Inquiry.objects.count() == MailItem.objects.count() == 3


def test_mails_before_the_first_day_stay_untouched(mailbox, account):
    account.arrive(mail(), at=datetime(2026, 2, 1, tzinfo=UTC))
    poll(mailbox)
    assert not MailItem.objects.exists()
    assert account.flags() == {1: set()}


def test_clock_of_the_sender_and_of_a_fast_server_change_nothing(mailbox, account):
    account.arrive(mail(date="Thu, 01 Jan 2015 00:00:00 +0000"), at=THURSDAY + timedelta(hours=1))
    poll(mailbox)
    assert Inquiry.objects.get().received_at == THURSDAY


def test_same_mail_twice_is_one_inquiry_also_in_two_mailboxes(mailbox, account, office, dovecot):
    said = mail()
    other = dovecot.account()
    account.arrive(said, b"Received: from elsewhere\r\n" + said, at=ARRIVED)
    other.arrive(said, at=ARRIVED)
    poll(mailbox)
    poll(make_mailbox(office, other))
    assert Inquiry.objects.count() == 1
    assert Message.objects.filter(kind="inquiry_receipt").count() == 1


def test_new_numbers_of_old_mails_repeat_nothing(mailbox, account):
    account.arrive(mail(), mail(message_id=None), at=ARRIVED)
    poll(mailbox)
    before = Mailbox.objects.get().uid_validity
    account.forget_numbers()
    account.arrive(mail(), at=ARRIVED)
    poll(mailbox)
    assert Mailbox.objects.get().uid_validity != before, "the test has gone blind"
    assert Inquiry.objects.count() == 3


def test_taken_mails_move_to_their_folder(office, account):
    mailbox = make_mailbox(office, account, processed_folder="Processed")
    account.arrive(mail(), mail(), at=ARRIVED)
    poll(mailbox)
    assert account.flags() == {}
    assert account.flags("Processed") == {1: {b"\\Seen"}, 2: {b"\\Seen"}}


def test_unreadable_mail_is_kept_told_and_stops_no_other(mailbox, account, office):
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(200))
    account.arrive(b"From: a@b.kz\r\n" + nested, mail(), at=ARRIVED)
    poll(mailbox)
    assert kinds() == [(MailKind.REFUSED, Refusal.UNREADABLE), (MailKind.INQUIRY, "")]
    told = Message.objects.filter(kind="mail_kept", channel="EMAIL").values_list("address", flat=True)
    assert set(told) == {office.officer.email, office.colleague.email, office.senior.email}


def test_too_large_mail_is_not_fetched(mailbox, account, monkeypatch):
    monkeypatch.setattr("inquiries.mailbox.server.MAIL_LIMIT", 1000)
    account.arrive(mail("x\n" * 1000, subject="Big"), at=ARRIVED)
    poll(mailbox)
    item = MailItem.objects.get()
    assert (item.kind, item.reason, item.raw, item.subject) == (MailKind.REFUSED, Refusal.TOO_LARGE, None, "Big")
    assert Message.objects.filter(kind="mail_kept").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"from": "no-reply@people.example"},
        {"from": "MAILER-DAEMON@people.example"},
        {"from": "press@example.kz"},  # our own address: DEFAULT_FROM_EMAIL
    ],
    ids=["automatic", "no-reply", "daemon", "ourselves"],
)
def test_machine_gets_neither_inquiry_nor_answer(mailbox, account, headers):
    account.arrive(mail(**headers), at=ARRIVED)
    poll(mailbox)
    assert kinds() == [(MailKind.AUTO_REPLY, "")]
    assert not Inquiry.objects.exists()
    assert not Message.objects.filter(channel="EMAIL").exists()


def test_machine_that_does_not_say_so_is_not_answered_for_ever(mailbox, account, monkeypatch):
    monkeypatch.setattr("inquiries.mailbox.sorting.A_DAY", 2)
    account.arrive(*(mail(f"Ticket {number}") for number in range(4)), at=ARRIVED)
    poll(mailbox)
    assert [reason for _kind, reason in kinds()] == ["", "", Refusal.TOO_MANY, Refusal.TOO_MANY]
    officers = Message.objects.filter(kind="mail_kept", channel="EMAIL")
    assert officers.count() == 3  # once each, not once a mail


def test_mail_without_a_sender_and_marked_spam_are_kept_aside(mailbox, account):
    account.arrive(mail(**{"from": None}), mail(x_spam_flag="YES"), at=ARRIVED)
    poll(mailbox)
    assert kinds() == [(MailKind.REFUSED, Refusal.NO_SENDER), (MailKind.SUSPECT, Refusal.MARKED)]


def test_reply_to_a_letter_of_ours_adds_to_the_open_case(mailbox, account, office):
    inquiry = given(office, email="dana@people.example")
    deliver(THURSDAY)
    receipt = Message.objects.get(kind="inquiry_receipt", channel="EMAIL")
    said = "Of brick.\n\nOn 19 Mar 2026, Press wrote:\n> registered"
    account.arrive(mail(said, in_reply_to=receipt.message_id, files=(("a.pdf", PDF),)), at=ARRIVED)
    poll(mailbox)
    supplement = inquiry.supplements.get()
    assert (supplement.text, supplement.attachments.count()) == ("Of brick.", 1)
    assert [(item.kind, item.inquiry) for item in MailItem.objects.all()] == [(MailKind.REPLY, inquiry)]


def test_number_in_the_subject_adds_for_whoever_asked_and_for_nobody_else(mailbox, account, office):
    inquiry = given(office, email="dana@people.example")
    mine, stranger = f"Re: {inquiry.number.lower()}", {"from": "eve@people.example"}
    account.arrive(mail("mine", subject=mine), mail("theirs", subject=inquiry.number, **stranger), at=ARRIVED)
    poll(mailbox)
    assert [supplement.text for supplement in inquiry.supplements.all()] == ["mine"]
    asked = Inquiry.objects.exclude(pk=inquiry.pk).get()
    assert (asked.email, asked.text) == ("eve@people.example", "theirs")


def test_reply_from_another_address_or_to_a_closed_case_is_a_note(mailbox, account, office):
    inquiry = given(office, email="dana@people.example")
    closed = answered(office, email="dana@people.example")
    _letter, name = sent_letter(closed)
    receipt = Message.objects.get(kind="inquiry_receipt", channel="EMAIL", url=inquiry.get_absolute_url())
    stranger = mail("hers", in_reply_to=receipt.message_id, **{"from": "eve@people.example"})
    account.arrive(stranger, mail("late", references=name), at=ARRIVED)
    poll(mailbox)
    assert not inquiry.supplements.exists()
    assert "eve@people.example" in inquiry.notes.get().text
    assert "late" in closed.notes.get().text
    assert fresh(closed).state == State.ANSWERED
    assert Inquiry.objects.count() == 2
    told = Message.objects.filter(key__startswith="mail-note/", channel="EMAIL")
    assert {message.address for message in told} == {office.officer.email}


def test_case_of_another_agency_is_none_of_ours(mailbox, account):
    elsewhere = given(make_office(), email="dana@people.example")
    account.arrive(mail(subject=f"Re: {elsewhere.number}"), at=ARRIVED)
    poll(mailbox)
    assert not elsewhere.supplements.exists()
    assert MailItem.objects.get().kind == MailKind.INQUIRY


@pytest.mark.parametrize(
    ("action", "status", "failed"), [("failed", "5.1.1", True), ("delayed", "4.4.1", False)], ids=["failed", "delayed"]
)
def test_returned_letter_fails_unless_its_server_still_tries(mailbox, account, office, action, status, failed):
    inquiry = answered(office)
    letter, name = sent_letter(inquiry)
    assert letter.delivered_at
    account.arrive(bounce(name, action=action, status=status), at=ARRIVED)
    poll(mailbox)
    letter.refresh_from_db()
    assert (letter.failed_at is not None, letter.delivered_at is None) == (failed, failed)
    assert Message.objects.filter(kind="letter_undelivered").exists() is failed
    assert MailItem.objects.get().inquiry == inquiry
    assert Inquiry.objects.count() == 1


def test_outlet_is_known_by_address_and_by_domain_but_not_by_a_public_one(mailbox, account, office):
    given(office, email="a@qala.example", outlet="Qala")
    given(office, email="b@gmail.com", outlet="Own News")
    senders = ("a@qala.example", "c@qala.example", "b@gmail.com", "d@gmail.com")
    account.arrive(*(mail(**{"from": sender}) for sender in senders), at=ARRIVED)
    poll(mailbox)
    found = Inquiry.objects.filter(source=Source.EMAIL).order_by("pk").values_list("email", "outlet", "regime")
    media, person = Regime.MEDIA_REQUEST, Regime.INFORMATION_REQUEST
    assert list(found) == [
        ("a@qala.example", "Qala", media),
        ("c@qala.example", "Qala", media),
        ("b@gmail.com", "Own News", media),
        ("d@gmail.com", "", person),
    ]


def test_failing_mailbox_is_told_once_and_recovers_by_itself(mailbox, account, office):
    save_mailbox(mailbox=mailbox, password="wrong-password", by=office.senior, at=THURSDAY)
    for minutes in (0, 5, 10, 11, 12):
        assert not poll(mailbox, THURSDAY + timedelta(minutes=minutes))
    mailbox.refresh_from_db()
    assert (mailbox.failing_since, "AUTHENTICATIONFAILED" in mailbox.error) == (THURSDAY, True)
    told = Message.objects.filter(kind="mailbox_fails", channel="EMAIL")
    assert [message.address for message in told] == [office.senior.email]
    assert told[0].queued_at == THURSDAY + PATIENCE
    save_mailbox(mailbox=mailbox, password=PASSWORD, by=office.senior, at=THURSDAY)
    assert poll(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.failing_since, mailbox.error, mailbox.checked_at) == (None, "", THURSDAY)


def test_server_that_is_away_is_a_failure_not_an_error(mailbox):
    Mailbox.objects.update(port=1)
    mailbox.refresh_from_db()
    assert not poll(mailbox)


def test_encrypted_ways_want_a_certificate_that_is_trusted(office, account, monkeypatch):
    ways = [(Security.TLS, account.server.tls_port), (Security.STARTTLS, account.server.port)]
    for security, port in ways:
        mailbox = make_mailbox(office, account, security=security, port=port, folder="INBOX")
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        assert "certificate" in check_connection(mailbox).lower()
        monkeypatch.setenv("SSL_CERT_FILE", str(account.server.certificate))
        assert check_connection(mailbox) == ""
        mailbox.delete()


def test_officer_registers_what_was_kept_aside(mailbox, account, office):
    account.arrive(mail(x_spam_flag="YES"), mail(**{"from": None}), at=ARRIVED)
    poll(mailbox)
    spam, nobody = MailItem.objects.order_by("pk")
    inquiry = register_mail(item=spam, by=office.officer, at=THURSDAY)
    assert (inquiry.email, inquiry.received_at) == ("dana@people.example", ARRIVED)
    spam.refresh_from_db()
    assert (spam.kind, spam.inquiry) == (MailKind.INQUIRY, inquiry)
    for item in (spam, nobody):
        with pytest.raises(NotRegistrable):
            register_mail(item=item, by=office.officer, at=THURSDAY)

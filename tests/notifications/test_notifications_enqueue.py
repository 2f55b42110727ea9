"""What is written into the outbox, for whom, in which words, and how often."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from notifications.kinds import KindsClosed, MessageKind, register_kinds
from notifications.models import Message
from notifications.services import OutsideTransaction, Recipient, enqueue, opt_out
from notifications.states import Channel, State
from tests.country import make_agency, make_user
from tests.notifications.outbox import AT, STRANGER, make_reachable, write

INBOX, EMAIL, TELEGRAM, WEBHOOK = Channel.INBOX, Channel.EMAIL, Channel.TELEGRAM, Channel.WEBHOOK


def addresses(messages: list[Message]) -> set[tuple[str, str]]:
    return {(message.channel, message.address) for message in messages}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "has_account", "expected"),
    [
        pytest.param("NOTICE", True, {INBOX, EMAIL}, id="a duty reaches a user twice"),
        pytest.param("NOTICE", False, {EMAIL}, id="without an account there is no inbox"),
        pytest.param("LETTER", True, {EMAIL}, id="a kind may say otherwise"),
        pytest.param("NEWS", True, {INBOX, EMAIL}, id="optional kinds come until refused"),
    ],
)
def test_enqueue_writes_one_row_per_channel(kind, has_account, expected):
    to = Recipient.of(make_user()) if has_account else STRANGER
    assert {message.channel for message in write(kind=kind, to=to)} == expected


@pytest.mark.django_db
def test_enqueue_reaches_every_confirmed_address(settings):
    settings.TELEGRAM_BOT_TOKEN = "1:token"
    user = make_user()
    make_reachable(TELEGRAM, "12345", user)
    make_reachable(WEBHOOK, "https://desk.example/hook", user)
    assert addresses(write(to=Recipient.of(user))) == {
        (INBOX, str(user.pk)),
        (EMAIL, user.email),
        (TELEGRAM, "12345"),
        (WEBHOOK, "https://desk.example/hook"),
    }


@pytest.mark.django_db
def test_enqueue_leaves_out_an_unconfirmed_address_and_a_missing_bot(settings):
    settings.TELEGRAM_BOT_TOKEN = ""
    to = make_reachable(TELEGRAM, "12345")
    make_reachable(WEBHOOK, "https://desk.example/hook", to.user)
    to.user.preferences.filter(channel=WEBHOOK).update(confirmed_at=None)
    assert {message.channel for message in write(to=to)} == {INBOX, EMAIL}


@pytest.mark.django_db
def test_enqueue_twice_writes_once_and_keeps_the_first_words():
    first = write()
    second = write(context={"subject": "Other words", "due_at": AT})
    assert [message.pk for message in second] == [message.pk for message in first]
    assert second[0].subject == "An answer is due [en]"


@pytest.mark.django_db(transaction=True)
def test_enqueue_by_two_at_once_writes_once():
    both_have_written = Barrier(2)

    def write_and_wait():
        try:
            with transaction.atomic():
                write()
            both_have_written.wait(60)
        finally:
            connection.close()

    threads = [Thread(target=write_and_wait) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_enqueue_needs_the_transaction_of_its_fact():
    with pytest.raises(OutsideTransaction):
        enqueue(key="1", kind="NOTICE", to=STRANGER, language="en", template="", context={}, agency=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_enqueue_vanishes_with_the_fact_that_was_rolled_back():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "subject", "month"),
    [
        ("kk", "An answer is due [kk]", "наурыз"),
        ("ru", "An answer is due [ru]", "марта"),
        ("en", "An answer is due [en]", "March"),
    ],
)
def test_enqueue_words_are_in_the_given_language_and_the_zone_of_the_agency(language, subject, month):
    agency = make_agency(time_zone="Asia/Almaty")
    message = write(language=language, agency=agency)[0]
    assert message.subject == subject
    assert f"Due 31 {month} 2026 11:00" in message.text.replace("Наурыз", "наурыз")
    assert agency.name_in(language) in message.html


@pytest.mark.django_db
def test_enqueue_escapes_html_but_not_text_and_keeps_the_subject_on_one_line():
    message = write(context={"subject": "A & B\nBcc: everybody@people.example", "due_at": AT})[0]
    assert message.subject == "A & B Bcc: everybody@people.example [en]"
    assert "A & B" in message.text
    assert "A &amp; B" in message.html


@pytest.mark.django_db
def test_enqueue_leaves_out_of_the_inbox_what_its_page_says_anyway():
    agency = make_agency(name_en="Ministry of Water")
    on_portal, by_mail = write(to=Recipient.of(make_user(full_name="Aigerim")), agency=agency, url="/en/inquiries/7/")
    assert on_portal.text == "Due 31 March 2026 11:00, Aigerim\n"
    assert by_mail.text.startswith("Ministry of Water\n\nAn answer is due\n\nDue 31 March 2026 11:00, Aigerim\n")
    assert "http://127.0.0.1:8000/en/inquiries/7/" in by_mail.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("critical", "not_before", "expected"),
    [
        pytest.param(False, None, AT, id="at once"),
        pytest.param(False, AT + timedelta(hours=3), AT + timedelta(hours=3), id="held back until the office opens"),
        pytest.param(False, AT - timedelta(hours=3), AT, id="never in the past"),
        pytest.param(True, AT + timedelta(hours=3), AT, id="critical does not wait"),
    ],
)
def test_enqueue_holds_back_until_not_before(critical, not_before, expected):
    to = Recipient.of(make_user())
    messages = write(to=to, critical=critical, not_before=not_before)
    assert {message.next_attempt_at for message in messages} == {expected}
    assert not Message.objects.inbox(to.user, at=expected - timedelta(seconds=1)).exists()
    assert Message.objects.inbox(to.user, at=expected).get().state == State.SENT


@pytest.mark.django_db
def test_enqueue_obeys_an_opt_out_of_an_optional_kind_whatever_the_case_of_the_address():
    opt_out(email="Reader@People.example", kind="NEWS", at=AT)
    assert write(kind="NEWS") == []


@pytest.mark.django_db
def test_enqueue_of_what_the_law_demands_ignores_an_opt_out():
    opt_out(email=STRANGER.email, kind="NOTICE", at=AT)
    assert len(write(kind="NOTICE")) == 1


@pytest.mark.django_db
def test_enqueue_refuses_a_kind_nobody_registered():
    with pytest.raises(LookupError):
        write(kind="GOSSIP")


def test_kinds_are_closed_once_the_portal_has_started():
    with pytest.raises(KindsClosed):
        register_kinds(MessageKind("LATE", "Late"))


@pytest.mark.django_db
def test_enqueue_costs_the_same_for_every_address(django_assert_num_queries, settings):
    settings.TELEGRAM_BOT_TOKEN = "1:token"
    alone, connected = Recipient.of(make_user()), make_reachable(TELEGRAM, "12345")
    make_reachable(WEBHOOK, "https://desk.example/hook", connected.user)
    with django_assert_num_queries(5):  # savepoint, addresses, insert, read back, release
        write(to=alone, key="1")
    with django_assert_num_queries(5):
        write(to=connected, key="2")


@pytest.mark.django_db
def test_enqueue_offers_to_stop_an_optional_kind_alone():
    optional, duty = write(kind="NEWS", key="1")[0], write(key="2")[0]
    page = "/en/messages/unsubscribe/"
    assert (page in optional.text, page in optional.html) == (True, True)
    assert (page in duty.text, page in duty.html) == (False, False)

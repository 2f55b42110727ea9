"""What becomes of a letter: delivered, and its duty met; or stuck, and the officers told once."""

from datetime import timedelta

import pytest

from documents.services import AlreadyDelivered, deliver_letter, settle_letters_due
from inquiries.models import Letter
from inquiries.services import ask_extension, decide_extension
from notifications.delivery import deliver_due
from notifications.models import Message
from notifications.states import State
from tests.inquiries.desk import HOUR, THURSDAY, answered, fresh, given, make_office

pytestmark = pytest.mark.django_db

LATER = THURSDAY + HOUR


def extended(office, **fields):
    """The notice of extension, which the law gives a clock of its own."""
    inquiry = given(office, **fields)
    waits = ask_extension(inquiry=inquiry, amount=15, reason="Two bodies", holders="B", by=office.officer, at=THURSDAY)
    return decide_extension(extension=waits, grant=True, by=office.head, at=THURSDAY).letter


def notice(letter):
    return letter.inquiry.clocks.get(duty__kind="extension_notice").duty


def settle(at=LATER):
    return settle_letters_due(at=at, limit=100)


def undelivered():
    """Who was told that a letter did not arrive."""
    return list(Message.objects.filter(kind="letter_undelivered", channel="EMAIL").values_list("address", flat=True))


def test_sent_letter_is_delivered_and_the_notice_duty_met():
    letter = extended(make_office())
    assert (settle(), notice(letter).state) == (0, "OPEN"), "nothing has left the house yet"
    deliver_due(clock=lambda: LATER, limit=100)
    assert settle(LATER + HOUR) == 1
    letter.refresh_from_db()
    assert (letter.delivered_at, letter.delivered_how) == (LATER, letter.inquiry.email)
    assert notice(letter).state == "MET"
    assert settle(LATER + HOUR) == 0, "once"


def test_notice_that_arrives_too_late_is_a_missed_duty():
    letter = extended(make_office())
    deliver_due(clock=lambda: LATER, limit=100)
    settle(THURSDAY + timedelta(days=5))
    assert notice(letter).state == "MISSED"


@pytest.mark.parametrize("state", [State.DEAD, State.IN_DOUBT])
def test_stuck_letter_is_told_once_and_keeps_its_duty(state):
    office = make_office()
    letter = extended(office)
    Message.objects.filter(pk=letter.message_id).update(state=state, error="550 no such user")
    assert [settle(), settle(), settle(LATER + HOUR)] == [1, 0, 0]
    letter.refresh_from_db()
    assert (letter.failed_at, letter.delivered_at, notice(letter).state) == (LATER, None, "OPEN")
    assert undelivered() == [office.officer.email]
    assert "550 no such user" in Message.objects.get(kind="letter_undelivered", channel="EMAIL").text


def test_letter_of_a_case_without_an_officer_is_told_to_all_of_them():
    office = make_office()
    inquiry = answered(office)
    type(inquiry).objects.filter(pk=inquiry.pk).update(assignee=None)
    Message.objects.filter(pk=inquiry.letters.get().message_id).update(state=State.DEAD, error="550")
    settle()
    assert sorted(undelivered()) == sorted([office.officer.email, office.colleague.email])


def test_letter_that_could_not_be_mailed_is_posted_and_then_delivered():
    office = make_office()
    letter = extended(office)
    Message.objects.filter(pk=letter.message_id).update(state=State.DEAD, error="550")
    settle()
    deliver_letter(letter=letter, how="registered letter RR 123", by=office.officer, at=LATER)
    letter.refresh_from_db()
    assert (letter.delivered_at, letter.delivered_how) == (LATER, "registered letter RR 123")
    assert notice(letter).state == "MET"
    with pytest.raises(AlreadyDelivered):
        deliver_letter(letter=letter, how="by hand", by=office.colleague, at=LATER)
    assert Letter.objects.get(pk=letter.pk).delivered_how == "registered letter RR 123"


def test_requester_without_an_address_gets_the_letter_by_post():
    office = make_office()
    inquiry = given(office, email="", address="Abai 1, Taraz")
    mails = Message.objects.filter(kind="inquiry_letter")
    letter = extended(office, email="", address="Abai 1, Taraz")
    assert (letter.message, mails.count(), settle()) == (None, 0, 0)
    assert fresh(inquiry).email == ""
    deliver_letter(letter=letter, how="RR 124", by=office.officer, at=LATER)
    assert notice(letter).state == "MET"

"""Whoever is erased is gone from the trail's notes and from the outbox too; what must be proven stays."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, InternalError, transaction

from accreditation.models import Application, Document
from accreditation.services import (
    accredit_application,
    complete_application,
    confirm_identity,
    record_review,
    return_application,
)
from accreditation.services.privacy import GONE, answer_consent_withdrawal, messages_about, withdraw_consent
from accreditation.services.purging import purge_due
from accreditation.states import DocumentKind, IdentityProof, ReviewKind, Verdict
from audit.models import Event
from audit.queries import timeline
from audit.services import forget_notes
from documents.services import settle_letters_due
from notifications.forgetting import forget_messages_due
from notifications.models import Message
from notifications.services import MessageMoved, release_message
from notifications.states import Channel, State
from tests.accreditation.holders import SENT, held
from tests.accreditation.office import applied, make_office
from tests.accreditation.press import THURSDAY, upload

pytestmark = pytest.mark.django_db
NAME, SAID = "Әсел Ғабитқызы Һәкімова", "Zhasyryn said it on the telephone"
LATER = SENT + timedelta(hours=1)


@pytest.fixture
def office():
    return make_office()


def erase(office, application):
    withdraw_consent(application=application, by=application.applicant, at=SENT)
    withdrawal = application.consent_withdrawals.get()
    answer_consent_withdrawal(withdrawal=withdrawal, reasons="", by=office.senior, at=SENT)


def completed(office):
    """Returned, completed with words of the applicant, and accredited: notes on every side."""
    application = applied(office, full_name=NAME)
    return_application(application=application, missing=f"{SAID}?", by=office.officer, at=THURSDAY)
    application.refresh_from_db()
    paper = [(DocumentKind.OTHER, upload(f"{NAME}.pdf"))]
    complete_application(application=application, note=SAID, documents=paper, by=application.applicant, at=THURSDAY)
    return Application.objects.get(pk=application.pk)


def delivered():
    """Everything under way has arrived."""
    Message.objects.filter(state=State.QUEUED).update(state=State.SENT, sent_at=SENT)


def kept_words(application):
    return [
        f"{row.key} {field}"
        for row in Message.objects.filter(agency=application.agency)
        for field in ("address", "name", "subject", "text", "html", "url")
        if NAME in getattr(row, field) or application.email in getattr(row, field) or SAID in getattr(row, field)
    ]


def test_delivered_messages_lose_words_and_address_and_keep_what_must_be_proven(office):
    accreditation = held(office, full_name=NAME)
    delivered()
    application = accreditation.application
    told = messages_about(application).filter(channel=Channel.EMAIL)
    proof = sorted(told.values_list("key", "kind", "state", "sent_at"))
    assert len(proof) > 3
    assert kept_words(application)
    erase(office, application)
    kept = Message.objects.filter(key__in=[key for key, *_rest in proof], channel=Channel.EMAIL)
    assert sorted(kept.values_list("key", "kind", "state", "sent_at")) == proof
    assert {(row.subject, row.text, row.html, row.url, row.name) for row in kept.filter(recipient=None)} == {
        (GONE, "", "", "", "")
    }
    assert {row.address for row in kept.filter(recipient=None)} == {
        f"forgotten/{row.pk}" for row in kept.filter(recipient=None)
    }


def test_staff_keep_their_address_and_lose_the_words(office):
    application = held(office, full_name=NAME).application
    delivered()
    erase(office, application)
    staff = Message.objects.filter(recipient=office.officer, channel=Channel.EMAIL, sent_at=SENT)
    assert {(row.address, row.text) for row in staff} == {(office.officer.email, "")}


def test_inboxes_lose_the_row_and_keep_those_of_others(office):
    mine, other = (held(office, full_name=name).application for name in (NAME, "Somebody Else"))
    kept = list(Message.objects.filter(recipient=other.applicant, channel=Channel.INBOX).values_list("pk", flat=True))
    erase(office, mine)
    assert not Message.objects.filter(channel=Channel.INBOX, url__contains=mine.secret).exists()
    assert list(Message.objects.filter(pk__in=kept).values_list("pk", flat=True)) == kept
    assert len(kept) > 0


def test_what_is_under_way_is_delivered_first_and_then_forgotten(office):
    """The letter that says "erased" must reach the person."""
    application = held(office, full_name=NAME).application
    delivered()
    address = application.email
    erase(office, application)
    letter = application.letters.order_by("pk").last()
    assert (letter.message.state, letter.message.address) == (State.QUEUED, address)
    assert forget_messages_due(at=LATER, limit=9) == 0, "not delivered yet"
    delivered()
    settle_letters_due(at=LATER, limit=9)
    assert [forget_messages_due(at=LATER, limit=99) > 0 for _ in range(2)] == [True, False]
    letter.refresh_from_db()
    assert letter.delivered_at == SENT
    assert kept_words(application) == []


def test_message_without_an_address_is_never_sent_again(office):
    application = held(office, full_name=NAME).application
    Message.objects.filter(channel=Channel.EMAIL).update(state=State.DEAD)
    erase(office, application)
    forgotten = Message.objects.filter(address__startswith="forgotten/").first()
    with pytest.raises(MessageMoved):
        release_message(message=forgotten, by=office.senior, at=LATER)


def test_notes_of_the_case_go_and_who_did_what_and_when_stays(office):
    application = completed(office)
    before = list(timeline(application).values_list("pk", "action", "by", "at", "after"))
    assert timeline(application).filter(note__contains=SAID).exists(), "a control"
    decided = reviewed_and_accredited(office, application)
    erase(office, decided)
    things = [application, *decided.letters.all(), decided.accreditation]
    assert not timeline(*things).exclude(note="").exists()
    assert list(timeline(application).values_list("pk", "action", "by", "at", "after"))[: len(before)] == before
    assert not [event for event in Event.objects.filter(agency=office.agency) if NAME in str(event.after)]


def reviewed_and_accredited(office, application):
    check = {"kind": ReviewKind.PRESS, "verdict": Verdict.NO_OBJECTION, "remark": SAID}
    record_review(application=application, **check, by=office.officer, at=SENT)
    confirm_identity(application=application, proof=IdentityProof.DOCUMENT, by=office.officer, at=SENT)
    accredit_application(application=Application.objects.get(pk=application.pk), by=office.senior, at=SENT)
    return Application.objects.get(pk=application.pk)


def test_words_beside_the_decision_go_with_the_person(office):
    application = reviewed_and_accredited(office, completed(office))
    erase(office, application)
    assert set(Document.objects.filter(application=application).values_list("name", "remark")) == {(GONE, "")}
    assert set(application.reviews.values_list("remark", flat=True)) == {""}
    assert set(application.completions.values_list("note", flat=True)) == {""}


def test_end_of_the_days_forgets_as_a_request_does(office):
    application = held(office, full_name=NAME).application
    delivered()
    application.accreditation.__class__.objects.update(state="EXPIRED", ended_at=SENT)
    purge_due(at=SENT + timedelta(days=2_000), limit=9)
    assert kept_words(application) == []


def test_other_cases_keep_their_notes(office):
    mine, other = completed(office), completed(office)
    with transaction.atomic():
        forget_notes(mine)
    assert not timeline(mine).exclude(note="").exists()
    assert timeline(other).filter(note__contains=SAID).exists()


CHANGES = [
    ({"note": "Better words"}, "a note is emptied, never rewritten"),
    ({"action": "application.refused"}, "what happened stays"),
    ({"subject": "APP-2026-1"}, "of which thing stays"),
    ({"after": {"outlet": "Another"}}, "the values stay"),
    ({"by": None}, "who did it stays"),
    ({"note": "", "at": LATER}, "when stays, emptied or not"),
]


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_database_lets_through_no_other_change_of_the_trail(office, change, why):
    completed(office)
    event = Event.objects.filter(agency=office.agency).exclude(note="").exclude(by=None).first()
    with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)
    with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
        event.delete()

"""A deliverer that is killed at any step leaves a letter delivered once in effect, and settled."""

from datetime import timedelta

import pytest

from documents.services import settle_letters_due
from inquiries.models import Letter
from notifications.delivery import HOLD
from notifications.models import Message
from notifications.states import State
from tests.inquiries.conftest import private_files
from tests.inquiries.desk import THURSDAY, answered, make_office
from tests.notifications.test_notifications_crashes import STEPS, deliverer, process

__all__ = ["deliverer", "private_files", "process"]  # fixtures
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
AFTER_THE_HOLD = THURSDAY + HOLD + timedelta(seconds=1)


def test_letter_of_a_killed_deliverer_arrives_under_one_name_and_is_settled(request, mail_server):
    deliver = request.getfixturevalue("deliverer").deliver
    office = make_office()
    for step, name in enumerate(STEPS, start=1):
        letter = Letter.objects.get(inquiry=answered(office, subject=name))
        Message.objects.exclude(pk__in=Letter.objects.values("message")).update(state=State.SENT, sent_at=THURSDAY)
        Message.objects.filter(pk=letter.message_id).update(attachments=[])  # the other process has its own storage
        assert deliver(THURSDAY, dying_at=step) == name
        assert deliver(THURSDAY) == "done"
        settle_letters_due(at=THURSDAY, limit=10)
        assert deliver(AFTER_THE_HOLD) == "done"
        settle_letters_due(at=AFTER_THE_HOLD, limit=10)
        letter.refresh_from_db()
        assert (letter.delivered_at is not None, letter.failed_at) == (True, None), name
    names = {letter.message.message_id for letter in Letter.objects.select_related("message")}
    assert len(names) == len(STEPS)
    assert set(mail_server.message_ids) == names

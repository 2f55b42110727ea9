"""MM 28(2): the accredited, all of them and nobody else, are told once."""

from datetime import timedelta

import pytest

from accreditation.services import suspend_accreditation
from accreditation.services.noticing import EventIsOver, Said, send_notice, spread_notices_due
from accreditation.states import Kind, NoticeKind
from agencies.states import Role
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_accredited, upload
from tests.country import make_agency, make_member

pytestmark = pytest.mark.django_db
SAID = Said("Отырыс", "Заседание", "Келіңіз 100%", "Приходите 100%")


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def officer(agency):
    return make_member(Role.PRESS_OFFICER, agency).user


def mails(notice):
    return sorted(
        Message.objects.filter(key__startswith=f"notice/{notice.pk}/", channel="EMAIL").values_list("address")
    )


def test_everybody_accredited_is_told_once_and_nobody_else(agency, officer):
    first, second, paused = (make_accredited(at=THURSDAY, agency=agency) for _ in range(3))
    make_accredited(at=THURSDAY, agency=agency, kind=Kind.TEMPORARY)
    make_accredited(at=THURSDAY)
    senior = make_member(Role.SENIOR_OFFICER, agency).user
    suspend_accreditation(accreditation=paused, reason="", by=senior, at=THURSDAY)
    notice = send_notice(
        agency=agency,
        kind=NoticeKind.EVENT,
        said=SAID,
        happens_at=THURSDAY + timedelta(days=2),
        files=[upload("agenda.pdf")],
        by=officer,
        at=THURSDAY,
    )
    assert [spread_notices_due(at=THURSDAY, limit=9) for _ in range(2)] == [1, 0]
    expected = sorted((row.application.email,) for row in (first, second))
    assert mails(notice) == expected
    notice.refresh_from_db()
    assert notice.told == 2
    mail = Message.objects.filter(address=first.application.email, kind="accreditation_notice", channel="EMAIL").get()
    assert (mail.subject, "Келіңіз 100%" in mail.text, len(mail.attachments)) == ("Отырыс", True, 1)


def test_event_is_told_in_advance(agency, officer):
    with pytest.raises(EventIsOver):
        send_notice(agency=agency, kind=NoticeKind.EVENT, said=SAID, happens_at=THURSDAY, by=officer, at=THURSDAY)
    assert send_notice(agency=agency, kind=NoticeKind.DOCUMENT, said=SAID, by=officer, at=THURSDAY).pk

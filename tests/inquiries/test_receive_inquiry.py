"""Registering an inquiry: the law it falls under, both its moments, its number, its clock and its letters."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import DataError, connection

from agencies.models import NumberSeries
from agencies.states import Role
from audit.queries import timeline
from documents.models import File
from inquiries.models import Inquiry
from inquiries.queries import forecast, main_duty
from inquiries.rules import Wish, regime_for
from inquiries.services import assign_inquiry
from inquiries.states import AskerKind, Regime, State
from notifications.models import Message
from tests.country import make_acting, make_agency, make_member, make_user
from tests.inquiries.desk import answer
from tests.inquiries.public import ALMATY, PDF, THURSDAY, make_inquiry, upload

pytestmark = pytest.mark.django_db


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("asker", "wish", "regime"),
    [
        pytest.param(AskerKind.OUTLET, Wish.KNOW, Regime.MEDIA_REQUEST, id="an outlet: MM 36(1)"),
        pytest.param(AskerKind.OUTLET, Wish.EXPLAIN, Regime.CLARIFICATION, id="about an official message: MM 35(3)"),
        pytest.param(AskerKind.PERSON, Wish.KNOW, Regime.INFORMATION_REQUEST, id="a person, also a freelancer: AI 11"),
        pytest.param(AskerKind.PERSON, Wish.EXPLAIN, Regime.INFORMATION_REQUEST, id="MM 35 is for outlets alone"),
        pytest.param(AskerKind.ORGANISATION, Wish.KNOW, Regime.INFORMATION_REQUEST, id="an organisation: AI 11"),
        pytest.param(AskerKind.PERSON, Wish.HELP, Regime.APPEAL, id="a right to be realised: APPC 4"),
        pytest.param(AskerKind.OUTLET, Wish.HELP, Regime.APPEAL, id="an outlet has rights of its own"),
        pytest.param(AskerKind.PERSON, Wish.REPORT, Regime.REPORT, id="a violation reported: APPC 88"),
        pytest.param(AskerKind.PERSON, Wish.PROPOSE, Regime.PROPOSAL, id="a proposal: APPC 88"),
        pytest.param(AskerKind.PERSON, Wish.OPINE, Regime.OPINION, id="an opinion: APPC 88"),
        pytest.param(AskerKind.OUTLET, Wish.INTERVIEW, Regime.INTERVIEW, id="no law sets a term"),
    ],
)
def test_regime_follows_from_who_asks_and_what_they_want(asker, wish, regime):
    assert regime_for(asker, wish) == regime


MEDIA = {"kind": AskerKind.OUTLET}
CLARIFICATION = MEDIA | {"regime": Regime.CLARIFICATION}
INFORMATION = {"kind": AskerKind.PERSON}


@pytest.mark.parametrize(
    ("received", "who", "registered_on", "due_on"),
    [
        pytest.param("2026-03-19 11:00", MEDIA, "2026-03-19", "2026-03-31", id="open: same day, over Nauryz"),
        pytest.param("2026-03-19 18:29:59", MEDIA, "2026-03-19", "2026-03-31", id="the last second of the day"),
        pytest.param("2026-03-19 18:30", MEDIA, "2026-03-20", "2026-03-31", id="closed: the clock runs from receipt"),
        pytest.param("2026-03-19 13:30", MEDIA, "2026-03-19", "2026-03-31", id="lunch is no end of the day"),
        pytest.param("2026-03-21 10:00", MEDIA, "2026-03-26", "2026-04-01", id="Saturday before four days off"),
        pytest.param(
            "2026-10-23 11:00", CLARIFICATION, "2026-10-23", "2026-10-28", id="open: two days over a Monday off"
        ),
        pytest.param(
            "2026-10-23 20:00", CLARIFICATION, "2026-10-27", "2026-10-29", id="closed: runs from registration"
        ),
        pytest.param(
            "2026-02-20 11:00", INFORMATION, "2026-02-20", "2026-03-10", id="calendar days roll over days off"
        ),
        pytest.param(
            "2026-02-20 23:59:59", INFORMATION, "2026-02-23", "2026-03-10", id="closed: runs from receipt too"
        ),
        pytest.param("2026-12-31 20:00", MEDIA, "2027-01-05", "2027-01-12", id="registered in the new year"),
    ],
)
def test_inquiry_is_registered_and_due_by_the_law(calendar_days, received, who, registered_on, due_on):
    agency, at = make_agency(), local(received)
    inquiry = make_inquiry(agency, at=at, **who)
    promise = forecast(agency, inquiry.regime, at=at)
    duty = main_duty(inquiry)
    assert (inquiry.received_at, str(inquiry.registered_on), str(duty.due_on)) == (at, registered_on, due_on)
    assert (str(promise.registered_on), str(promise.due_on)) == (registered_on, due_on), "what was shown before"
    assert promise.is_registered_later == (received[:10] != registered_on)
    assert inquiry.number == f"INQ-{registered_on[:4]}-000001"


def test_zone_of_the_agency_decides_the_day(calendar_days):
    agency = make_agency(time_zone="Asia/Tokyo")
    inquiry = make_inquiry(agency, at=datetime(2026, 4, 3, 18, tzinfo=ALMATY))  # 22:00 in Tokyo
    assert inquiry.registered_on == date(2026, 4, 6)


def test_received_inquiry_leaves_one_trail(calendar_days):
    inquiry = make_inquiry(make_agency(), files=("a.pdf",))
    assert [(event.action, event.by) for event in timeline(inquiry, main_duty(inquiry))] == [
        ("inquiry.received", None),
        ("duty.opened", None),
    ]
    triage = inquiry.clocks.get(duty__kind="inquiry_triage").duty
    assert [event.action for event in timeline(triage)] == ["duty.opened"]


def test_number_is_gapless_under_parallel_submissions_and_rollbacks(transactional_db):
    agency = make_agency()

    def submit(turn):
        try:
            if turn % 5 == 0:
                with pytest.raises(DataError):  # the number is taken by then
                    make_inquiry(agency, subject="x" * 201)
            else:
                return make_inquiry(agency).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number in pool.map(submit, range(50)) if number]
    assert sorted(numbers) == [f"INQ-2026-{ordinal:06d}" for ordinal in range(1, 41)]
    assert Inquiry.objects.count() == 40


def test_same_submission_in_parallel_is_one_inquiry_and_one_letter(transactional_db):
    agency, submission = make_agency(), uuid4()

    def submit(_turn):
        try:
            return make_inquiry(agency, submission=submission, files=("a.pdf",)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        keys = set(pool.map(submit, range(6)))
    assert keys == {Inquiry.objects.get().pk}
    assert NumberSeries.objects.get().last == 1
    assert Message.objects.filter(kind="inquiry_receipt").count() == 1
    assert File.objects.count() == 1


def test_numbers_run_by_agency():
    assert [make_inquiry(make_agency()).number for _turn in range(2)] == ["INQ-2026-000001"] * 2


def test_arrival_is_told_to_the_officers_or_who_stands_in():
    agency = make_agency()
    officer = make_member(Role.PRESS_OFFICER, agency)
    away = make_member(Role.SENIOR_OFFICER, agency)
    deputy = make_acting(away, make_user(language="ru")).deputy
    make_member(Role.FIRST_HEAD, agency)
    make_inquiry(agency)
    told = Message.objects.filter(kind="inquiry_arrived", channel="EMAIL").order_by("pk")
    assert [(message.recipient, message.language) for message in told] == [
        (officer.user, "en"),
        (deputy, "ru"),
    ]
    assert "/ru/admin/" in told[1].text


def test_answer_ends_the_clock_and_carries_its_files_under_their_own_names(calendar_days):
    officer = make_member(Role.PRESS_OFFICER)
    positions = {"position_kk": "Баспасөз хатшысы", "position_ru": "Пресс-секретарь"}
    senior = make_member(Role.SENIOR_OFFICER, officer.agency, **positions)
    inquiry = make_inquiry(officer.agency, language="kk")
    people = {"by": officer.user, "approved_by": senior.user}
    answer(inquiry, text="Он екі.", files=[upload("Жауап хат.pdf")], **people)
    inquiry.refresh_from_db()
    letter = Message.objects.get(kind="inquiry_letter")
    file = inquiry.answers.get().attachments.get().file
    assert (inquiry.state, main_duty(inquiry).state) == (State.ANSWERED, "MET")
    pdf = inquiry.letters.get().pdf
    assert letter.attachments == [[pdf.content.name, "OUT-2026-000001.pdf"], [file.content.name, "Жауап хат.pdf"]]
    assert f"Баспасөз хатшысы, {senior.user.full_name}" in letter.text, "who approves signs"
    assert letter.url.startswith("/kk/inquiry/")


def test_answer_with_heavy_files_leads_to_the_page_instead(monkeypatch):
    monkeypatch.setattr("documents.services.letters.ATTACHED_LIMIT", 2 * len(PDF) - 1)
    officer = make_member(Role.PRESS_OFFICER)
    senior = make_member(Role.SENIOR_OFFICER, officer.agency)
    inquiry = make_inquiry(officer.agency)
    files = [upload("a.pdf"), upload("b.pdf")]
    answer(inquiry, text="Twelve.", files=files, by=officer.user, approved_by=senior.user)
    letter = Message.objects.get(kind="inquiry_letter")
    assert [name for _stored, name in letter.attachments] == ["OUT-2026-000001.pdf"]
    assert "too large for a letter" in letter.text
    assert "- a.pdf\n- b.pdf\n" in letter.text


def test_assignment_is_told_in_the_language_of_the_officer():
    senior = make_member(Role.SENIOR_OFFICER)
    officer = make_member(Role.PRESS_OFFICER, senior.agency, user=make_user(language="kk"))
    assign_inquiry(inquiry=make_inquiry(senior.agency), to=officer.user, by=senior.user, at=THURSDAY)
    letter = Message.objects.get(kind="inquiry_assigned", channel="EMAIL")
    assert (letter.recipient, letter.language, letter.url[:10]) == (officer.user, "kk", "/kk/admin/")


def test_letters_print_what_people_wrote_and_nothing_else():
    make_member(Role.PRESS_OFFICER, agency := make_agency())
    make_inquiry(agency, name="<b>A</b> & {{ name }}", subject="<script>1</script>")
    for letter in Message.objects.filter(channel="EMAIL"):
        assert "<script>1</script>" not in letter.html
        assert "&lt;script&gt;1&lt;/script&gt;" in letter.html
        assert "<script>1</script>" in letter.text

"""The cabinet: a person's own questions, what waits for them, and the calendar they subscribe to."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from audit.models import Event
from inquiries.models import CalendarFeed
from inquiries.services import (
    agree_interview,
    ask_back,
    ask_extension,
    change_regime,
    decide_extension,
    open_feed,
    reopen_inquiry,
    withdraw_inquiry,
)
from inquiries.states import Regime
from tests.country import make_user
from tests.inquiries.desk import answer, answered, asked, fresh, given, make_office, signed_in
from tests.inquiries.public import THURSDAY

pytestmark = pytest.mark.django_db
MINE = "/en/my-questions/"
CALENDAR = "/en/my-questions/calendar/"


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


def page(response):
    return response.content.decode()


# --- The list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("show", "listed"),
    [
        pytest.param("", ["Ended one", "Open one"], id="all"),
        pytest.param("?show=all", ["Ended one", "Open one"], id="all, asked for"),
        pytest.param("?show=open", ["Open one"], id="open"),
        pytest.param("?show=ended", ["Ended one"], id="ended"),
        pytest.param("?show=nonsense", ["Ended one", "Open one"], id="nonsense shows all"),
    ],
)
def test_own_questions_are_listed_by_what_became_of_them(user, show, listed):
    office = make_office()
    asked(office, requester=user, subject="Open one")
    answered(office, requester=user, subject="Ended one")
    asked(office, requester=make_user(), subject="Foreign one")
    shown = page(signed_in(user).get(MINE + show))
    assert [words for words in ("Ended one", "Open one", "Foreign one") if words in shown] == listed


def test_letters_of_a_question_can_be_fetched_from_the_list(user):
    inquiry = answered(make_office(), requester=user)
    letter = inquiry.letters.get()
    shown = page(signed_in(user).get(MINE))
    assert letter.number in shown
    assert f"{inquiry.get_absolute_url()}files/{letter.pdf_id}/" in shown


def test_open_question_of_an_office_waits_on_top(user):
    office = make_office()
    until_on = (THURSDAY + timedelta(days=5)).date()
    for requester in (user, make_user()):
        inquiry = given(office, regime=Regime.APPEAL, requester=requester, subject=f"Asked by {requester}")
        ask_back(inquiry=inquiry, question="Which?", until_on=until_on, by=office.officer, at=THURSDAY)
    client = signed_in(user)
    shown = page(client.get(MINE + "?show=ended"))
    assert "Waits for you" in shown
    assert "Tue 24 March 2026" in shown
    assert [f"Asked by {user}" in shown, shown.count("Asked by")] == [True, 1]
    inquiry = fresh(user.inquiries.get())
    withdraw_inquiry(inquiry=inquiry, reason="", by=None, at=THURSDAY)
    assert "Waits for you" not in page(client.get(MINE))


# --- The address of the calendar ----------------------------------------------------------------------------------


def test_address_is_made_once_closed_at_once_and_made_anew(user):
    client = signed_in(user)
    for _turn in range(2):
        assert client.post(CALENDAR)["Location"] == MINE
    first = CalendarFeed.objects.get(user=user)
    assert first.get_absolute_url() == f"/calendar/{first.token}.ics"
    assert first.get_absolute_url() in page(client.get(MINE))
    assert Client().get(first.get_absolute_url()).status_code == 200
    client.post(CALENDAR, {"close": "1"})
    assert Client().get(first.get_absolute_url()).status_code == 404
    client.post(CALENDAR)
    assert CalendarFeed.objects.get(user=user).token != first.token
    actions = list(Event.objects.filter(by=user).order_by("pk").values_list("action", flat=True))
    assert actions == ["calendar.opened", "calendar.closed", "calendar.opened"]


def test_address_of_another_person_is_not_closed(user):
    feed = open_feed(by=user, at=THURSDAY)
    signed_in(make_user()).post(CALENDAR, {"close": "1"})
    assert CalendarFeed.objects.get() == feed


@pytest.mark.parametrize("token", ["0" * 32, "not-a-token", "a\0b", "ә"])
def test_unknown_address_is_not_there(client, user, token):
    open_feed(by=user, at=THURSDAY)
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_calendar_of_a_closed_account_is_not_there(client, user):
    feed = open_feed(by=user, at=THURSDAY)
    user.is_active = False
    user.save()
    assert client.get(feed.get_absolute_url()).status_code == 404


def test_calendar_is_fetched_so_often_and_no_more(client, monkeypatch, user):
    from inquiries.limits import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", Limit.THROTTLE_RATES | {"calendar": "1/hour"})
    feeds = [open_feed(by=person, at=THURSDAY) for person in (user, make_user())]
    statuses = [client.get(feed.get_absolute_url()).status_code for feed in (feeds[0], feeds[0], feeds[1])]
    assert statuses == [200, 429, 200], "each address for itself"


# --- What stands in it --------------------------------------------------------------------------------------------


def fetch(user):
    return Client().get(open_feed(by=user, at=THURSDAY).get_absolute_url())


def events(user):
    return Calendar.from_ical(fetch(user).content).events


def event(user):
    (found,) = events(user)
    return found


def test_calendar_is_plain_text_calendar_for_programs(user):
    asked(make_office(), requester=user)
    response = fetch(user)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    calendar = Calendar.from_ical(response.content)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["prodid"]


def test_running_date_is_a_whole_day(user):
    inquiry = asked(make_office(), requester=user, subject="Floods")
    asked(make_office(), requester=make_user())
    found = event(user)
    assert found["summary"] == "Answer due: Floods"
    assert (str(found.start), str(found.end)) == ("2026-03-26", "2026-03-27")
    assert (found["status"], found["sequence"], found["transp"]) == ("CONFIRMED", 0, "TRANSPARENT")
    assert inquiry.number in found["description"]


def test_calendar_holds_nothing_that_opens_a_case(user):
    inquiry = asked(make_office(), requester=user)
    said = fetch(user).content.decode().replace("\r\n ", "")
    assert inquiry.number in said, "a control"
    assert inquiry.secret not in said
    assert inquiry.text not in said
    assert inquiry.email not in said


def test_moved_date_keeps_its_mark_and_raises_the_sequence(user):
    office = make_office()
    inquiry = given(office, requester=user)
    before = event(user)
    asked_for = {"amount": 15, "reason": "Why", "holders": "Others"}
    extension = ask_extension(inquiry=inquiry, **asked_for, by=office.officer, at=THURSDAY)
    assert event(user)["sequence"] == before["sequence"], "only asked for"
    decide_extension(extension=extension, grant=True, by=office.head, at=THURSDAY)
    after = event(user)
    assert (str(before.start), str(after.start)) == ("2026-03-26", "2026-04-10")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_sequence_never_falls_whatever_happens(user):
    office = make_office()
    inquiry = given(office, requester=user)
    found = [event(user)]
    change_regime(
        inquiry=inquiry, regime=Regime.INFORMATION_REQUEST, reason="No outlet", by=office.officer, at=THURSDAY
    )
    found.append(event(user))
    withdraw_inquiry(inquiry=fresh(inquiry), reason="", by=None, at=THURSDAY)
    found.append(event(user))
    reopen_inquiry(inquiry=fresh(inquiry), reason="A mistake", by=office.senior, at=THURSDAY)
    found.append(event(user))
    assert len({row["uid"] for row in found}) == 1
    sequences = [row["sequence"] for row in found]
    assert sequences == sorted(set(sequences)), "each change is newer than the last"
    assert [row["status"] for row in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]


def test_paused_date_is_not_sure(user):
    office = make_office()
    inquiry = given(office, regime=Regime.APPEAL, requester=user)
    until_on = (THURSDAY + timedelta(days=5)).date()
    ask_back(inquiry=inquiry, question="Which?", until_on=until_on, by=office.officer, at=THURSDAY)
    assert event(user)["status"] == "TENTATIVE"


def test_answered_question_leaves_the_calendar(user):
    office = make_office()
    inquiry = given(office, requester=user)
    answer(inquiry, by=office.officer, approved_by=office.senior)
    assert events(user) == []


def test_agreed_interview_is_an_hour_with_its_place(user):
    office = make_office()
    inquiry = given(office, regime=Regime.INTERVIEW, requester=user)
    when = THURSDAY + timedelta(days=1)
    said = {"starts_at": when, "speaker": "Minister", "place": "Room 5; second floor, left"}
    agree_interview(inquiry=inquiry, **said, by=office.officer, at=THURSDAY)
    found = event(user)
    assert (found.start, found.end) == (when, when + timedelta(hours=1))
    assert found["location"] == "Room 5; second floor, left"
    assert found["uid"].startswith("interview-")


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param("Ә" * 200, id="two octets a letter"),
        pytest.param("👩‍👩‍👧" * 10, id="one sign of many letters"),
        pytest.param("Су тасқыны; үйлер, жолдар\\көпірлер" * 5, id="what the format escapes"),
        pytest.param("a" * 200, id="one octet a letter"),
    ],
)
def test_long_kazakh_subject_is_folded_between_letters_and_read_back_whole(user, subject):
    user.language = "kk"
    user.save()
    asked(make_office(), requester=user, subject=subject, language="kk")
    content = fetch(user).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert all(line.decode() is not None for line in content.split(b"\r\n")), "no letter is cut in two"
    assert event(user)["summary"].endswith(subject)


@pytest.mark.parametrize("amount", [1, 4])
def test_calendar_takes_a_fixed_number_of_queries(user, django_assert_num_queries, amount):
    office = make_office()
    for _turn in range(amount):
        asked(office, requester=user)
    feed = open_feed(by=user, at=THURSDAY)
    with django_assert_num_queries(4):  # the address, questions, clocks, changes
        Client().get(feed.get_absolute_url())

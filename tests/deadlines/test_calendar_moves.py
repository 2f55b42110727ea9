"""A changed working calendar moves running duties, plans their steps anew and tells those concerned."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from threading import Event

import pytest
from django.db import connection

from agencies.access import NotPermitted
from agencies.states import Role
from deadlines import registry
from deadlines.duties import INSTRUCTION
from deadlines.models import CalendarDay, DueDateChange, Duty
from deadlines.services import (
    DayChange,
    change_calendar,
    discharge_duty,
    extend_duty,
    open_promise,
    preview_calendar_change,
    resume_duty,
    suspend_duty,
)
from deadlines.states import DayKind, DutyState
from notifications.models import Message
from notifications.states import Channel
from tests.country import make_member, make_superuser
from tests.deadlines.office import MONDAY, close, fresh, local, mails, make_office, open_case, steps, sweep, trail

pytestmark = pytest.mark.django_db

AT = local("2026-03-03 10:00")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def keeper():
    return make_member(Role.SYSTEM_OWNER).user


def off(day, month=3):
    return DayChange(date(2026, month, day), DayKind.TRANSFERRED, "Мереке", "Праздник", "Holiday", act="Act 7")


def works(day, month=3):
    return DayChange(date(2026, month, day), DayKind.WORKING_WEEKEND, "Жұмыс", "Рабочий", "Working", act="Act 8")


def change(keeper, *days, agency=None, at=AT):
    return change_calendar(days, agency=agency, reason="Act 7 came out", by=keeper, at=at)


# --- What moves -----------------------------------------------------------------------------------------------

MOVES = [
    ("media_request", off(4), "2026-03-10", "a day inside the term"),
    ("media_request", off(9), "2026-03-10", "the last day"),
    ("media_request", works(7), "2026-03-07", "a working Saturday: earlier"),
    ("media_request", off(2), "2026-03-09", "the day of the start is not counted"),
    ("media_request", off(10), "2026-03-09", "the day after the last one"),
    ("information_request", off(4), "2026-03-17", "calendar days are counted all the same"),
    ("information_request", off(17), "2026-03-18", "but a term does not end on a day off"),
    ("mandatory_message", off(2), "2026-03-02", "hours run on"),
    ("closed_meeting_notice", off(11), "2026-03-10", "counted backwards: earlier"),
]


@pytest.mark.parametrize(("term", "day", "due", "reason"), MOVES)
def test_changed_day_moves_the_terms_that_count_it(office, keeper, term, day, due, reason):
    start = local("2026-03-16 10:00") if term == "closed_meeting_notice" else MONDAY
    duty = open_case(office, term=term, start_at=start)
    before = duty.due_on
    previewed = [(moving.duty.pk, moving.new_due_on) for moving in preview_calendar_change([day], agency=None)]
    assert fresh(duty).due_on == before, "a preview writes nothing"
    moved = [(moving.duty.pk, moving.new_due_on) for moving in change(keeper, day)]
    assert fresh(duty).due_on == date.fromisoformat(due), reason
    expected = [(duty.pk, date.fromisoformat(due))] if fresh(duty).due_on != before else []
    assert (previewed, moved) == (expected, expected)


def test_day_made_ordinary_again_moves_the_date_back(office, keeper):
    close(date(2026, 3, 4))
    duty = open_case(office)
    assert duty.due_on == date(2026, 3, 10)
    change(keeper, DayChange(date(2026, 3, 4), None))
    assert (fresh(duty).due_on, CalendarDay.objects.count()) == (date(2026, 3, 9), 0)


def test_several_days_move_a_date_once(office, keeper):
    duty = open_case(office)
    change(keeper, off(4), off(5), off(6))
    assert [(row.old_due_on, row.new_due_on) for row in fresh(duty).changes.all()] == [
        (date(2026, 3, 9), date(2026, 3, 12))
    ]


def test_extended_and_once_paused_duty_moves_by_its_own_history(office, keeper):
    duty = open_case(office)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=local("2026-03-04 10:00"))
    resume_duty(duty=duty, reason="Held", by=office.senior, at=local("2026-03-05 10:00"))
    extend_duty(duty=duty, amount=15, reason="Holders", by=office.head, at=local("2026-03-05 11:00"))
    assert fresh(duty).due_on == date(2026, 3, 25)
    change(keeper, off(6))
    assert fresh(duty).due_on == date(2026, 3, 26)


def test_ended_duties_and_set_dates_stay(office, keeper):
    ended = discharge_duty(duty=open_case(office), by=office.officer, at=MONDAY)
    promise = {"agency": office.agency, "kind": INSTRUCTION, "reference": "-", "responsible": office.officer}
    promised = open_promise(**promise, due_on=date(2026, 3, 6), by=None, at=MONDAY)
    assert change(keeper, off(4), off(6)) == []
    assert (fresh(ended).due_on, fresh(promised).due_on) == (date(2026, 3, 9), date(2026, 3, 6))


def test_late_added_holiday_moves_a_duty_that_is_already_late(office, keeper):
    duty = open_case(office)
    sweep("2026-03-10 09:00")
    change(keeper, off(6), at=local("2026-03-10 10:00"))
    assert fresh(duty).due_on == date(2026, 3, 10)
    discharge_duty(duty=duty, by=office.officer, at=local("2026-03-10 12:00"))
    assert fresh(duty).state == DutyState.MET


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("move", ["open", "extend"])
def test_date_reckoned_while_the_calendar_changes_is_moved_with_the_others(office, keeper, move):
    """The days are read, then changed by somebody else before the duty is written: without a lock nobody would see."""
    read, changed = Event(), Event()
    duty = open_case(office, reference="INQ-2026-000002") if move == "extend" else None

    def dawdle(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if 'FROM "deadlines_calendarday"' in sql:
            read.set()
            changed.wait(0.5)  # longer than a change takes; with the lock it waits for us
        return result

    def reckon():
        with closing(connection), connection.execute_wrapper(dawdle):
            if duty:
                return extend_duty(duty=duty, amount=1, reason="Holders", by=office.head, at=MONDAY)
            return open_case(office)

    with ThreadPoolExecutor() as pool:
        reckoned = pool.submit(reckon)
        assert read.wait(60)
        change(keeper, off(10 if duty else 9))
        changed.set()
    expected = date(2026, 3, 11) if duty else date(2026, 3, 10)
    assert fresh(reckoned.result()).due_on == expected


# --- Whose calendar -------------------------------------------------------------------------------------------


def test_day_of_an_agency_moves_its_own_duties_alone(office):
    other = make_office()
    own, foreign = open_case(office), open_case(other)
    change(office.senior, off(4), agency=office.agency)
    assert (fresh(own).due_on, fresh(foreign).due_on) == (date(2026, 3, 10), date(2026, 3, 9))


def test_exception_of_an_agency_outweighs_the_country(office, keeper):
    change(office.senior, works(7), agency=office.agency)
    duty = open_case(office)
    change(keeper, off(7))
    assert fresh(duty).due_on == date(2026, 3, 7)


@pytest.mark.parametrize("scope", ["country", "agency"])
@pytest.mark.parametrize("who", ["officer", "head", "senior of another agency"])
def test_calendar_is_changed_by_its_keepers_alone(office, scope, who):
    by = make_office().senior if who.startswith("senior") else getattr(office, who)
    duty = open_case(office)
    with pytest.raises(NotPermitted):
        change(by, off(4), agency=office.agency if scope == "agency" else None)
    assert (fresh(duty).due_on, CalendarDay.objects.count()) == (date(2026, 3, 9), 0)


def test_superuser_keeps_the_country_s_calendar(office):
    duty = open_case(office)
    change(make_superuser(), off(4))
    assert fresh(duty).due_on == date(2026, 3, 10)


# --- What is written ------------------------------------------------------------------------------------------


def test_move_is_in_the_trail_and_in_the_changes(office, keeper):
    duty = open_case(office)
    change(keeper, off(4))
    assert trail(duty)[1:] == [
        (
            "duty.moved",
            keeper,
            {"due_on": "2026-03-09"},
            {"due_on": "2026-03-10", "cause": "CALENDAR"},
            "Act 7 came out",
        )
    ]
    row = DueDateChange.objects.get()
    assert (row.duty, row.cause, row.reason, row.at, row.by) == (duty, "CALENDAR", "Act 7 came out", AT, keeper)


def test_move_is_told_to_the_officer_the_seniors_and_the_app(office, keeper, monkeypatch):
    heard = []
    kind = registry.DutyKind("test_heard", "Answer", lambda duty: "/", (), lambda *move: heard.append(move))
    monkeypatch.setitem(registry._kinds, kind.code, kind)
    duty = open_case(office, kind=kind)
    change(keeper, off(4))
    assert sorted(mails()) == sorted(
        (person.email, "03-03 10:00", "INQ-2026-000001 is now due Tue 10 March 2026")
        for person in (office.officer, office.senior)
    )
    text = Message.objects.filter(channel=Channel.EMAIL).first().text
    assert "It was due Mon 9 March 2026 and is now due Tue 10 March 2026." in text
    assert "Why: the working calendar changed. Act 7 came out" in text
    assert "Due: Tue 10 March 2026: 4 working days left" in text
    assert heard == [(duty, DueDateChange.objects.get())]


def test_calendar_changed_at_night_is_told_in_the_morning(office, keeper):
    open_case(office)
    change(keeper, off(5), at=local("2026-03-03 23:00"))
    assert {at for _to, at, _subject in mails()} == {"03-04 09:00"}


# --- The steps ------------------------------------------------------------------------------------------------


def test_moved_duty_climbs_the_ladder_of_its_new_date(office, keeper):
    duty = open_case(office)
    sweep("2026-03-05 09:00")
    change(keeper, off(6), at=local("2026-03-05 10:00"))
    sweep("2026-03-06 09:00", "2026-03-09 08:59")
    assert [code for code, _outcome, _told in steps(duty)] == ["responsible-2w@2026-03-09"]
    sweep("2026-03-09 09:00")
    assert [code for code, _outcome, _told in steps(duty)] == ["responsible-2w@2026-03-09", "senior-1w@2026-03-10"]


def test_date_that_comes_nearer_brings_its_steps_nearer(office, keeper):
    close(date(2026, 3, 4), date(2026, 3, 5))
    duty = open_case(office)
    assert (duty.due_on, duty.next_step_at) == (date(2026, 3, 11), local("2026-03-09 09:00"))
    change(keeper, DayChange(date(2026, 3, 4), None), DayChange(date(2026, 3, 5), None))
    assert (fresh(duty).due_on, fresh(duty).next_step_at) == (date(2026, 3, 9), local("2026-03-05 09:00"))


RUNGS = [
    ("information_request", off(16), "2026-03-12 09:00", "the reminder moves from the day off and over it"),
    ("information_request", off(13), "2026-03-12 09:00", "the reminder's own day is off"),
    ("information_request", off(12), "2026-03-13 09:00", "a day before it changes nothing"),
    ("information_request", works(14), "2026-03-14 09:00", "a working Saturday brings it nearer"),
]


@pytest.mark.parametrize(("term", "day", "planned", "reason"), RUNGS)
def test_changed_day_moves_the_steps_where_the_date_stays(office, keeper, term, day, planned, reason):
    duty = open_case(office, term=term)  # due on Tuesday the 17th; the first reminder on Friday the 13th
    assert fresh(duty).next_step_at == local("2026-03-13 09:00")
    change(keeper, day)
    assert (fresh(duty).due_on, fresh(duty).next_step_at) == (date(2026, 3, 17), local(planned)), reason


def test_day_off_after_the_due_day_moves_the_daily_list(office, keeper):
    duty = open_case(office)
    sweep("2026-03-11 09:00")
    change(keeper, off(12), at=local("2026-03-11 10:00"))
    assert fresh(duty).next_step_at == local("2026-03-13 09:00")


def test_promise_keeps_its_date_and_is_reminded_of_on_a_working_day(office, keeper):
    promise = {"agency": office.agency, "kind": INSTRUCTION, "reference": "-", "responsible": office.officer}
    duty = open_promise(**promise, due_on=date(2026, 3, 6), by=None, at=MONDAY)
    change(keeper, off(5))
    assert (fresh(duty).due_on, fresh(duty).next_step_at) == (date(2026, 3, 6), local("2026-03-04 09:00"))


def test_step_that_is_due_already_stays_due(office, keeper):
    """An outage: the change comes before the sweep that is late."""
    duty = open_case(office)
    change(keeper, off(12), at=local("2026-03-06 10:00"))
    sweep("2026-03-06 10:00")
    assert [code for code, _outcome, _told in steps(duty)] == ["responsible-2w@2026-03-09", "senior-1w@2026-03-09"]


def test_preview_asks_the_same_number_of_questions_whatever_it_finds(office, django_assert_num_queries):
    for count in (1, 3):
        for number in range(count):
            open_case(office, reference=f"INQ-2026-{count}{number:05}")
        with django_assert_num_queries(3):
            preview_calendar_change([off(4)], agency=None)
    assert Duty.objects.count() == 4

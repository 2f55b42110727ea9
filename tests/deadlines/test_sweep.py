"""What a sweep does after silence, with a wrong clock, and when something fails on the way."""

import pytest
from django.db import OperationalError, connection

from deadlines.models import Duty, Step
from deadlines.services import take_due_steps
from deadlines.states import StepOutcome
from pressoffice.celery import app
from tests.deadlines.office import fresh, local, mails, make_office, open_case, steps, sweep
from tests.deadlines.races import at_once

pytestmark = pytest.mark.django_db

TOLD, FOLDED = StepOutcome.TOLD, StepOutcome.FOLDED


def test_every_beat_entry_names_a_task_that_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - set(app.tasks) == set()
    assert scheduled >= {"deadlines.tasks.sweep_duties", "notifications.tasks.deliver"}


# --- Outages --------------------------------------------------------------------------------------------------


def test_outage_of_a_day_records_every_step_and_tells_the_loudest():
    """Nothing ran from Wednesday to Monday noon: three steps are recorded, the head alone is told."""
    office = make_office()
    duty = open_case(office)
    sweep("2026-03-09 12:00")
    assert steps(duty) == [
        ("responsible-2w@2026-03-09", FOLDED, []),
        ("senior-1w@2026-03-09", FOLDED, []),
        ("head+0w@2026-03-09", TOLD, [office.head.email]),
    ]
    assert [(to, at) for to, at, _subject in mails()] == [(office.head.email, "03-09 12:00")]


def test_outage_of_a_fortnight_records_every_step_and_tells_of_the_last_day():
    office = make_office()
    duties = [open_case(office, reference=f"INQ-2026-{number:06}") for number in (1, 2)]
    sweep("2026-03-24 11:00", "2026-03-24 11:00", "2026-03-24 15:00")
    late_days = (11, 12, 13, 16, 17, 18, 19, 20, 23)
    for duty in duties:
        assert steps(duty) == [
            *((f"{code}@2026-03-09", FOLDED, []) for code in ("responsible-2w", "senior-1w", "head+0w", "head+0h")),
            *((f"{code}@2026-03-09", FOLDED, []) for code in ("senior+1w", "head+1w")),
            *(
                (f"{code}@2026-03-09/2026-03-{day}", FOLDED, [])
                for day in late_days
                for code in ("senior+1w", "head+1w")
            ),
            ("senior+1w@2026-03-09/2026-03-24", TOLD, [office.senior.email]),
            ("head+1w@2026-03-09/2026-03-24", TOLD, [office.head.email]),
        ]
    assert sorted(mails()) == sorted(
        (person.email, "03-24 11:00", "2 cases are late") for person in (office.head, office.senior)
    )


@pytest.mark.parametrize("swept", ["2026-03-20 19:00", "2026-03-21 11:00", "2026-03-22 23:00"])
def test_outage_that_ends_out_of_hours_leaves_the_list_to_the_next_morning(swept):
    """Friday evening, Saturday, Sunday: one list on Monday morning, as Monday morning sees it."""
    office = make_office()
    duty = open_case(office)
    sweep(swept, swept)
    open_case(office, reference="INQ-2026-000002", at=local(swept))
    sweep("2026-03-23 09:00", "2026-03-23 09:05")
    assert sorted(mails()) == sorted(
        (person.email, "03-23 09:00", "2 cases are late") for person in (office.head, office.senior)
    )
    assert {outcome for _code, outcome, _told in steps(duty)[:-2]} == {FOLDED}


def test_outage_that_ends_out_of_hours_still_tells_of_the_miss():
    office = make_office()
    open_case(office)
    sweep("2026-03-10 19:00")
    assert mails() == [(office.head.email, "03-11 09:00", "INQ-2026-000001 is late: 2 working days late")]


# --- The clock of the machine ---------------------------------------------------------------------------------


def test_clock_moved_back_an_hour_and_forward_again_repeats_nothing(caplog):
    office = make_office()
    duty = open_case(office)
    sweep("2026-03-05 09:30", "2026-03-05 08:30", "2026-03-05 09:00", "2026-03-05 09:30", "2026-03-05 10:30")
    assert steps(duty) == [("responsible-2w@2026-03-09", TOLD, [office.officer.email])]
    assert len(mails()) == 1
    assert caplog.records == []  # nor is it tried, and refused by the database


def test_clock_moved_back_and_the_plan_made_anew_repeats_nothing():
    """The next moment in the row points back to a step that is taken: its row remembers."""
    office = make_office()
    duty = open_case(office)
    sweep("2026-03-05 09:30")
    Duty.objects.filter(pk=duty.pk).update(next_step_at=local("2026-03-05 09:00"))
    sweep("2026-03-05 09:30")
    assert (len(steps(duty)), len(mails())) == (1, 1)
    assert fresh(duty).next_step_at == local("2026-03-06 09:00")


# --- Failures -------------------------------------------------------------------------------------------------


def test_bad_duty_stops_no_other_and_is_tried_again(caplog):
    office = make_office()
    bad, good = open_case(office), open_case(office, reference="INQ-2026-000002")
    Duty.objects.filter(pk=bad.pk).update(kind="gone", next_step_at=local("2026-03-05 08:00"))
    sweep("2026-03-05 09:00")
    assert (len(steps(bad)), len(steps(good))) == (0, 1)
    assert [record.message for record in caplog.records] == [f"duty {bad.pk} could not be served"]
    Duty.objects.filter(pk=bad.pk).update(kind="test_case")
    sweep("2026-03-05 09:01")
    assert len(steps(bad)) == 1


@pytest.mark.django_db(transaction=True)
def test_deadlock_loses_nothing(caplog):
    """The database gives up one transaction: the duty stays due, and the next sweep serves it once."""
    office = make_office()
    duties = [open_case(office, reference=f"INQ-2026-{number:06}") for number in (1, 2, 3)]

    def give_up_once(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "deadlines_step"') and not caplog.records:
            execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$", None, False, context)
        return result

    with connection.execute_wrapper(give_up_once):
        sweep("2026-03-05 09:00")
    assert [record.exc_info[0] for record in caplog.records] == [OperationalError]
    assert sorted(len(steps(duty)) for duty in duties) == [0, 1, 1]
    sweep("2026-03-05 09:01", "2026-03-05 09:02")
    assert [len(steps(duty)) for duty in duties] == [1, 1, 1]
    assert len(mails()) == 3


@pytest.mark.django_db(transaction=True)
def test_lost_connection_loses_nothing(caplog):
    """The server ends the connection in the middle: the rest is served over a new one, the one duty next time."""
    office = make_office()
    duties = [open_case(office, reference=f"INQ-2026-{number:06}") for number in (1, 2, 3)]

    def hang_up_once(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "deadlines_step"') and not caplog.records:
            execute("SELECT pg_terminate_backend(pg_backend_pid())", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hang_up_once):
        sweep("2026-03-05 09:00")
    assert sorted(len(steps(duty)) for duty in duties) == [0, 1, 1]
    sweep("2026-03-05 09:01")
    assert [len(steps(duty)) for duty in duties] == [1, 1, 1]
    assert len(mails()) == 3


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_serve_every_duty_once(caplog):
    office = make_office()
    duties = [open_case(office, reference=f"INQ-2026-{number:06}") for number in range(1, 5)]
    at = local("2026-03-10 09:00")
    sweeps = [lambda: take_due_steps(at=at)] * 2
    served = at_once(*sweeps, meeting_after="deadlines_duty", times=2)
    assert sum(served) == len(duties)
    assert (Step.objects.count(), len(caplog.records)) == (6 * len(duties), 0)
    assert len(mails()) == len(duties) + 1  # the head of each miss, the seniors one list


# --- Cost -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("idle", [0, 30])
def test_sweep_asks_about_due_duties_alone(idle, django_assert_num_queries):
    office = make_office()
    for number in range(idle):
        open_case(office, reference=f"INQ-2026-1{number:05}", start_at=local("2026-06-01 10:00"))
    with django_assert_num_queries(1):
        sweep("2026-03-05 09:00")


@pytest.mark.parametrize("late", [1, 3])
def test_daily_step_costs_the_same_whatever_else_is_late(late, django_assert_num_queries):
    office = make_office()
    for number in range(late):
        open_case(office, reference=f"INQ-2026-{number:06}")
    sweep("2026-03-10 09:00", "2026-03-11 09:00")
    Duty.objects.exclude(reference="INQ-2026-000000").update(next_step_at=local("2026-03-13 09:00"))
    with django_assert_num_queries(23):
        sweep("2026-03-12 09:00")

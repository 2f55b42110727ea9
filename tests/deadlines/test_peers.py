"""What other systems got wrong with days and reminders, reproduced on ours. The list: docs/explanation/peers.md."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deadlines.models import CalendarDay, Duty, Step
from deadlines.states import DayKind
from tests.deadlines.office import close, fresh, local, make_office, open_case, steps, sweep

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


def test_days_are_not_counted_by_the_date_in_utc():
    """Two o'clock on Saturday in Almaty is still Friday in UTC: five days from Friday would end on a Friday too early,
    five from Saturday counted in UTC on a Saturday."""
    night = datetime(2026, 3, 6, 21, tzinfo=UTC)
    duty = open_case(make_office(), start_at=night, at=night)
    assert (duty.due_on, duty.due_at) == (date(2026, 3, 13), local("2026-03-13 23:59:59.999999"))


def test_transferred_day_off_is_not_counted(calendar_days):
    """Monday 10 March 2025 was off for Saturday the 8th."""
    wednesday = local("2025-03-05 10:00")
    assert open_case(make_office(), start_at=wednesday, at=wednesday).due_on == date(2025, 3, 13)


def test_holiday_entered_a_moment_ago_is_known_to_a_running_process():
    office = make_office()
    assert open_case(office).due_on == date(2026, 3, 9)
    close(date(2026, 3, 4))
    assert open_case(office, reference="INQ-2026-000002").due_on == date(2026, 3, 10)


def test_calendar_of_one_agency_is_not_everybodys():
    home, other = make_office(), make_office()
    close(date(2026, 3, 4), agency=home.agency)
    assert (open_case(home).due_on, open_case(other).due_on) == (date(2026, 3, 10), date(2026, 3, 9))


def test_term_of_calendar_days_does_not_end_at_the_minute_of_sending_or_on_a_day_off():
    """Fifteen days from Saturday 7 March at 10:00 end on Sunday the 22nd: to the end of Monday."""
    saturday = local("2026-03-07 10:00")
    duty = open_case(make_office(), term="information_request", start_at=saturday, at=saturday)
    assert duty.due_at == local("2026-03-23 23:59:59.999999")


def test_missed_run_loses_nothing_and_a_second_run_tells_nothing_twice():
    """Nobody asks what fell due in the last 24 hours: what was told is in the rows."""
    duty = open_case(make_office())
    sweep("2026-03-16 09:00")  # the first run after a fortnight of silence
    told = steps(duty)
    assert any(outcome == "TOLD" for _code, outcome, _told in told)
    sweep("2026-03-16 09:00", "2026-03-16 09:01")
    assert steps(duty) == told


def test_reminders_do_not_come_on_two_days_running_for_one_step():
    duty = open_case(make_office())
    sweep(*(f"2026-03-{day:02d} 09:00" for day in range(3, 10)))
    codes = list(Step.objects.filter(duty=duty).values_list("code", flat=True))
    assert len(codes) == len(set(codes)) > 0


def test_more_closed_days_never_bring_a_reminder_earlier():
    plain, closed = make_office(), make_office()
    CalendarDay.objects.create(
        agency=closed.agency, on=date(2026, 3, 5), kind=DayKind.AGENCY_CLOSED, name_kk="Ж", name_ru="Р", act="1"
    )
    first, second = open_case(plain), open_case(closed)
    assert fresh(first).next_step_at < fresh(second).next_step_at


def test_due_date_is_set_in_one_place():
    """Opening a duty sets it, `move_due_date` moves it; nothing else does."""
    setting = re.compile(r"\.due_(?:on|at)(?:, \w+\.due_\w+)* = |update\([^)]*due_(?:on|at)=")
    packages = ("accounts", "agencies", "audit", "dashboards", "deadlines", "documents", "inquiries", "notifications")
    modules = [path for name in packages for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts]
    found = {str(path.relative_to(ROOT)) for path in modules if setting.search(path.read_text("utf-8"))}
    assert found == {"deadlines/services/duties.py", "deadlines/services/running.py"}


def test_overdue_duty_cannot_be_paused_into_new_days():
    from deadlines.services import suspend_duty
    from deadlines.services.moves import TermExpired

    duty = open_case(make_office())
    with pytest.raises(TermExpired):
        suspend_duty(duty=duty, reason="x", by=None, at=local("2026-03-10 00:00"))
    assert Duty.objects.get().state == "OPEN"

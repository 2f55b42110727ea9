"""The days a fresh installation begins with, and what later runs leave alone."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from django.core.management import call_command

from audit.models import Event
from deadlines.models import CalendarDay, DueDateChange
from deadlines.reckoning import calendar_of, counted_years
from deadlines.services.seeding import known_days, seed_calendar
from deadlines.states import Cause, DayKind
from tests.deadlines.office import local, make_office, open_case

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 19, 5, tzinfo=UTC)
YEARS = [2024, 2025, 2026, 2027]

# What the package of holidays says otherwise, and why ours stands.
DIFFERENCES = {
    date(2013, 12, 28): "the package gives this working Saturday for every year asked; it belonged to January 2014",
}


def test_known_days_differ_from_the_package_of_holidays_only_where_we_know_why():
    theirs = holidays.country_holidays("KZ", years=YEARS)
    closed = {day.on for day in known_days() if not day.kind.works}
    working = {day.on for day in known_days() if day.kind.works}
    assert set(theirs) ^ closed == set()
    assert theirs.weekend_workdays ^ working == set(DIFFERENCES)


@pytest.mark.parametrize(
    ("year", "off", "working_weekends"),
    [
        (2024, "01-01 01-02 03-08 03-21 03-22 03-25 05-01 05-07 05-08 05-09 07-08 08-30 10-25 12-16", "05-04"),
        (
            2025,
            "01-01 01-02 01-03 01-07 03-10 03-21 03-24 03-25 05-01 05-07 05-09 06-06 07-07 09-01 10-27 12-16",
            "01-05",
        ),
        (2026, "01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 05-27 07-06 10-26 12-16", ""),
        (2027, "01-01 01-04 01-07 03-08 03-15 03-22 03-23 03-24 05-03 05-07 05-10 07-06 10-25 12-16", ""),
    ],
)
@pytest.mark.usefixtures("calendar_days")
def test_calendar_of_a_year_closes_these_weekdays_and_works_on_these_weekends(year, off, working_weekends):
    calendar = calendar_of(None)
    every_day = [date(year, 1, 1) + timedelta(distance) for distance in range(365 + (year == 2024))]
    weekdays_off = [f"{on:%m-%d}" for on in every_day if on.weekday() < 5 and not calendar.works(on)]
    weekends_on = [f"{on:%m-%d}" for on in every_day if on.weekday() >= 5 and calendar.works(on)]
    assert (" ".join(weekdays_off), " ".join(weekends_on)) == (off, working_weekends)


@pytest.mark.usefixtures("calendar_days")
@pytest.mark.parametrize(("year", "number"), [(2024, 249), (2025, 246), (2026, 247)])
def test_calendar_of_a_year_has_so_many_working_days(year, number):
    calendar = calendar_of(None)
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    assert sum(calendar.works(first + timedelta(distance)) for distance in range(length)) == number


def test_days_carried_over_are_the_holidays_on_weekends_and_no_other_days_off():
    """7 January and Kurban Ait are days off, not holidays: the law carries nothing over for them (LC 84(5))."""
    weekend_holidays = [day.on for day in known_days() if day.kind == DayKind.HOLIDAY and day.on.weekday() >= 5]
    carried = [day for day in known_days() if day.kind == DayKind.CARRIED_OVER]
    assert sorted(day.name_en.rsplit("from ")[1] for day in carried) == sorted(
        f"{on:%a} {on.day} {on:%B}" for on in weekend_holidays
    )


def test_days_not_named_by_an_act_yet_are_unconfirmed():
    unconfirmed = [day.on for day in known_days() if not day.is_confirmed]
    assert unconfirmed == [date(2026, 5, 27), *(day.on for day in known_days() if day.on.year == 2027)]


def test_every_known_day_has_its_names_and_its_act():
    assert [day.on for day in known_days() if not (day.name_kk and day.name_ru and day.name_en and day.act)] == []


def test_seed_fills_an_empty_calendar_and_leaves_a_filled_one(capsys):
    call_command("seed_calendar")
    call_command("seed_calendar")
    assert capsys.readouterr().out.splitlines() == [
        "Filled: 2024, 2025, 2026, 2027.",
        "Nothing to fill: every known year has its days.",
    ]
    assert CalendarDay.objects.count() == len(list(known_days()))
    assert counted_years() == set(YEARS)


@pytest.mark.usefixtures("calendar_days")
def test_seed_keeps_what_people_changed_confirmed_and_removed():
    CalendarDay.objects.filter(on="2027-05-16").delete()
    CalendarDay.objects.filter(on="2027-01-04").update(name_ru="Приказ 7", is_confirmed=True)
    before = list(CalendarDay.objects.values())
    assert seed_calendar(reason="New release", at=AT) == []
    assert list(CalendarDay.objects.values()) == before


@pytest.mark.usefixtures("calendar_days")
def test_seed_of_a_new_year_moves_the_duties_that_run_into_it():
    CalendarDay.objects.filter(on__year=2027).delete()
    start_at = local("2026-12-10 10:00")
    duty = open_case(make_office(), term="appeal", start_at=start_at, at=start_at)
    assert duty.due_on == date(2027, 1, 1)
    assert seed_calendar(reason="The days of 2027 are known", at=start_at) == [2027]
    change = DueDateChange.objects.get(duty=duty)
    assert (change.new_due_on, change.cause, change.reason) == (
        date(2027, 1, 5),
        Cause.CALENDAR,
        "The days of 2027 are known",
    )


def test_seed_is_audited_day_by_day_as_done_by_the_system():
    seed_calendar(reason="First start", at=AT)
    events = Event.objects.filter(action="calendar.day_set")
    assert set(events.values_list("by", "at")) == {(None, AT)}
    assert events.count() == len(list(known_days()))

"""What holds for every calendar, every start and every term of the law: found by trying to break it."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.workdays import (
    DAY,
    Calendar,
    DayRole,
    Mark,
    NoWorkingDay,
    Unit,
    WorkingHours,
    add_months,
    count,
    count_back,
    end_of,
    next_open_moment,
    registration_day,
    working_days_between,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CLOSED, OPEN = Mark(False, "", "", "off"), Mark(True, "", "", "on")

days = st.dates(FIRST, LAST)
marks = st.dictionaries(days, st.sampled_from([CLOSED, OPEN]), max_size=60)
spans = st.sets(st.integers(1, 90), max_size=20)
units = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS])
amounts = {Unit.WORKING_DAYS: 30, Unit.CALENDAR_DAYS: 60, Unit.MONTHS: 6}
lengths = units.flatmap(lambda unit: st.tuples(st.integers(0, amounts[unit]), st.just(unit)))

many = settings(max_examples=150, deadline=None)


def pauses_after(start_on: date, distances: set[int]) -> frozenset[date]:
    return frozenset(start_on + DAY * distance for distance in distances)


@many
@given(marks, days, days, lengths, spans)
def test_a_closed_day_more_makes_no_due_date_earlier(marked, start_on, closed_on, length, paused):
    pauses = pauses_after(start_on, paused)
    before = count(Calendar(marked), start_on, *length, paused=pauses).due_on
    after = count(Calendar(marked | {closed_on: CLOSED}), start_on, *length, paused=pauses).due_on
    assert after >= before


@many
@given(marks, days, days, st.integers(1, 30))
def test_a_closed_day_more_makes_no_day_before_an_event_later(marked, event_on, closed_on, amount):
    """Before an event the days must fit in: fewer of them means beginning earlier, never later."""
    before = count_back(Calendar(marked), event_on, amount).due_on
    after = count_back(Calendar(marked | {closed_on: CLOSED}), event_on, amount).due_on
    assert after <= before


@many
@given(marks, days, lengths, spans)
def test_a_term_ends_on_a_working_day(marked, start_on, length, paused):
    calendar = Calendar(marked)
    assert calendar.works(count(calendar, start_on, *length, paused=pauses_after(start_on, paused)).due_on)


@many
@given(marks, days, st.integers(1, 30))
def test_a_day_before_an_event_is_a_working_day_that_leaves_enough(marked, event_on, amount):
    calendar = Calendar(marked)
    due_on = count_back(calendar, event_on, amount).due_on
    assert calendar.works(due_on)
    assert working_days_between(calendar, due_on - DAY, event_on - DAY) == amount


@many
@given(marks, days, days, lengths)
def test_a_later_start_is_never_due_earlier(marked, one, other, length):
    earlier, later = sorted([one, other])
    calendar = Calendar(marked)
    assert count(calendar, later, *length).due_on >= count(calendar, earlier, *length).due_on


@many
@given(marks, days, lengths, spans, spans)
def test_a_pause_more_never_shortens_a_term(marked, start_on, length, paused, more):
    calendar = Calendar(marked)
    shorter = count(calendar, start_on, *length, paused=pauses_after(start_on, paused)).due_on
    longer = count(calendar, start_on, *length, paused=pauses_after(start_on, paused | more)).due_on
    assert longer >= shorter


@many
@given(marks, days, lengths, spans)
def test_an_explanation_tells_every_day_from_the_start_to_the_due_day(marked, start_on, length, paused):
    amount, unit = length
    term = count(Calendar(marked), start_on, amount, unit, paused=pauses_after(start_on, paused))
    told = [day.on for day in term.days]
    numbers = [day.number for day in term.days if day.number is not None]
    expected = (add_months(start_on, amount) - start_on).days if unit is Unit.MONTHS else amount
    assert told == [start_on + DAY * distance for distance in range((term.due_on - start_on).days + 1)]
    assert numbers == list(range(1, expected + 1))
    assert [day.on for day in term.days if day.role is DayRole.START] == [start_on]
    stood_still = {day.on: day.number for day in term.days if day.role is DayRole.PAUSED}
    assert stood_still == dict.fromkeys(set(told) & pauses_after(start_on, paused))


@many
@given(marks, days, st.integers(1, 30))
def test_an_explanation_of_a_day_before_an_event_ends_with_the_event(marked, event_on, amount):
    term = count_back(Calendar(marked), event_on, amount)
    assert (term.days[0].on, term.days[-1].on) == (term.due_on, event_on)
    assert [day.number for day in term.days if day.number] == list(range(1, amount + 1))
    assert [day.on for day in term.days if day.role is DayRole.START] == [event_on]


@many
@given(marks, days, lengths)
def test_a_span_of_validity_ends_where_it_ends_even_on_a_closed_day(marked, start_on, length):
    calendar = Calendar(marked)
    exact, rolled = (count(calendar, start_on, *length, rolls=rolls).due_on for rolls in (False, True))
    assert rolled == calendar.next_working_day(exact)


@pytest.mark.parametrize(
    ("on", "amount", "then", "why"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28), "February has no 31st: its last day"),
        (date(2024, 1, 31), 1, date(2024, 2, 29), "in a leap year too"),
        (date(2024, 2, 29), 12, date(2025, 2, 28), "a year later there is no 29 February"),
        (date(2026, 2, 28), 1, date(2026, 3, 28), "the same date, not the last day"),
        (date(2026, 11, 30), 3, date(2027, 2, 28), "over the turn of the year"),
        (date(2026, 12, 15), 1, date(2027, 1, 15), "December goes on to January"),
        (date(2026, 3, 31), -1, date(2026, 2, 28), "backwards as well"),
    ],
)
def test_months_end_on_the_same_date_or_the_last_day(on, amount, then, why):
    assert add_months(on, amount) == then, why


@pytest.mark.parametrize(
    ("length", "due_on", "why"),
    [
        ((0, Unit.WORKING_DAYS), date(2026, 3, 19), "at once means the day itself"),
        ((1, Unit.WORKING_DAYS), date(2026, 3, 20), "the day of the event does not count"),
        ((2, Unit.WORKING_DAYS), date(2026, 3, 23), "the weekend is skipped"),
        ((2, Unit.CALENDAR_DAYS), date(2026, 3, 23), "Saturday counts, but a term does not end on it"),
        ((1, Unit.CALENDAR_DAYS), date(2026, 3, 20), "a working day ends a term as it is"),
        ((1, Unit.MONTHS), date(2026, 4, 20), "19 April 2026 is a Sunday"),
    ],
)
def test_a_term_from_thursday_19_march(length, due_on, why):
    assert count(Calendar({}), date(2026, 3, 19), *length).due_on == due_on, why


def test_a_day_rolled_onto_says_so():
    term = count(Calendar({}), date(2026, 3, 19), 2, Unit.CALENDAR_DAYS)
    assert [(day.on.day, day.role, day.number) for day in term.days] == [
        (19, DayRole.START, None),
        (20, DayRole.COUNTED, 1),
        (21, DayRole.COUNTED, 2),
        (22, DayRole.WEEKEND, None),
        (23, DayRole.ROLLED, None),
    ]


def test_a_calendar_that_is_never_open_is_refused():
    never = Calendar({FIRST + DAY * distance: CLOSED for distance in range(800)})
    with pytest.raises(NoWorkingDay):
        count(never, FIRST, 1, Unit.WORKING_DAYS)
    with pytest.raises(NoWorkingDay):
        count(never, FIRST, 1, Unit.CALENDAR_DAYS)


def test_a_day_is_in_time_until_its_last_microsecond():
    zone = timezone(timedelta(hours=5))
    end = end_of(date(2026, 3, 31), zone)
    assert end + timedelta(microseconds=1) == datetime(2026, 4, 1, tzinfo=zone)


HOURS = WorkingHours(time(9), time(18, 30), time(13), time(14, 30))


@pytest.mark.parametrize(
    ("at", "opens_at", "why"),
    [
        ("2026-03-19T10:00", "2026-03-19T10:00", "open"),
        ("2026-03-19T09:00", "2026-03-19T09:00", "open from the first minute"),
        ("2026-03-19T08:59", "2026-03-19T09:00", "before opening"),
        ("2026-03-19T13:00", "2026-03-19T14:30", "lunch begins"),
        ("2026-03-19T14:29", "2026-03-19T14:30", "lunch ends"),
        ("2026-03-19T18:29", "2026-03-19T18:29", "the last minute"),
        ("2026-03-19T18:30", "2026-03-20T09:00", "closed for today"),
        ("2026-03-20T18:30", "2026-03-23T09:00", "Friday evening"),
        ("2026-03-21T11:00", "2026-03-23T09:00", "Saturday"),
    ],
)
def test_office_opens_next(at, opens_at, why):
    at, opens_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, opens_at))
    assert next_open_moment(Calendar({}), HOURS, at) == opens_at, why


@pytest.mark.parametrize(
    ("received_at", "registered_on", "why"),
    [
        ("2026-03-19T18:29:59", date(2026, 3, 19), "before closing time"),
        ("2026-03-19T18:30:00", date(2026, 3, 20), "after hours: the next working day (APPC 64(3))"),
        ("2026-03-19T06:00:00", date(2026, 3, 19), "before opening is still today"),
        ("2026-03-20T18:30:00", date(2026, 3, 23), "Friday evening: Monday"),
        ("2026-03-21T11:00:00", date(2026, 3, 23), "Saturday: Monday"),
    ],
)
def test_registration_is_on_the_day_or_the_next_working_day(received_at, registered_on, why):
    at = datetime.fromisoformat(received_at).replace(tzinfo=UTC)
    assert registration_day(Calendar({}), HOURS, at) == registered_on, why


@many
@given(marks, days, days)
def test_working_days_between_counts_back_what_it_counts_forth(marked, one, other):
    calendar = Calendar(marked)
    assert working_days_between(calendar, one, other) == -working_days_between(calendar, other, one)

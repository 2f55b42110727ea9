"""The promises of the calendar, kept by every term of the law as it stands in the book."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.law import TERMS
from kernel.workdays import Calendar, Direction, Mark, Unit

CLOSED = Mark(False, "", "", "off")
OF_DAYS = [term for term in TERMS if term.unit is not Unit.HOURS]
FORTH = [term for term in OF_DAYS if term.direction is Direction.AFTER]
BACK = [term for term in OF_DAYS if term.direction is Direction.BEFORE]

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
marks = st.dictionaries(days, st.sampled_from([CLOSED, Mark(True, "", "", "on")]), max_size=40)
few = settings(max_examples=200, deadline=None)


@few
@given(st.sampled_from(FORTH), marks, days, days, st.sets(st.integers(1, 40), max_size=10))
def test_a_closed_day_more_makes_no_due_date_earlier(term, marked, start_on, closed_on, paused):
    pauses = {start_on + timedelta(distance) for distance in paused}
    before = term.count(Calendar(marked), start_on, paused=pauses)
    after = term.count(Calendar(marked | {closed_on: CLOSED}), start_on, paused=pauses)
    assert after.due_on >= before.due_on


@few
@given(st.sampled_from(BACK), marks, days, days)
def test_a_closed_day_more_leaves_no_less_time_before_an_event(term, marked, event_on, closed_on):
    before = term.count(Calendar(marked), event_on)
    after = term.count(Calendar(marked | {closed_on: CLOSED}), event_on)
    assert after.due_on <= before.due_on


@few
@given(st.sampled_from([term for term in OF_DAYS if term.rolls]), marks, days)
def test_a_due_date_never_falls_on_a_closed_day(term, marked, start_on):
    calendar = Calendar(marked)
    assert calendar.works(term.count(calendar, start_on).due_on)


@few
@given(st.sampled_from(OF_DAYS), marks, days, days)
def test_a_later_start_is_never_due_earlier(term, marked, one, other):
    earlier, later = sorted([one, other])
    calendar = Calendar(marked)
    assert term.count(calendar, later).due_on >= term.count(calendar, earlier).due_on


@pytest.mark.parametrize("term", [term for term in TERMS if term.extension], ids=lambda term: term.code)
def test_notice_of_an_extension_is_a_term_of_its_own(term):
    notice = TERMS.on(term.extension.notice, term.in_force_from)
    assert (notice.act, notice.unit) == (term.act, Unit.WORKING_DAYS)


def test_only_spans_of_validity_end_on_closed_days():
    assert {term.code for term in TERMS if not term.rolls} == {"accreditation_validity", "accreditation_deprivation"}


def test_a_confirmed_amount_is_never_replaced_by_a_setting(settings):
    settings.TERM_AMOUNTS = {"media_request": 7, "accreditation_review": 4}
    lengths = {code: TERMS.versions(code)[-1].length for code in ("media_request", "accreditation_review")}
    assert lengths == {"media_request": 5, "accreditation_review": 4}

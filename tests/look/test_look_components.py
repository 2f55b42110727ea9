"""What the shared pieces say, in words and not in colour alone."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import translation

from deadlines.queries import ClockState, DayView
from kernel.workdays import DayRole


def words(name, **context):
    """What a reader hears: the text without the marks."""
    with translation.override("en"):
        page = render_to_string(f"components/{name}.html", context)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (ClockState.LATE, "Late"),
        (ClockState.SOON, "Soon"),
        (ClockState.IN_TIME, "In time"),
        (ClockState.PAUSED, "Paused"),
        (ClockState.MET, "Done"),
        (ClockState.MISSED, "Done late"),
        (ClockState.ENDED, "Ended"),
    ],
)
def test_clock_says_its_state_the_distance_and_the_date(state, word):
    clock = SimpleNamespace(state=state, words="3 working days", due_on=date(2026, 3, 31), detail="extended once")
    assert words("clock", clock=clock) == f"{word} 3 working days due Tue 31 March 2026 extended once"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Tue 31 March 2026"), ("ru", "31 марта 2026 г."), ("kk", "2026 ж. 31")],
)
def test_date_follows_the_order_of_the_language(language, text):
    with translation.override(language):
        page = render_to_string("components/date.html", {"on": date(2026, 3, 31)})
    assert text in page
    assert 'datetime="2026-03-31"' in page


def test_day_strip_tells_each_day_its_part_and_its_reason():
    days = [
        DayView(date(2026, 3, 20), DayRole.START, None, "", ""),
        DayView(date(2026, 3, 21), DayRole.WEEKEND, None, "", ""),
        DayView(date(2026, 3, 23), DayRole.CLOSED, None, "Nauryz", "Law on holidays"),
        DayView(date(2026, 3, 26), DayRole.COUNTED, 1, "", ""),
        DayView(date(2026, 3, 27), DayRole.ROLLED, None, "", ""),
    ]
    assert words("day_strip", days=days, due_on=date(2026, 3, 27)) == (
        "Fri 20 Mar Start Sat 21 Mar Weekend Mon 23 Mar Day off Nauryz Law on holidays "
        "Thu 26 Mar Day 1 Fri 27 Mar Moved here Due"
    )


def test_timeline_keeps_the_order_and_escapes_what_people_wrote():
    entries = [
        SimpleNamespace(at=datetime(2026, 3, 19, 4, 30, tzinfo=UTC), words="Registered", who="the portal", note=""),
        SimpleNamespace(
            at=datetime(2026, 3, 19, 5, 0, tzinfo=UTC), words="Assigned", who="A. Serik", note="<b>now</b>"
        ),
    ]
    assert words("timeline", entries=entries) == (
        "Registered 19 March 2026, 09:30 · the portal Assigned 19 March 2026, 10:00 · A. Serik &lt;b&gt;now&lt;/b&gt;"
    )


def test_summary_list_shows_a_missing_value_and_names_what_changes():
    rows = [
        SimpleNamespace(label="Outlet", value="", change_url=""),
        SimpleNamespace(label="Name", value="Aigul", change_url="/name/"),
    ]
    assert words("summary_list", rows=rows) == "Outlet — Name Aigul Change Name"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "Page 1 of 3 Next page →"),
        (2, "← Previous page Page 2 of 3 Next page →"),
        (3, "← Previous page Page 3 of 3"),
    ],
)
def test_pagination_keeps_the_filters_of_the_list(rf, number, text):
    request = rf.get("/", {"q": "school", "page": number})
    page = Paginator(range(25), 10).page(number)
    with translation.override("en"):
        drawn = render_to_string("components/pagination.html", {"page": page}, request=request)
    assert " ".join(re.sub(r"<[^>]+>", " ", drawn).split()) == text
    assert set(re.findall(r'href="\?q=(\w+)', drawn)) == {"school"}


def test_pagination_of_a_single_page_is_empty():
    assert words("pagination", page=Paginator([1], 10).page(1)) == ""


def test_empty_list_says_so_and_offers_a_way_on():
    said = words("empty", title="All in time", text="Nothing waits.", action_url="/", action_words="Open the calendar")
    assert said == "All in time Nothing waits. Open the calendar"

"""How far a day is, in words."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template

from accreditation.held import far_words
from tests.accreditation.press import ALMATY, THURSDAY

FAR = [
    (-2, "2 days ago", "behind"),
    (-1, "1 day ago", "one of them"),
    (0, "today", "neither"),
    (1, "in 1 day", "one of them"),
    (12, "in 12 days", "ahead"),
]


@pytest.mark.parametrize(("days", "words", "why"), FAR)
def test_day_says_how_far_it_is(days, words, why):
    assert far_words(date(2026, 3, 19) + timedelta(days=days), date(2026, 3, 19)) == words, why


def test_moment_is_counted_in_the_zone_of_the_page():
    """Half an hour after midnight in Almaty it is still yesterday in Greenwich."""
    moment = Template("{% load tz %}{% timezone zone %}{% include 'components/moment.html' %}{% endtimezone %}")
    at = datetime(2026, 3, 20, 0, 30, tzinfo=ALMATY)
    with time_machine.travel(THURSDAY, tick=False):
        assert "in 1 day" in moment.render(Context({"at": at, "zone": "Asia/Almaty"}))
        assert "today" in moment.render(Context({"at": at, "zone": "UTC"}))

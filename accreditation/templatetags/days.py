"""Distances of days in words: no date stands alone."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from accreditation.held import far_words, left_words

register = template.Library()


@register.filter(expects_localtime=True)
def days_left(on: date | None) -> str:
    """From today, in the time zone of the page; empty when the day is over."""
    if on is None:
        return ""
    return left_words(_day(on), timezone.localdate())


@register.filter(expects_localtime=True)
def how_far(on: date | None) -> str:
    """ "in 3 days", "today" or "2 days ago", in the time zone of the page."""
    return far_words(_day(on), timezone.localdate()) if on else ""


def _day(on: date) -> date:
    return on.date() if isinstance(on, datetime) else on

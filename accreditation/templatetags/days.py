"""Distances of days in words: no date stands alone."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from accreditation.held import left_words

register = template.Library()


@register.filter(expects_localtime=True)
def days_left(on: date | None) -> str:
    """From today, in the time zone of the page; empty when the day is over."""
    if on is None:
        return ""
    return left_words(on.date() if isinstance(on, datetime) else on, timezone.localdate())

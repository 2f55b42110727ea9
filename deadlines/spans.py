"""The moments by which lists of work are parted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings

from agencies.access import day_of
from kernel.workdays import DAY, end_of

DAYS_AHEAD = 7


@dataclass(frozen=True)
class Spans:
    """The moments that part late from today, today from the days ahead, and this month from the last."""

    now: datetime
    tonight: datetime
    week_ends: datetime
    month_began: datetime

    @classmethod
    def around(cls, at: datetime) -> Self:
        zone = ZoneInfo(settings.TIME_ZONE)
        today = day_of(at)
        last_month_ended = end_of(today.replace(day=1) - DAY, zone)
        return cls(
            now=at,
            tonight=end_of(today, zone),
            week_ends=end_of(today + DAY * DAYS_AHEAD, zone),
            month_began=last_month_ended + timedelta(microseconds=1),
        )

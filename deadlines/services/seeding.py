"""The country's days as the acts known at release give them: deadlines/data/calendar.csv."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from deadlines.reckoning import counted_years
from deadlines.services.calendar import DayChange, set_days
from deadlines.states import DayKind

KNOWN_DAYS = Path(__file__).parent.parent / "data" / "calendar.csv"


def known_days() -> Iterator[DayChange]:
    with KNOWN_DAYS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            is_confirmed = row.pop("is_confirmed") == "yes"
            on, kind = date.fromisoformat(row.pop("on")), DayKind(row.pop("kind"))
            yield DayChange(on, kind, **row, is_confirmed=is_confirmed)


@transaction.atomic
def seed_calendar(*, reason: str, at: datetime) -> list[int]:
    """Fill the years of which the calendar has no day yet, and return them.

    A year that has days is left as people made it: what they changed, confirmed or removed stays so.
    """
    held = counted_years()
    missing = [day for day in known_days() if day.on.year not in held]
    set_days(missing, agency=None, reason=reason, by=None, at=at)
    return sorted({day.on.year for day in missing})

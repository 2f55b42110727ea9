import pytest

from deadlines import registry
from tests.deadlines.office import CASE


@pytest.fixture(autouse=True)
def case_kind(monkeypatch):
    """A kind of duty with the default ladder and nobody to tell but the office."""
    monkeypatch.setitem(registry._kinds, CASE.code, CASE)


@pytest.fixture
def calendar_days(db):
    """The country's days of 2024-2027, as a fresh installation has them."""
    from deadlines.models import CalendarDay
    from deadlines.services.seeding import known_days

    CalendarDay.objects.bulk_create(CalendarDay(**vars(day)) for day in known_days())

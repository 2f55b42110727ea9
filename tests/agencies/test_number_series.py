"""Numbers of cases have no gaps and no doubles, whatever happens at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from agencies.models import NumberSeries
from agencies.services import take_number
from tests.country import make_agency


class Undone(Exception):
    pass


def test_series_are_apart_by_agency_prefix_and_year(db):
    one, other = make_agency(), make_agency()
    taken = [
        take_number(agency=one, prefix="INQ", year=2026),
        take_number(agency=one, prefix="INQ", year=2026),
        take_number(agency=other, prefix="INQ", year=2026),
        take_number(agency=one, prefix="INQ", year=2027),
        take_number(agency=one, prefix="APP", year=2026),
    ]
    assert taken == ["INQ-2026-000001", "INQ-2026-000002", "INQ-2026-000001", "INQ-2027-000001", "APP-2026-000001"]


@pytest.mark.django_db(transaction=True)
def test_numbers_are_gapless_when_twenty_take_them_at_once_and_every_third_fails():
    agency = make_agency()

    def take(turn: int) -> str | None:
        try:
            with transaction.atomic():
                number = take_number(agency=agency, prefix="INQ", year=2026)
                if turn % 3 == 0:
                    raise Undone
                return number
        except Undone:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        taken = [number for number in pool.map(take, range(60)) if number]
    assert sorted(taken) == [f"INQ-2026-{ordinal:06d}" for ordinal in range(1, 41)]
    assert NumberSeries.objects.get().last == 40

"""Many at once: every number once and none missing, whoever comes together; and a flood that stays usable."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, connections

from inquiries.models import Clock, Inquiry
from notifications.models import Message
from tests.inquiries.desk import HOUR, THURSDAY, asked, fresh, make_office, signed_in

PARALLEL, TOGETHER = 200, 16
FLOOD = 5_000
QUEUE = "/en/admin/inquiries/inquiry/"


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_get_two_hundred_numbers_in_a_row():
    office = make_office()

    def ask(number: int) -> str:
        try:
            return asked(office, email=f"person{number}@people.example", text=f"Question {number}?").number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as crowd:
        numbers = list(crowd.map(ask, range(PARALLEL)))
    assert sorted(numbers) == [f"INQ-2026-{number:06}" for number in range(1, PARALLEL + 1)]
    assert Inquiry.objects.count() == PARALLEL
    assert Clock.objects.filter(duty__kind="inquiry_answer").count() == PARALLEL
    assert Message.objects.filter(kind="inquiry_receipt").count() == PARALLEL


@pytest.mark.django_db
def test_flood_of_identical_requests_is_one_line_and_a_few_queries(django_assert_max_num_queries):
    """The flood is written as rows: what is tried here is the reading."""
    office = make_office()
    first = asked(office)
    other = asked(office, subject="Roads", text="How long?")
    _flood(first)
    client = signed_in(office.officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False), django_assert_max_num_queries(40):
        lines = client.get(QUEUE).context["cl"].rows
    assert {row.inquiry.pk: row.alike for row in lines} == {first.pk: FLOOD + 1, other.pk: 1}
    newcomer = asked(office)
    assert fresh(newcomer).grouped_under_id == first.pk


def _flood(first: Inquiry) -> None:
    same = {
        field.attname: getattr(first, field.attname)
        for field in Inquiry._meta.concrete_fields
        if field.name not in ("id", "number", "secret", "submission", "grouped_under")
    }
    Inquiry.objects.bulk_create(
        (Inquiry(**same, number=f"INQ-2025-{number:06}", grouped_under=first) for number in range(FLOOD)),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inquiries_inquiry")

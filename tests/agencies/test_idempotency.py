"""A call that is sent twice is done once: also at the same moment, and after a death half-way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
import time_machine
from django.db import InterfaceError, OperationalError, connection
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from agencies import idempotency
from agencies.idempotency import idempotent, purge_due
from agencies.models import Agency, IdempotencyKey, NumberSeries
from agencies.services import take_number
from pressoffice.tasks import purge_calls
from tests.country import make_agency, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 19, 5, tzinfo=UTC)


class Taking(APIView):
    """Takes a number: work whose repetition shows. `during` is what else happens while it works."""

    permission_classes = [AllowAny]
    during = staticmethod(lambda call: None)

    @idempotent
    def post(self, request):
        """Take a number."""
        number = take_number(agency=Agency.objects.get(), prefix="INQ", year=2026)
        refusal = self.during(request.data)
        return refusal or Response({"number": number, "at": NOW, "a": 1}, 201)


def take(key="k-1", during=None, user=None, address="192.0.2.1", url="/numbers/", **body):
    request = APIRequestFactory().post(url, body, format="json", REMOTE_ADDR=address)
    if key is not None:
        request.META["HTTP_IDEMPOTENCY_KEY"] = key
    force_authenticate(request, user)
    view = Taking.as_view(during=staticmethod(during)) if during else Taking.as_view()
    return view(request).render()


def taken() -> int:
    return sum(NumberSeries.objects.values_list("last", flat=True))


@pytest.fixture
def agency():
    return make_agency()


def test_second_call_gets_the_answer_of_the_first_and_does_nothing(agency):
    first, second = take(text="Why?"), take(text="Why?")
    assert (first.status_code, first.content) == (
        201,
        b'{"number":"INQ-2026-000001","at":"2026-03-19T05:00:00Z","a":1}',
    )
    assert (second.status_code, second.content, second["Content-Type"]) == (201, first.content, "application/json")
    assert ("Idempotent-Replay" in first, second["Idempotent-Replay"], taken()) == (False, "true", 1)


def test_call_without_a_key_is_done_each_time(agency):
    assert [take(key=None).data["number"][-1] for _ in range(2)] == ["1", "2"]
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"text": "Other"}, "another body"),
        ({"text": "Why?", "url": "/numbers/?dry=1"}, "another address"),
    ],
)
def test_key_of_another_call_is_refused(agency, other, reason):
    take(text="Why?")
    refused = take(**other)
    assert (refused.status_code, refused.data["code"]) == (422, "key_reused"), reason
    assert taken() == 1


def test_keys_of_one_caller_are_no_others(agency):
    one, other = make_user(), make_user()
    callers = [{"user": one}, {"user": other}, {"address": "192.0.2.1"}, {"address": "192.0.2.2"}]
    assert ["Idempotent-Replay" in take(**caller) for caller in callers] == [False] * 4
    assert ["Idempotent-Replay" in take(**caller) for caller in callers] == [True] * 4
    assert taken() == 4
    assert "192.0.2" not in "".join(IdempotencyKey.objects.values_list("holder", flat=True))


def refuse(call):
    return Response({"detail": "No"}, 400)


def object_to(call):
    raise ValidationError({"text": ["Too short."]})


@pytest.mark.parametrize("during", [refuse, object_to])
def test_refused_call_leaves_nothing_and_may_be_made_again(agency, during):
    assert take(during=during).status_code == 400
    assert (taken(), IdempotencyKey.objects.count()) == (0, 0)
    assert take().data["number"] == "INQ-2026-000001"


@pytest.mark.parametrize(
    ("key", "reason"),
    [("", "empty"), ("k" * 201, "too long"), ("ключ", "not ASCII"), ("a\tb", "not printable")],
)
def test_key_of_a_wrong_shape_is_refused(agency, key, reason):
    refused = take(key)
    assert (refused.status_code, list(refused.data["fields"])) == (400, ["Idempotency-Key"]), reason
    assert take("k" * 200).status_code == 201


def test_keys_are_forgotten_after_a_day(agency):
    with time_machine.travel(NOW, tick=False):
        take()
    assert purge_due(at=NOW + timedelta(hours=24)) == 0
    assert purge_due(at=NOW + timedelta(hours=24, seconds=1)) == 1
    assert "Idempotent-Replay" not in take()


def test_task_forgets_old_keys_and_keeps_new_ones(agency):
    with time_machine.travel(NOW, tick=False):
        take("old")
    take("new")
    purge_calls()
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]


def test_schema_tells_of_the_key():
    schema = SchemaGenerator(patterns=[path("numbers/", Taking.as_view())]).get_schema(public=True)
    parameter = schema["paths"]["/numbers/"]["post"]["parameters"][0]
    assert (parameter["in"], parameter["name"], "required" in parameter) == ("header", "Idempotency-Key", False)


# --- At the same moment ---------------------------------------------------------------------------------------

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"


def until_somebody_waits(call):
    """Works until another transaction waits for the end of this one."""
    waiting = 0
    while not waiting:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            (waiting,) = cursor.fetchone()


def in_thread(pool, *args, **kwargs):
    def call():
        try:
            return take(*args, **kwargs)
        finally:
            connection.close()

    return pool.submit(call)


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_the_same_moment_are_done_once(agency):
    with ThreadPoolExecutor(2) as pool:
        both = [in_thread(pool, during=until_somebody_waits) for _ in range(2)]
        answers = [call.result(timeout=60) for call in both]
    assert {(answer.status_code, answer.data["number"]) for answer in answers} == {(201, "INQ-2026-000001")}
    assert sorted("Idempotent-Replay" in answer for answer in answers) == [False, True]
    assert taken() == 1


@pytest.mark.django_db(transaction=True)
def test_second_call_does_the_work_when_the_first_fails_meanwhile(agency):
    working = Event()

    def fail_late(call):
        working.set()
        until_somebody_waits(call)
        return refuse(call)

    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, during=fail_late)
        assert working.wait(60)
        second = in_thread(pool)
        assert (first.result(60).status_code, second.result(60).status_code) == (400, 201)
    assert ("Idempotent-Replay" in second.result(), taken()) == (False, 1)


@pytest.mark.django_db(transaction=True)
def test_second_call_is_asked_to_come_back_when_the_first_takes_long(agency, monkeypatch):
    monkeypatch.setattr(idempotency, "PATIENCE", 0.1)
    working, may_end = Event(), Event()

    def take_long(call):
        working.set()
        assert may_end.wait(60)

    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, during=take_long)
        assert working.wait(60)
        second = in_thread(pool).result(60)
        may_end.set()
        assert first.result(60).status_code == 201
    assert (second.status_code, second.data["code"], second["Retry-After"]) == (409, "still_working", "5")
    assert ("Idempotent-Replay" in take(), taken()) == (True, 1)


@pytest.mark.django_db(transaction=True)
def test_patience_ends_with_the_waiting_for_the_key(agency):
    """The work itself may wait for other locks as long as it must."""
    found = []

    def look(call):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            found.append(cursor.fetchone()[0])

    take(during=look)
    assert found == ["0"]


@pytest.mark.django_db(transaction=True)
def test_call_that_died_half_way_may_be_made_again(agency):
    def die(call):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises((OperationalError, InterfaceError)):
        take(during=die)
    connection.close()
    again = take()
    assert (again.data["number"], "Idempotent-Replay" in again, taken()) == ("INQ-2026-000001", False, 1)

"""How often one may ask; and that a cache which is down stops nobody, and does so at once."""

import logging
import socket
import time

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from inquiries.limits import is_within
from tests.agencies.tokens import machine, make_token
from tests.country import make_member

pytestmark = pytest.mark.django_db

TERMS, LIST = "/api/v1/terms/", "/api/v1/inquiries/"


@pytest.fixture
def rates(monkeypatch):
    """The real ones, until a test says otherwise."""
    return lambda **few: [monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, *rate) for rate in few.items()]


def test_each_token_has_a_rate_of_its_own(rates, client):
    rates(token="2/min", user="1/min")
    officer = make_member().user
    client.force_login(officer)
    first, second = (machine(make_token(officer, at=timezone.now()).secret) for _ in range(2))
    assert [first.get(LIST).status_code for _ in range(3)] == [200, 200, 429]
    assert second.get(LIST).status_code == 200, "another token"
    assert [client.get(LIST).status_code for _ in range(2)] == [200, 429], "the owner in person, at their own rate"


def test_rates_are_these(settings):
    assert settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] == {
        "anon": "120/min",
        "user": "600/min",
        "token": "600/min",
    }


def cache_at(settings, url):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}


@pytest.fixture
def refused(settings):
    """A cache at an address where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    cache_at(settings, f"redis://127.0.0.1:{port}/0")


@pytest.fixture
def silent(settings):
    """A cache that takes the call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        cache_at(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


@pytest.mark.parametrize(("down", "seconds"), [("refused", 3), ("silent", 30)])
def test_cache_that_is_down_stops_nobody_and_is_logged(request, client, caplog, rates, down, seconds):
    rates(anon="1/min", token="1/min", user="1/min")
    officer = make_member().user
    in_person = Client()
    in_person.force_login(officer)
    token = machine(make_token(officer, at=timezone.now()).secret)
    calls = [(client, TERMS), (token, LIST), (in_person, LIST)]
    for caller, address in calls:
        caller.get(address)  # what is loaded with the first one is not to be measured
    request.getfixturevalue(down)
    for caller, address in calls:
        began = time.monotonic()
        assert caller.get(address).status_code == 200
        assert time.monotonic() - began < seconds
    said = [record for record in caplog.records if record.name == "agencies.throttles"]
    assert [record.levelno for record in said] == [logging.ERROR] * 3


def test_cache_that_is_down_keeps_nobody_from_the_public_pages(refused):
    question = RequestFactory().post("/en/ask/")
    assert [is_within(question, "question_email", "dana@example.kz") for _ in range(11)] == [True] * 11


def test_limit_of_the_public_pages_holds_while_the_cache_answers():
    question = RequestFactory().post("/en/ask/")
    assert [is_within(question, "question_email", "dana@example.kz") for _ in range(11)] == [True] * 10 + [False]

"""The API tried against its own schema: whatever is sent, no error of ours, and every answer as described."""

from datetime import timedelta

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agencies.states import Scope
from inquiries.moves import MOVES
from pressoffice.tokens.services import create_token
from tests.world import NOW

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 12


pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(world):
    """Of an officer's token, in a country with cases."""
    with time_machine.travel(NOW, tick=False):
        token = create_token(
            name="schema",
            scopes=list(Scope),
            agency=None,
            expires_on=NOW.date() + timedelta(days=30),
            by=world.people["officer"],
            at=NOW,
        )
    return token.secret


@pytest.fixture(autouse=True)
def shared_connection():
    """The calls are real ones; they may not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
schema.app = get_wsgi_application()


TRIED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()
@TRIED
def test_every_answer_is_as_the_schema_says(case, secret):
    with time_machine.travel(NOW, tick=False):
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)


@schema.include(path_regex="number").parametrize()
@TRIED
def test_every_answer_about_a_case_that_is_there_is_too(case, secret, world):
    """Most numbers that come by chance are of no case; here they are, and so are the moves."""
    inquiry, moves = world.inquiry, sorted(MOVES)
    move = moves[len(str(case.body)) % len(moves)]
    known = {"agency": inquiry.agency.slug, "number": inquiry.number, "secret": inquiry.secret, "move": move}
    case.path_parameters = {name: known[name] for name in case.path_parameters}
    with time_machine.travel(NOW, tick=False):
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)

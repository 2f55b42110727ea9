"""The door for machines: who is let in by a token, and how far."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from agencies import access
from agencies.models import ApiToken
from agencies.states import SCOPE_PERMISSIONS, Permission, Role, Scope
from audit.queries import entries
from inquiries.rules import lawful_moves
from pressoffice.tokens.rules import scopes_for
from pressoffice.tokens.services import revoke_token
from tests.agencies.tokens import NOW, machine, make_token
from tests.country import make_acting, make_agency, make_member, make_superuser, make_user
from tests.inquiries.public import make_inquiry

pytestmark = pytest.mark.django_db

LIST = "/api/v1/inquiries/"
READ, WRITE, WORK = Scope.READ_INQUIRIES, Scope.WRITE_INQUIRIES, Scope.WORK_INQUIRIES
READ_ACCREDITATION = Scope.READ_ACCREDITATION
VIEW, ANSWER = Permission.VIEW_INQUIRIES, Permission.ANSWER_INQUIRIES


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def officer():
    return make_member().user


def numbers(client):
    return sorted(row["agency"] for row in client.get(LIST).json()["results"])


def asking(new):
    """The owner as the API knows them: asking by the token."""
    owner = new.token.owner
    owner.asks_by = new.token
    return owner


# --- Who is let in --------------------------------------------------------------------------------------------


def test_token_opens_the_door_in_its_owners_name(officer):
    inquiry = make_inquiry(officer.memberships.get().agency, at=NOW)
    answer = machine(make_token(officer).secret).get(LIST)
    assert (answer.status_code, [row["number"] for row in answer.json()["results"]]) == (200, [inquiry.number])


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_scheme_is_read_in_any_case(officer, scheme):
    assert machine(make_token(officer).secret, scheme).get(LIST).status_code == 200


def revoke(new, clock):
    revoke_token(token=new.token, by=new.token.owner, at=NOW)


def close_account(new, clock):
    new.token.owner.is_active = False
    new.token.owner.save()


def wait_past_the_last_day(new, clock):
    clock.shift(timedelta(days=31))


@pytest.mark.parametrize("shut", [revoke, close_account, wait_past_the_last_day])
def test_door_shuts(officer, clock, shut):
    new = make_token(officer)
    client = machine(new.secret)
    assert client.get(LIST).status_code == 200
    shut(new, clock)
    refused = client.get(LIST)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert refused.json() == {
        "detail": "This token is unknown, revoked or past its last day.",
        "code": "authentication_failed",
        "fields": {},
    }


def test_token_is_good_until_the_end_of_its_last_day(officer, clock):
    client = machine(make_token(officer, days=1).secret)
    clock.move_to(NOW.replace(day=20, hour=23, minute=59))
    assert client.get(LIST).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert client.get(LIST).status_code == 401


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda secret: secret[:-1], "cut"),
        (lambda secret: secret + "x", "longer"),
        (lambda secret: secret[:11] + "x" * 35, "the prefix alone is no secret"),
        (lambda secret: secret[:11], "the prefix by itself"),
        (lambda secret: "", "nothing"),
        (lambda secret: "ключ", "not ASCII"),
    ],
)
def test_wrong_secret_is_refused(officer, change, reason):
    refused = machine(change(make_token(officer).secret)).get(LIST)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer"), reason


def test_stranger_is_told_how_to_come_in(client):
    refused = client.get(LIST)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")


def test_finding_a_token_costs_one_query_and_one_write_a_day(officer, clock):
    new = make_token(officer)

    def of_tokens():
        with CaptureQueriesContext(connection) as asked:
            machine(new.secret).get(LIST)
        new.token.refresh_from_db()
        return [query["sql"][:6] for query in asked if "agencies_apitoken" in query["sql"]], new.token.last_used_on

    assert of_tokens() == (["SELECT", "UPDATE"], date(2026, 3, 19))
    assert of_tokens() == (["SELECT"], date(2026, 3, 19))
    clock.shift(timedelta(days=1))
    assert of_tokens() == (["SELECT", "UPDATE"], date(2026, 3, 20))


def test_secret_is_nowhere_in_the_table(officer):
    new = make_token(officer)
    kept = str(ApiToken.objects.values().get(pk=new.token.pk))
    assert (new.secret.startswith(new.token.prefix), new.secret in kept, new.secret[11:] in kept) == (
        True,
        False,
        False,
    )


# --- How far --------------------------------------------------------------------------------------------------


def test_token_of_one_agency_sees_no_other(officer):
    home, other = officer.memberships.get().agency, make_agency()
    make_member(agency=other, user=officer)
    strange = make_agency()
    first, *_others = [make_inquiry(agency, at=NOW) for agency in (home, other, strange)]
    both = sorted([home.slug, other.slug])
    assert numbers(machine(make_token(officer).secret)) == both
    kept = machine(make_token(officer, agency=other).secret)
    assert numbers(kept) == [other.slug]
    assert kept.get(f"{LIST}{home.slug}/{first.number}/").status_code == 404


def test_token_loses_what_its_owner_loses(officer, clock):
    make_inquiry(officer.memberships.get().agency, at=NOW)
    client = machine(make_token(officer).secret)
    officer.memberships.update(until_on=NOW.date() - timedelta(days=1))
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("scopes", "status", "code"),
    [([READ], 200, None), ([READ, WORK], 200, None), ([WORK], 403, "scope_missing"), ([WRITE], 403, "scope_missing")],
)
def test_reading_needs_its_scope(officer, scopes, status, code):
    answer = machine(make_token(officer, *scopes).secret).get(LIST)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_who_signed_in_needs_no_scope(officer, client):
    client.force_login(officer)
    assert client.get(LIST).status_code == 200


def granted(user, agency):
    return {permission for permission in Permission if access.can(user, permission, agency, at=NOW)}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_token_gives_of_the_role_what_its_scope_lets_through(role, scope):
    member = make_member(role)
    own = granted(member.user, member.agency)
    ApiToken.objects.create(owner=member.user, scopes=[scope], prefix="p", created_at=NOW, expires_on=NOW.date())
    member.user.asks_by = ApiToken.objects.get()
    assert granted(member.user, member.agency) == own & SCOPE_PERMISSIONS[scope]
    assert access.permissions_of(member.user, at=NOW) == own & SCOPE_PERMISSIONS[scope]
    assert {p for p in Permission if access.has_everywhere(member.user, p, at=NOW)} == set()


@pytest.mark.parametrize("make", [make_superuser, lambda: make_member(Role.SYSTEM_OWNER).user])
def test_token_narrows_who_reaches_everywhere(make):
    home, other, owner = make_agency(), make_agency(), make()
    everything = {access.can(owner, Permission.EDIT_AGENCY, agency, at=NOW) for agency in (home, other)}
    make_member(agency=home, user=owner)
    user = asking(make_token(owner, READ, WORK, agency=home))
    reached = [granted(user, agency) for agency in (home, other)]
    assert (everything, reached) == ({True}, [set(SCOPE_PERMISSIONS[WORK]), set()])
    assert access.permissions_of(user, at=NOW) == SCOPE_PERMISSIONS[WORK]
    assert not access.has_everywhere(user, VIEW, at=NOW)


def test_token_of_one_agency_leaves_the_rights_of_the_role_held_there(officer):
    other = make_member(Role.AUDITOR, user=officer).agency
    user = asking(make_token(officer, WORK, agency=other))
    assert access.permissions_of(user, at=NOW) == {VIEW}


def test_rights_of_a_deputy_pass_through_too():
    head = make_member(Role.FIRST_HEAD)
    deputy = make_acting(head).deputy
    assert granted(asking(make_token(deputy)), head.agency) == {VIEW}


def test_moves_that_a_machine_is_offered_are_those_of_its_token(officer):
    inquiry = make_inquiry(officer.memberships.get().agency, at=NOW)
    offered = {name for name, _words in lawful_moves(officer, inquiry, at=NOW)}
    assert offered
    assert lawful_moves(asking(make_token(officer, READ)), inquiry, at=NOW) == []
    officer.asks_by = None
    working = {name for name, _words in lawful_moves(asking(make_token(officer, WORK)), inquiry, at=NOW)}
    assert working == offered


def test_service_refuses_what_the_token_was_not_made_for(officer):
    user = asking(make_token(officer, READ))
    with pytest.raises(access.NotPermitted):
        access.require(user, ANSWER, user.memberships.get().agency, at=NOW)


# --- Making and revoking --------------------------------------------------------------------------------------


def test_making_and_revoking_are_in_the_trail(officer):
    new = make_token(officer, agency=officer.memberships.get().agency)
    for _ in range(2):
        revoke_token(token=new.token, by=officer, at=NOW)
    assert [(entry.words, entry.who) for entry in entries(new.token)] == [
        ("API token made, valid until 18 April 2026", str(officer)),
        ("API token revoked", str(officer)),
    ]


def test_nobody_revokes_anothers_token(officer):
    new = make_token(officer)
    with pytest.raises(PermissionDenied):
        revoke_token(token=new.token, by=make_superuser(), at=NOW)
    assert ApiToken.objects.get().revoked_at is None


def test_token_makes_no_other_token(officer):
    user = asking(make_token(officer))
    with pytest.raises(PermissionDenied):
        make_token(user)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"days": 366}, "expires_on"),
        ({"days": -1}, "expires_on"),
        ({"agency": "elsewhere"}, "agency"),
        ({"scopes": []}, "scopes"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_token_beyond_the_limits_is_not_made(officer, wish, field):
    if "agency" in wish:
        wish = {"agency": make_agency()}
    with pytest.raises(ValidationError) as refused:
        make_token(officer, **{"days": 365} | wish)
    assert (list(refused.value.error_dict), ApiToken.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    ("make", "scopes"),
    [
        (make_user, [READ, WRITE]),
        (lambda: make_member(Role.AUDITOR).user, [READ, WRITE, READ_ACCREDITATION]),
        (lambda: make_member(Role.PRESS_OFFICER).user, [READ, WRITE, WORK, READ_ACCREDITATION]),
    ],
)
def test_scopes_are_offered_to_those_whom_they_serve(make, scopes):
    user = make()
    assert scopes_for(user, at=NOW) == scopes
    if WORK not in scopes:
        with pytest.raises(ValidationError):
            make_token(user, WORK)


def test_table_keeps_no_token_without_a_scope(officer):
    with pytest.raises(IntegrityError, match="api_token_may_do_something"), transaction.atomic():
        ApiToken.objects.create(owner=officer, scopes=[], prefix="p", created_at=NOW, expires_on=NOW.date())


def test_schema_tells_how_a_token_is_sent():
    from pressoffice import api

    schema = SchemaGenerator(patterns=api.urlpatterns).get_schema(public=True)
    described = schema["components"]["securitySchemes"]["token"]
    assert (described["type"], described["scheme"]) == ("http", "bearer")
    assert {"token": []} in schema["paths"]["/inquiries/"]["get"]["security"]

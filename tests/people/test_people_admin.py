"""Agencies and people in the admin: an officer sees, chooses and writes what is theirs, and nothing else."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from agencies.models import Acting, Agency, Membership
from agencies.states import Role
from audit.queries import timeline
from tests.country import make_acting, make_agency, make_member, make_superuser, make_unit, make_user

pytestmark = pytest.mark.django_db

PAGES = ["agencies_agency", "agencies_unit", "agencies_membership", "agencies_acting", "accounts_user"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def senior(client: Client) -> Membership:
    """An officer who keeps the people of one agency, signed in."""
    member = make_member(Role.SENIOR_OFFICER)
    client.force_login(member.user)
    return member


def people_of(agency: Agency) -> dict[str, object]:
    """One row on every page, all of one agency."""
    head = make_member(Role.FIRST_HEAD, agency)
    grant = make_acting(head)
    return {
        "agencies_agency": agency,
        "agencies_unit": make_unit(agency),
        "agencies_membership": head,
        "agencies_acting": grant,
        "accounts_user": head.user,
    }


def rows(client: Client, page: str) -> set[int]:
    return {row.pk for row in client.get(reverse(f"admin:{page}_changelist")).context["cl"].result_list}


@pytest.mark.parametrize("page", PAGES)
def test_list_shows_the_own_agency_alone(client, senior, page):
    own, foreign = people_of(senior.agency)[page], people_of(make_agency())[page]
    shown = rows(client, page)
    assert own.pk in shown
    assert foreign.pk not in shown


@pytest.mark.parametrize("page", PAGES)
def test_page_of_another_agencys_row_is_not_there(client, senior, page):
    own, foreign = people_of(senior.agency)[page], people_of(make_agency())[page]
    assert client.get(reverse(f"admin:{page}_change", args=[own.pk])).status_code == 200
    for name in ("change", "history"):
        assert client.get(reverse(f"admin:{page}_{name}", args=[foreign.pk])).status_code == 302
    assert client.post(reverse(f"admin:{page}_change", args=[foreign.pk]), {}).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_nothing_can_be_deleted(client, senior, page):
    own = people_of(senior.agency)[page]
    assert client.get(reverse(f"admin:{page}_delete", args=[own.pk])).status_code == 403
    client.force_login(make_superuser())
    assert client.post(reverse(f"admin:{page}_delete", args=[own.pk]), {"post": "yes"}).status_code == 403
    actions = client.get(reverse(f"admin:{page}_changelist")).context["action_form"]
    assert "delete_selected" not in str(actions)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("acting", "membership"),
        ("acting", "deputy"),
        ("membership", "agency"),
        ("membership", "unit"),
        ("membership", "user"),
        ("unit", "agency"),
    ],
)
def test_suggestions_are_of_the_own_agency_alone(client, senior, model, field):
    people_of(senior.agency)
    foreign = people_of(make_agency())
    query = {"app_label": "agencies", "model_name": model, "field_name": field, "term": ""}
    suggested = client.get(reverse("admin:autocomplete"), query).json()["results"]
    strangers = {str(row.pk) for row in foreign.values() if row._meta.model is _related(model, field)}
    assert suggested
    assert strangers
    assert {row["id"] for row in suggested} & strangers == set()


def _related(model: str, field: str) -> type:
    return apps.get_model("agencies", model)._meta.get_field(field).related_model


@pytest.mark.parametrize(
    ("role", "page", "status", "why"),
    [
        (Role.PRESS_OFFICER, "agencies_membership", 200, "sees colleagues"),
        (Role.PRESS_OFFICER, "accounts_user", 403, "does not keep people"),
        (Role.AUDITOR, "agencies_acting", 200, "sees who stood in"),
        (Role.UNIT_CONTACT, "agencies_membership", 403, "has no admin"),
        (Role.SENIOR_OFFICER, "accounts_user", 200, "keeps people"),
        (Role.SYSTEM_OWNER, "accounts_user", 200, "keeps everybody"),
    ],
)
def test_page_opens_by_role(client, role, page, status, why):
    client.force_login(make_member(role).user)
    answer = client.get(reverse(f"admin:{page}_changelist"), follow=True)
    assert answer.status_code == status, why


@pytest.mark.parametrize(
    ("role", "page", "may"),
    [
        (Role.PRESS_OFFICER, "agencies_membership", False),
        (Role.SENIOR_OFFICER, "agencies_membership", True),
        (Role.SENIOR_OFFICER, "agencies_unit", True),
        (Role.SENIOR_OFFICER, "agencies_agency", False),
        (Role.SYSTEM_OWNER, "agencies_agency", True),
        (Role.SYSTEM_OWNER, "accounts_user", False),
    ],
)
def test_rows_are_added_by_those_who_may(client, role, page, may):
    client.force_login(make_member(role).user)
    assert client.get(reverse(f"admin:{page}_add")).status_code == (200 if may else 403)


def test_only_agency_is_chosen_already(client, senior):
    make_agency()
    form = client.get(reverse("admin:agencies_membership_add")).context["adminform"].form
    assert form.initial["agency"] == senior.agency.pk
    make_member(Role.SENIOR_OFFICER, user=senior.user)
    form = client.get(reverse("admin:agencies_membership_add")).context["adminform"].form
    assert "agency" not in form.initial


def granting(member: Membership, **fields: object) -> dict[str, object]:
    return {
        "email": "new@agency.example",
        "full_name": "Айгүл Қасым",
        "language": "kk",
        "agency": member.agency.pk,
        "role": Role.PRESS_OFFICER,
        "from_on": "2026-03-19",
    } | fields


def grant(client: Client, member: Membership, **fields: object):
    return client.post(reverse("admin:agencies_membership_add"), granting(member, **fields))


def test_role_is_given_by_address(client, senior):
    assert grant(client, senior).status_code == 302
    member = Membership.objects.get(user__email="new@agency.example")
    assert (member.user.full_name, member.agency, member.role) == ("Айгүл Қасым", senior.agency, "PRESS_OFFICER")
    assert [event.by for event in timeline(member)] == [senior.user]


@pytest.mark.parametrize(
    ("fields", "wrong", "why"),
    [
        ({"full_name": ""}, "full_name", "somebody new needs a name"),
        ({"role": Role.SYSTEM_OWNER}, "role", "reaches further than the giver"),
        ({"email": "no address"}, "email", "not an address"),
        ({"from_on": "2026-03-19", "until_on": "2026-03-18"}, None, "ends before it begins"),
    ],
)
def test_role_is_refused_in_words(client, senior, fields, wrong, why):
    page = grant(client, senior, **fields)
    errors = page.context["adminform"].form.errors
    assert set(errors) == {wrong or "__all__"}, why
    assert not User.objects.filter(email="new@agency.example").exists()


def test_foreign_agency_and_unit_are_no_choice(client, senior):
    foreign = make_agency()
    assert set(grant(client, senior, agency=foreign.pk).context["adminform"].form.errors) == {"agency"}
    unit = make_unit(foreign)
    assert set(grant(client, senior, unit=unit.pk).context["adminform"].form.errors) == {"unit"}


def test_overlapping_role_and_closed_account_are_said_in_words(client, senior):
    known = make_member(Role.PRESS_OFFICER, senior.agency).user
    page = grant(client, senior, email=known.email)
    assert page.context["adminform"].form.non_field_errors() == ["This person already has this role in this period."]
    closed = make_user(is_active=False)
    page = grant(client, senior, email=closed.email)
    assert page.context["adminform"].form.non_field_errors() == ["The account with this address is closed."]


def test_own_role_cannot_be_changed(client, senior):
    address = reverse("admin:agencies_membership_change", args=[senior.pk])
    assert client.post(address, {"until_on": "2099-01-01"}).status_code == 403


def test_person_role_and_first_day_cannot_be_rewritten(client, senior):
    member = make_member(Role.PRESS_OFFICER, senior.agency)
    posted = {"role": Role.FIRST_HEAD, "user": senior.user.pk, "from_on": "2000-01-01", "until_on": "2026-12-31"}
    client.post(reverse("admin:agencies_membership_change", args=[member.pk]), posted)
    stored = Membership.objects.get(pk=member.pk)
    assert (stored.role, stored.user, stored.from_on) == (member.role, member.user, member.from_on)
    assert stored.until_on.isoformat() == "2026-12-31"


def test_deputy_is_chosen_among_colleagues(client, senior):
    head, deputy = make_member(Role.FIRST_HEAD, senior.agency), make_member(Role.PRESS_OFFICER, senior.agency).user
    period = {"from_on": "2026-03-19", "until_on": "2026-03-20", "ground": "Order 7"}
    add = reverse("admin:agencies_acting_add")
    stranger = client.post(add, period | {"membership": head.pk, "deputy": make_user().pk})
    assert set(stranger.context["adminform"].form.errors) == {"deputy"}
    foreign = client.post(add, period | {"membership": make_member(Role.FIRST_HEAD).pk, "deputy": deputy.pk})
    assert set(foreign.context["adminform"].form.errors) == {"membership"}
    assert client.post(add, period | {"membership": head.pk, "deputy": deputy.pk}).status_code == 302
    assert Acting.objects.get().deputy == deputy


def test_keeper_of_people_makes_nobody_an_administrator(client, senior):
    person = make_member(Role.PRESS_OFFICER, senior.agency).user
    posted = {"full_name": "Right", "language": "ru", "is_superuser": "on", "email": "taken@over.example"}
    assert client.post(reverse("admin:accounts_user_change", args=[person.pk]), posted).status_code == 302
    stored = User.objects.get(pk=person.pk)
    assert (stored.full_name, stored.is_superuser, stored.email) == ("Right", False, person.email)
    assert stored.is_active, "nor does a box that was not shown close the account"


@pytest.mark.parametrize(("role", "is_offered"), [(Role.SENIOR_OFFICER, False), (Role.SYSTEM_OWNER, True)])
def test_second_factor_is_removed_by_system_owners(client, role, is_offered):
    member = make_member(role)
    person = make_member(Role.PRESS_OFFICER, member.agency).user
    client.force_login(member.user)
    address = reverse("admin:accounts_user_changelist")
    client.post(address, {"action": "remove_second_factor", "_selected_action": [person.pk]})
    assert [event.action for event in timeline(person)] == ["person.second_factor_removed"] * is_offered


def test_office_hours_are_asked_for_as_hours_alone(client):
    """The admin's own field would offer "now" and compare the clocks of two machines."""
    member = make_member(Role.SYSTEM_OWNER)
    client.force_login(member.user)
    page = client.get(reverse("admin:agencies_agency_change", args=[member.agency.pk])).content.decode()
    assert '<input type="time" name="opens" value="09:00"' in page
    assert "vTimeField" not in page


def test_stranger_is_led_to_the_one_door(client):
    answer = client.get(reverse("admin:agencies_agency_changelist"), follow=True)
    assert answer.redirect_chain[-1][0] == "/en/account/login/?next=/en/admin/agencies/agency/"


def test_signed_in_person_without_the_admin_is_refused(client):
    client.force_login(make_user())
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


# Session, person, permissions, office names, capped count, rows; who may add agencies; who may remove a factor (twice).
QUERIES = {
    "agencies_agency": 7,
    "agencies_unit": 6,
    "agencies_membership": 6,
    "agencies_acting": 6,
    "accounts_user": 8,
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), QUERIES.items())
def test_list_costs_the_same_however_long_it_is(client, senior, page, queries, count, django_assert_num_queries):
    people_of(senior.agency)
    for _agency in range(count - 1):
        people_of(make_member(Role.SENIOR_OFFICER, user=senior.user).agency)
    address = reverse(f"admin:{page}_changelist")
    with django_assert_num_queries(queries):
        shown = client.get(address).context["cl"].result_list
    assert len(shown) >= count

"""Who may do what where. The tables are written out: a change of the rules must be a change here."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from agencies import access
from agencies.models import Agency, Membership
from agencies.states import Permission, Role
from tests.country import LONG_AGO, make_acting, make_agency, make_member, make_superuser, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 19, 5, tzinfo=UTC)  # 10:00 in Astana
TODAY = date(2026, 3, 19)
DAY = timedelta(days=1)

P = Permission
MATRIX = {
    Role.PRESS_OFFICER: {
        P.USE_ADMIN,
        P.VIEW_INQUIRIES,
        P.ANSWER_INQUIRIES,
        P.ASSIGN_INQUIRIES,
        P.VIEW_DUTIES,
        P.VIEW_MESSAGES,
        P.VIEW_ACCREDITATION,
        P.REVIEW_ACCREDITATION,
        P.RUN_INTAKES,
        P.KEEP_OUTLETS,
        P.CHECK_CARDS,
        P.VIEW_EVENTS,
        P.RUN_EVENTS,
    },
    Role.SENIOR_OFFICER: {
        P.USE_ADMIN,
        P.VIEW_INQUIRIES,
        P.ANSWER_INQUIRIES,
        P.ASSIGN_INQUIRIES,
        P.APPROVE_ANSWERS,
        P.VIEW_DUTIES,
        P.VIEW_MESSAGES,
        P.RESEND_MESSAGES,
        P.EDIT_AGENCY,
        P.MANAGE_PEOPLE,
        P.VIEW_AUDIT,
        P.VIEW_ACCREDITATION,
        P.REVIEW_ACCREDITATION,
        P.RUN_INTAKES,
        P.KEEP_OUTLETS,
        P.CHECK_CARDS,
        P.DECIDE_ACCREDITATION,
        P.VIEW_EVENTS,
        P.RUN_EVENTS,
        P.APPROVE_EVENTS,
    },
    Role.FIRST_HEAD: {
        P.USE_ADMIN,
        P.VIEW_INQUIRIES,
        P.APPROVE_ANSWERS,
        P.VIEW_DUTIES,
        P.INSTRUCT,
        P.VIEW_AUDIT,
        P.VIEW_ACCREDITATION,
        P.DECIDE_ACCREDITATION,
        P.DEPRIVE_ACCREDITATION,
        P.VIEW_EVENTS,
        P.APPROVE_EVENTS,
    },
    Role.UNIT_CONTACT: {P.SUPPLY_FACTS},
    Role.UNIT_HEAD: {P.SUPPLY_FACTS},
    Role.EDITOR: {P.USE_ADMIN},
    Role.SECURITY: {P.USE_ADMIN, P.VIEW_ACCREDITATION, P.CHECK_SECURITY},
    Role.GATE: {P.CHECK_CARDS},
    Role.AUDITOR: {
        P.USE_ADMIN,
        P.VIEW_INQUIRIES,
        P.VIEW_DUTIES,
        P.VIEW_AUDIT,
        P.VIEW_MESSAGES,
        P.VIEW_ACCREDITATION,
        P.VIEW_EVENTS,
    },
    Role.SYSTEM_OWNER: {
        P.USE_ADMIN,
        P.EDIT_AGENCY,
        P.MANAGE_PEOPLE,
        P.VIEW_MESSAGES,
        P.RESEND_MESSAGES,
        P.EDIT_COUNTRY_CALENDAR,
        P.KEEP_OUTLETS,
    },
}


def granted(user, agency: Agency) -> set[Permission]:
    return {permission for permission in Permission if access.can(user, permission, agency, at=NOW)}


@pytest.mark.parametrize("role", Role)
def test_role_grants_exactly_its_permissions_in_its_agency(role):
    member = make_member(role)
    assert granted(member.user, member.agency) == MATRIX[role]
    assert access.permissions_of(member.user, at=NOW) == MATRIX[role]


@pytest.mark.parametrize("role", Role)
def test_role_grants_nothing_in_another_agency_unless_it_reaches_everywhere(role):
    member = make_member(role)
    assert granted(member.user, make_agency()) == (MATRIX[role] if role is Role.SYSTEM_OWNER else set())


def test_role_in_a_higher_body_grants_nothing_in_the_bodies_below():
    member = make_member(Role.SENIOR_OFFICER)
    assert granted(member.user, make_agency(parent=member.agency)) == set()


def test_superuser_may_do_everything_before_any_agency_exists():
    assert access.permissions_of(make_superuser(), at=NOW) == frozenset(Permission)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (AnonymousUser, "nobody signed in"),
        (make_user, "a journalist holds no role"),
        (lambda: make_superuser(is_active=False), "a closed account keeps nothing, not even this"),
        (lambda: make_member(user=make_user(is_active=False)).user, "a closed account loses its roles"),
    ],
)
def test_person_without_a_role_may_do_nothing(person, why):
    user = person()
    agency = Agency.objects.first() or make_agency()
    assert granted(user, agency) == set(), why
    assert access.permissions_of(user, at=NOW) == frozenset(), why
    assert not access.is_staff(user, at=NOW), why


@pytest.mark.parametrize(
    ("from_on", "until_on", "holds", "why"),
    [
        (TODAY, None, True, "begins on its first day"),
        (TODAY + DAY, None, False, "has not begun"),
        (LONG_AGO, TODAY, True, "the last day is included"),
        (LONG_AGO, TODAY - DAY, False, "ended yesterday"),
    ],
)
def test_membership_holds_from_its_first_to_its_last_day(from_on, until_on, holds, why):
    member = make_member(Role.PRESS_OFFICER, from_on=from_on, until_on=until_on)
    assert access.can(member.user, P.ANSWER_INQUIRIES, member.agency, at=NOW) is holds, why
    assert access.is_staff(member.user, at=NOW) is holds, why


@pytest.mark.parametrize(
    ("at", "holds", "why"),
    [
        (datetime(2026, 3, 18, 18, 59, tzinfo=UTC), False, "23:59 of the 18th in Astana"),
        (datetime(2026, 3, 18, 19, 0, tzinfo=UTC), True, "midnight in Astana, still the 18th in UTC"),
        (datetime(2026, 3, 19, 18, 59, tzinfo=UTC), True, "23:59 of the 19th in Astana"),
        (datetime(2026, 3, 19, 19, 0, tzinfo=UTC), False, "the 20th in Astana, still the 19th in UTC"),
    ],
)
def test_days_of_a_grant_are_days_of_the_portals_zone(at, holds, why):
    head = make_member(Role.FIRST_HEAD)
    grant = make_acting(head, from_on=TODAY, until_on=TODAY)
    assert access.can(grant.deputy, P.INSTRUCT, head.agency, at=at) is holds, why


def test_deputy_of_a_head_gets_the_heads_rights_and_no_more():
    head = make_member(Role.FIRST_HEAD)
    deputy = make_acting(head).deputy
    assert granted(deputy, head.agency) == MATRIX[Role.FIRST_HEAD]
    assert granted(deputy, make_agency()) == set()


def test_deputy_of_a_system_owner_reaches_everywhere_too():
    deputy = make_acting(make_member(Role.SYSTEM_OWNER)).deputy
    assert granted(deputy, make_agency()) == MATRIX[Role.SYSTEM_OWNER]


def test_deputys_own_rights_do_not_travel_to_the_agency_stood_in_for():
    officer = make_member(Role.PRESS_OFFICER)
    head = make_member(Role.FIRST_HEAD)
    make_acting(head, officer.user)
    assert not access.can(officer.user, P.ANSWER_INQUIRIES, head.agency, at=NOW)
    assert not access.can(officer.user, P.INSTRUCT, officer.agency, at=NOW)


def test_grant_ends_with_the_membership_it_stands_in_for():
    head = make_member(Role.FIRST_HEAD, until_on=TODAY - DAY)
    deputy = make_acting(head).deputy
    assert granted(deputy, head.agency) == set()
    assert not access.is_staff(deputy, at=NOW)


def test_authority_names_the_grant_only_when_the_right_is_not_their_own():
    head = make_member(Role.FIRST_HEAD)
    grant = make_acting(head)
    assert access.require(grant.deputy, P.INSTRUCT, head.agency, at=NOW) == access.Authority(grant.deputy, grant)
    assert access.require(head.user, P.INSTRUCT, head.agency, at=NOW) == access.Authority(head.user)
    make_member(Role.FIRST_HEAD, head.agency, user=grant.deputy)
    assert access.require(grant.deputy, P.INSTRUCT, head.agency, at=NOW) == access.Authority(grant.deputy)


def test_require_refuses_by_name_of_the_permission():
    officer = make_member(Role.PRESS_OFFICER)
    with pytest.raises(access.NotPermitted) as refusal:
        access.require(officer.user, P.INSTRUCT, officer.agency, at=NOW)
    assert refusal.value.permission is P.INSTRUCT


def test_holders_are_members_or_the_deputies_who_stand_in_for_them():
    agency = make_agency()
    present = make_member(Role.FIRST_HEAD, agency)
    away = make_member(Role.FIRST_HEAD, agency)
    grant = make_acting(away, from_on=TODAY, until_on=TODAY)
    make_member(Role.FIRST_HEAD, agency, until_on=TODAY - DAY)
    make_member(Role.PRESS_OFFICER, agency)
    assert access.holders(agency, Role.FIRST_HEAD, at=NOW) == [
        access.Authority(present.user),
        access.Authority(grant.deputy, grant),
    ]


def test_holder_without_an_account_is_answered_for_by_the_deputy_alone():
    away = make_member(Role.FIRST_HEAD, user=make_user(is_active=False))
    assert access.holders(away.agency, Role.FIRST_HEAD, at=NOW) == []
    grant = make_acting(away)
    assert access.holders(away.agency, Role.FIRST_HEAD, at=NOW) == [access.Authority(grant.deputy, grant)]


def test_deputy_without_an_account_leaves_the_member_answering():
    head = make_member(Role.FIRST_HEAD)
    make_acting(head, make_user(is_active=False))
    assert access.holders(head.agency, Role.FIRST_HEAD, at=NOW) == [access.Authority(head.user)]


def test_rows_are_filtered_by_the_agency_at_the_end_of_a_path():
    officer = make_member(Role.SENIOR_OFFICER)
    stranger = make_member(Role.SENIOR_OFFICER)
    seen = Membership.objects.filter(access.owned(officer.user, P.MANAGE_PEOPLE, at=NOW))
    assert list(seen) == [officer]
    assert list(access.agencies_where(stranger.user, P.MANAGE_PEOPLE, at=NOW)) == [stranger.agency]


def test_every_question_is_one_query(django_assert_num_queries):
    officer = make_member()
    with django_assert_num_queries(1):
        access.can(officer.user, P.VIEW_DUTIES, officer.agency, at=NOW)
    with django_assert_num_queries(1):
        access.permissions_of(officer.user, at=NOW)
    with django_assert_num_queries(1):
        list(access.agencies_where(officer.user, P.VIEW_DUTIES, at=NOW))
    with django_assert_num_queries(2):
        access.holders(officer.agency, Role.PRESS_OFFICER, at=NOW)

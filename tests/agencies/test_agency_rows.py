"""What the tables themselves refuse."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from agencies.models import Agency, check_bin
from agencies.states import Role
from tests.country import LONG_AGO, make_acting, make_agency, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db

JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "empty"),
        ("94014000038", "eleven digits"),
        ("9401400003851", "thirteen digits"),
        ("94014000038a", "a letter"),
        ("٩٤٠١٤٠٠٠٠٣٨٥", "digits of another script"),
        ("940140000384", "wrong check digit"),
    ],
)
def test_bin_is_refused(value, why):
    with pytest.raises(ValidationError):
        check_bin(value)


def test_bin_of_a_real_ministry_is_accepted():
    check_bin("940140000385")


@pytest.mark.parametrize(
    ("first", "second", "fits", "why"),
    [
        ((LONG_AGO, JAN), (JAN, None), False, "both include the day on which they meet"),
        ((LONG_AGO, JAN), (date(2026, 2, 1), None), True, "the day after is free"),
        ((LONG_AGO, None), (FEB, MAR), False, "an open end holds all that follows"),
    ],
)
def test_role_is_held_once_at_a_time(first, second, fits, why):
    member = make_member(from_on=first[0], until_on=first[1])
    again = {"from_on": second[0], "until_on": second[1]}
    if fits:
        make_member(member.role, member.agency, user=member.user, **again)
    else:
        with pytest.raises(IntegrityError, match="one_membership_per_role_at_a_time"), transaction.atomic():
            make_member(member.role, member.agency, user=member.user, **again)
    make_member(Role.EDITOR, member.agency, user=member.user, **again)
    make_member(member.role, make_agency(), user=member.user, **again)


def test_member_has_one_deputy_at_a_time():
    head = make_member(Role.FIRST_HEAD)
    make_acting(head, from_on=JAN, until_on=FEB)
    with pytest.raises(IntegrityError, match="one_deputy_at_a_time"), transaction.atomic():
        make_acting(head, from_on=FEB, until_on=MAR)
    make_acting(head, from_on=date(2026, 3, 1), until_on=MAR)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: make_member(from_on=FEB, until_on=JAN), "membership_period_in_order"),
        (lambda: make_acting(make_member(), from_on=FEB, until_on=JAN), "acting_period_in_order"),
        (lambda: make_agency(opens=time(14)), "working_hours_in_order"),
        (lambda: make_agency(closes=time(14)), "working_hours_in_order"),
        (lambda: make_agency(lunch_from=time(15)), "working_hours_in_order"),
    ],
)
def test_time_runs_forwards(make, name):
    # PostgreSQL builds the range before it checks the order: then it is the range that is wrong.
    with pytest.raises(Exception, match=f"{name}|range lower bound"), transaction.atomic():
        make()


def test_agency_is_never_above_itself():
    top = make_agency()
    below = make_agency(parent=make_agency(parent=top))
    with pytest.raises(IntegrityError, match="no_agency_is_its_own_parent"), transaction.atomic():
        Agency.objects.filter(pk=top.pk).update(parent=top)
    top.parent = below
    with pytest.raises(ValidationError, match="below"):
        top.full_clean()


def test_unit_of_a_member_is_of_the_same_agency():
    member = make_member()
    member.unit = make_unit(make_agency())
    with pytest.raises(ValidationError, match="another agency"):
        member.full_clean()


def test_nobody_stands_in_for_themselves():
    head = make_member(Role.FIRST_HEAD)
    with pytest.raises(ValidationError, match="themselves"):
        make_acting(head, head.user).full_clean()


def test_history_cannot_be_deleted():
    grant = make_acting(make_member(unit=None))
    unit = make_unit(grant.membership.agency)
    for row in (grant.membership, grant.deputy, grant.membership.user, unit.agency):
        with pytest.raises(ProtectedError):
            row.delete()


def test_time_zone_must_exist():
    with pytest.raises(ValidationError, match="time zone"):
        make_agency(time_zone="Asia/Nowhere").full_clean()


@pytest.mark.parametrize(
    ("language", "english", "shown"),
    [
        ("kk", "Ministry", "Министрлік"),
        ("ru", "Ministry", "Министерство"),
        ("en", "Ministry", "Ministry"),
        ("en", "", "Министерство"),
    ],
)
def test_agency_is_named_in_the_readers_language_or_in_russian(language, english, shown):
    agency = make_agency(name_kk="Министрлік", name_ru="Министерство", name_en=english)
    assert agency.name_in(language) == shown


def test_two_people_never_share_an_address():
    make_user(email="aigul@agency.example")
    with pytest.raises(IntegrityError, match="email"), transaction.atomic():
        make_user(email="AIGUL@agency.example")

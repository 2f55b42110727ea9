"""The rows tests are made of must be rows the product itself would accept."""

import pytest

from tests.country import make_acting, make_agency, make_member, make_unit

pytestmark = pytest.mark.django_db


def test_made_rows_are_valid():
    member = make_member()
    for row in (make_agency(), make_unit(member.agency), member, member.user, make_acting(member)):
        row.full_clean(exclude=["password"])


def test_made_user_without_a_password_cannot_use_the_form():
    assert not make_member().user.has_usable_password()

"""The country tests live in: plain functions that make real, valid rows. Say only what the test is about."""

from datetime import date
from itertools import count
from typing import Any

from accounts.models import User
from agencies.models import Acting, Agency, Membership, Unit
from agencies.states import AgencyKind, Role
from kernel.identifiers import check_digit

LONG_AGO = date(2020, 1, 1)
PASSWORD = "korkem-tau-samal-7"
_numbers = count(1)


def make_bin() -> str:
    """A BIN nobody has had yet."""
    while True:
        first_eleven = f"{140_000_000 + next(_numbers):011d}"
        digit = check_digit(first_eleven)
        if digit is not None:
            return f"{first_eleven}{digit}"


def make_agency(**fields: Any) -> Agency:
    number = next(_numbers)
    return Agency.objects.create(
        **{
            "slug": f"agency-{number}",
            "kind": AgencyKind.CENTRAL_BODY,
            "name_kk": f"Министрлік {number}",
            "name_ru": f"Министерство {number}",
            "name_en": f"Ministry {number}",
            "bin": make_bin(),
            "email": f"press-{number}@agency.example",
            "phone": "+7 7172 000000",
            "address_kk": "Астана қаласы, Мәңгілік Ел даңғылы, 8",
            "address_ru": "город Астана, проспект Мәңгілік Ел, 8",
        }
        | fields
    )


def make_unit(agency: Agency, **fields: Any) -> Unit:
    number = next(_numbers)
    defaults = {"name_kk": f"Бөлім {number}", "name_ru": f"Отдел {number}", "name_en": f"Unit {number}"}
    return Unit.objects.create(agency=agency, **defaults | {"email": f"unit-{number}@agency.example"} | fields)


def make_user(*, password: str | None = None, **fields: Any) -> User:
    """Somebody with a confirmed e-mail. Without `password` they cannot sign in by the form; use `force_login`."""
    number = next(_numbers)
    defaults = {"email": f"person-{number}@people.example", "full_name": f"Person {number}", "language": "en"}
    user = User.objects.create_user(password=password, **defaults | fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def make_superuser(**fields: Any) -> User:
    return make_user(is_superuser=True, **fields)


def make_member(role: Role = Role.PRESS_OFFICER, agency: Agency | None = None, **fields: Any) -> Membership:
    """A membership that has held for years; `.user` and `.agency` are made when not given."""
    defaults = {"user": fields.pop("user", None) or make_user(), "from_on": LONG_AGO}
    return Membership.objects.create(role=role, agency=agency or make_agency(), **defaults | fields)


def make_acting(membership: Membership, deputy: User | None = None, **fields: Any) -> Acting:
    """A deputy who stands in for the member, for years around today."""
    defaults = {"from_on": LONG_AGO, "until_on": date(2099, 12, 31), "ground": "Order 1"}
    return Acting.objects.create(membership=membership, deputy=deputy or make_user(), **defaults | fields)

"""Who works where, in which role, for how long: each write is permitted, validated and audited in one transaction.

`by` None is the system. Nothing is deleted: a role ends on a day. ValidationError says what is wrong with a row,
NotPermitted what the person lacks. Nobody changes their own roles, or gives one that reaches further than theirs.
"""

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Language, User
from agencies import access
from agencies.access import Authority, NotPermitted
from agencies.models import Acting, Agency, Membership, Unit
from agencies.states import EVERYWHERE, Permission, Role
from audit.services import record
from notifications.kinds import MessageKind
from notifications.services import Recipient, enqueue
from pressoffice.people import kinds

STRUCTURE = frozenset({"slug", "kind", "parent_id", "bin", "is_active"})  # of the installation, not of one agency
PERSONAL = frozenset({"full_name", "language", "phone"})  # what the keeper of one agency's people may correct
UNRECORDED = frozenset({"id", "password", "last_login", "joined_at"})

Facts = dict[str, Any]


@transaction.atomic
def save_agency(*, agency: Agency, by: User | None, at: datetime) -> None:
    """An agency keeps its own contacts and hours; what makes it an agency is for system owners."""
    _before, after = _difference(agency)
    where = agency if agency.pk and not STRUCTURE & set(after) else None
    authority = _authority(by, Permission.EDIT_AGENCY, where, at)
    _write(agency, "agency.changed" if agency.pk else "agency.created", agency, authority, at)


@transaction.atomic
def save_unit(*, unit: Unit, by: User | None, at: datetime) -> None:
    authority = _authority(by, Permission.EDIT_AGENCY, unit.agency, at)
    _write(unit, "unit.changed" if unit.pk else "unit.created", unit.agency, authority, at)


@transaction.atomic
def save_person(*, user: User, by: User | None, at: datetime) -> None:
    """Name and contacts by whoever keeps the people of one of their agencies; the rest by system owners."""
    _before, after = _difference(user)
    if "is_superuser" in after and by and not by.is_superuser:
        raise NotPermitted(Permission.MANAGE_PEOPLE)
    kept = access.agencies_where(by, Permission.MANAGE_PEOPLE, at=at) if by else Agency.objects.all()
    agency = kept.filter(memberships__user=user).order_by("pk").first()
    authority = _authority(by, Permission.MANAGE_PEOPLE, agency if set(after) <= PERSONAL else None, at)
    _write(user, "person.changed", agency, authority, at)


@transaction.atomic
def grant_membership(
    *,
    email: str,
    agency: Agency,
    role: Role,
    from_on: date,
    by: User | None,
    at: datetime,
    until_on: date | None = None,
    unit: Unit | None = None,
    full_name: str = "",
    language: Language = Language.KK,
    position_kk: str = "",
    position_ru: str = "",
) -> Membership:
    """Give the person with this address a role and tell them; an unknown address gets an account without a password."""
    authority = _authority(by, Permission.MANAGE_PEOPLE, agency, at)
    user = _person(email, full_name, language)
    membership = Membership(
        user=user,
        agency=agency,
        role=role,
        unit=unit,
        from_on=from_on,
        until_on=until_on,
        position_kk=position_kk,
        position_ru=position_ru,
    )
    _check_reach(membership, user, by, at)
    _write(membership, "membership.granted", agency, authority, at)
    _tell(user, kinds.ROLE_GRANTED, membership, agency, at)
    return membership


@transaction.atomic
def change_membership(*, membership: Membership, by: User | None, at: datetime) -> None:
    """Its unit, its position or its last day."""
    authority = _authority(by, Permission.MANAGE_PEOPLE, membership.agency, at)
    _check_reach(membership, membership.user, by, at)
    _write(membership, "membership.changed", membership.agency, authority, at)


@transaction.atomic
def grant_acting(*, acting: Acting, by: User | None, at: datetime) -> None:
    """Let the deputy stand in for the member, and tell both."""
    membership = acting.membership
    authority = _authority(by, Permission.MANAGE_PEOPLE, membership.agency, at)
    _check_reach(membership, acting.deputy, by, at)
    _write(acting, "acting.granted", membership.agency, authority, at)
    for person in (acting.deputy, membership.user):
        _tell(person, kinds.STANDING_IN, acting, membership.agency, at)


@transaction.atomic
def change_acting(*, acting: Acting, by: User | None, at: datetime) -> None:
    """Its ground or its last day."""
    membership = acting.membership
    authority = _authority(by, Permission.MANAGE_PEOPLE, membership.agency, at)
    _check_reach(membership, acting.deputy, by, at)
    _write(acting, "acting.changed", membership.agency, authority, at)


@transaction.atomic
def remove_second_factor(*, user: User, by: User, at: datetime) -> None:
    """For somebody who lost both the factor and the codes. Staff enrol again when they next sign in."""
    authority = _authority(by, Permission.MANAGE_PEOPLE, None, at)
    if by == user:
        raise NotPermitted(Permission.MANAGE_PEOPLE)
    Authenticator.objects.filter(user=user).delete()
    record("person.second_factor_removed", user, by=authority, at=at, agency=None)
    _tell(user, kinds.SECOND_FACTOR_REMOVED, user, None, at)


def _authority(by: User | None, permission: Permission, agency: Agency | None, at: datetime) -> Authority | None:
    """`agency` None asks for the permission everywhere."""
    if by is None:
        return None
    if agency:
        return access.require(by, permission, agency, at=at)
    if not access.has_everywhere(by, permission, at=at):
        raise NotPermitted(permission)
    return Authority(by)


def _check_reach(membership: Membership, receiver: User, by: User | None, at: datetime) -> None:
    if by is None or by.is_superuser:
        return
    reaches = membership.role not in EVERYWHERE or access.has_everywhere(by, Permission.MANAGE_PEOPLE, at=at)
    if by == receiver or not reaches:
        raise NotPermitted(Permission.MANAGE_PEOPLE)


def _person(email: str, full_name: str, language: Language) -> User:
    """The account with this address. A new one counts as confirmed: only its mailbox can choose the password."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not user.is_active:
        raise ValidationError(_("The account with this address is closed."))
    return user


def _write(row: Model, action: str, agency: Agency | None, authority: Authority | None, at: datetime) -> None:
    """Save what holds, and record what differs from before."""
    before, after = _difference(row)
    row.full_clean()
    row.save()
    if after:
        record(action, row, by=authority, at=at, agency=agency, before=before, after=after)


def _difference(row: Model) -> tuple[Facts, Facts]:
    """The fields that are not as stored, before and after; the stored row stays locked until the transaction ends."""
    stored = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    before, after = _facts(stored) if stored else {}, _facts(row)
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before[name] for name in changed if name in before}, {name: after[name] for name in changed}


def _facts(row: Model) -> Facts:
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in UNRECORDED]
    return {name: _json(getattr(row, name)) for name in names}


def _json(value: object) -> object:
    return value if isinstance(value, str | int | list | None) else str(value)


def _tell(user: User, kind: MessageKind, about: Model, agency: Agency | None, at: datetime) -> None:
    """Without a password yet, the letter leads to choosing one: it carries no secret, so the outbox may keep it."""
    with override(user.language):
        url = reverse("after_login" if user.has_usable_password() else "account_reset_password")
    enqueue(
        key=f"{kind.code}:{about.pk}:{user.pk}:{at.isoformat()}",
        kind=kind.code,
        to=Recipient.of(user),
        language=user.language,
        template=f"people/{kind.code.lower()}",
        context={"about": about, "is_new": not user.has_usable_password()},
        agency=agency,
        at=at,
        url=url,
    )

"""Who may do what where: one definition behind every check and every list filter.

A permission comes from a membership held on the day, or from standing in for one. Days are of the portal's zone.
Who asks by a token has no more than it lets through: every answer given here is narrowed by it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from agencies.models import Acting, Agency, ApiToken, Membership, Unit, holding
from agencies.states import EVERYWHERE, ROLE_PERMISSIONS, Permission, Role, roles_with

Person = User | AnonymousUser


class NotPermitted(PermissionDenied):
    """The person lacks the permission in this agency. Django answers 403."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True)
class Authority:
    """In whose name somebody acts: their own, or (`acting`) that of a member they stand in for."""

    user: User
    acting: Acting | None = None


def day_of(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def token_of(user: Person) -> ApiToken | None:
    """The token by which this person asks now; None for somebody who signed in."""
    return getattr(user, "asks_by", None)


def agencies_where(user: Person, permission: Permission, *, at: datetime) -> QuerySet[Agency]:
    """The agencies in which `user` has `permission`: use as a subquery in list filters."""
    return Agency.objects.filter(owned(user, permission, path="", at=at))


def owned(user: Person, permission: Permission, *, path: str = "agency", at: datetime) -> Q:
    """The rows whose agency, found along `path`, is one in which `user` has `permission`.

    Who has it everywhere also gets the rows that belong to no agency.
    """
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=())
    path = path or "pk"
    if user.is_superuser:
        return _let_through(user, permission, path)
    held = _memberships(user, at).filter(role__in=roles_with(permission))
    reached = Q(**{f"{path}__in": held.values("agency")}) | Q(Exists(held.filter(role__in=EVERYWHERE)))
    return reached & _let_through(user, permission, path)


def can(user: Person, permission: Permission, agency: Agency, *, at: datetime) -> bool:
    return agencies_where(user, permission, at=at).filter(pk=agency.pk).exists()


def units_where(user: Person, permission: Permission, *, at: datetime) -> QuerySet[Unit]:
    """The units for which the user, or whom they stand in for, holds a role with `permission`."""
    if not user.is_authenticated or not user.is_active:
        return Unit.objects.none()
    held = _memberships(user, at).filter(role__in=roles_with(permission), unit__isnull=False)
    if token := token_of(user):
        held = held.filter(agency=token.agency_id) if token.agency_id else held
        held = held if permission in token.permissions else held.none()
    return Unit.objects.filter(pk__in=held.values("unit"))


def can_for_unit(user: Person, permission: Permission, unit: Unit, *, at: datetime) -> bool:
    return units_where(user, permission, at=at).filter(pk=unit.pk).exists()


def permissions_of(user: Person, *, at: datetime) -> frozenset[Permission]:
    """What the person may do somewhere; where, is for `can` and `agencies_where` to say."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    token = token_of(user)
    let_through = token.permissions if token else frozenset(Permission)
    if user.is_superuser:
        return let_through
    held = _memberships(user, at)
    if token and token.agency_id:
        held = held.filter(Q(agency=token.agency_id) | Q(role__in=EVERYWHERE))
    granted = (ROLE_PERMISSIONS[Role(role)] for role in held.values_list("role", flat=True))
    return let_through & frozenset().union(*granted)


def can_anywhere(user: Person, permission: Permission, *, at: datetime) -> bool:
    return permission in permissions_of(user, at=at)


def has_everywhere(user: Person, permission: Permission, *, at: datetime) -> bool:
    """Has it through a role that reaches every agency, also those to come."""
    if not user.is_authenticated or not user.is_active:
        return False
    token = token_of(user)
    if token and (token.agency_id or permission not in token.permissions):
        return False
    roles = roles_with(permission) & EVERYWHERE
    return user.is_superuser or _memberships(user, at).filter(role__in=roles).exists()


def require(user: User, permission: Permission, agency: Agency, *, at: datetime) -> Authority:
    """The authority to act, else NotPermitted. Own rights come before a deputy's."""
    if not can(user, permission, agency, at=at):
        raise NotPermitted(permission)
    return Authority(user, acting_grant(user, permission, agency, at=at))


def require_anywhere(user: User, permission: Permission, *, at: datetime) -> Authority:
    """The authority to act on what belongs to no agency: whoever has the permission in one of them has it."""
    if not can_anywhere(user, permission, at=at):
        raise NotPermitted(permission)
    return Authority(user, _grant_among(user, _memberships(user, at).filter(role__in=roles_with(permission)), at))


def acting_grant(user: User, permission: Permission, agency: Agency, *, at: datetime) -> Acting | None:
    """The grant through which alone the user has the permission; None for a right of their own."""
    held = _memberships(user, at).filter(role__in=roles_with(permission))
    return _grant_among(user, held.filter(Q(agency=agency) | Q(role__in=EVERYWHERE)), at)


def _grant_among(user: User, held: QuerySet[Membership], at: datetime) -> Acting | None:
    if user.is_superuser or held.filter(user=user).exists():
        return None
    grants = Acting.objects.filter(holding(day_of(at)), deputy=user, membership__in=held)
    return grants.select_related("membership__user").order_by("pk").first()


def is_staff(user: Person, *, at: datetime) -> bool:
    """Holds any role, itself or for another: staff sign in with a second factor."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or _memberships(user, at).exists()


def belongs_to(user: User, agency: Agency, *, at: datetime) -> bool:
    """Holds a role in this agency now, themselves or for another."""
    return user.is_active and _memberships(user, at).filter(agency=agency).exists()


def holders(agency: Agency, role: Role, *, at: datetime, unit: Unit | None = None) -> list[Authority]:
    """Who answers in a role now, of one unit if given: each member, or the deputy who stands in for an absence."""
    members = Membership.objects.filter(holding(day_of(at)), agency=agency, role=role)
    return _with_deputies(members.filter(unit=unit) if unit else members, at)


def stand_in(user: User, agency: Agency, *, at: datetime) -> Authority:
    """The user, or the deputy who stands in for them in this agency now."""
    members = Membership.objects.filter(holding(day_of(at)), agency=agency, user=user)
    deputies = (authority for authority in _with_deputies(members, at) if authority.acting)
    return next(deputies, Authority(user))


def people_with(permission: Permission, agency: Agency, *, at: datetime) -> QuerySet[User]:
    """Everybody who has the permission in this agency by a role held there, or by standing in for one."""
    members = Membership.objects.filter(holding(day_of(at)), agency=agency, role__in=roles_with(permission))
    deputies = Acting.objects.filter(holding(day_of(at)), membership__in=members)
    either = Q(pk__in=members.values("user")) | Q(pk__in=deputies.values("deputy"))
    return User.objects.filter(either, is_active=True)


def answered_for_by(user: User, path: str, *, at: datetime) -> Q:
    """The rows of `agency` whose person, found along `path`, is the user or somebody they stand in for there."""
    on = day_of(at)
    grants = Acting.objects.filter(holding(on), holding(on, "membership__"), deputy=user)
    absent = grants.filter(membership__user=OuterRef(path), membership__agency=OuterRef("agency"))
    return Q(**{path: user}) | Q(Exists(absent))


def _let_through(user: User, permission: Permission, path: str) -> Q:
    """What a token leaves of the rows its owner reaches."""
    token = token_of(user)
    if token is None:
        return Q()
    if permission not in token.permissions:
        return Q(pk__in=())
    return Q(**{path: token.agency_id}) if token.agency_id else Q()


def _with_deputies(members: QuerySet[Membership], at: datetime) -> list[Authority]:
    grants = Acting.objects.filter(holding(day_of(at)), membership__in=members, deputy__is_active=True)
    deputies = {grant.membership_id: grant for grant in grants.select_related("deputy", "membership__user")}
    return [
        Authority(deputies[member.pk].deputy, deputies[member.pk]) if member.pk in deputies else Authority(member.user)
        for member in members.select_related("user").order_by("pk")
        if member.pk in deputies or member.user.is_active
    ]


def _memberships(user: User, at: datetime) -> QuerySet[Membership]:
    """The memberships that hold today: the user's own, and those they stand in for."""
    on = day_of(at)
    stood_in_for = Acting.objects.filter(holding(on), deputy=user).values("membership")
    return Membership.objects.filter(holding(on)).filter(Q(user=user) | Q(pk__in=stood_in_for))

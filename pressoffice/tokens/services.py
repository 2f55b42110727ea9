"""Making and revoking API tokens: by their owner alone, and audited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import day_of, token_of
from agencies.models import Agency, ApiToken
from agencies.states import Scope
from agencies.tokens import PREFIX_LENGTH, digest_of, make_secret
from audit.services import record
from pressoffice.tokens.rules import LONGEST, agencies_for, scopes_for


@dataclass(frozen=True)
class NewToken:
    """`secret` is known now and never again."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(
    *, name: str, scopes: Collection[Scope], agency: Agency | None, expires_on: date, by: User, at: datetime
) -> NewToken:
    """A token of `by`; `agency` None is wherever they have rights. ValidationError for what theirs may not be."""
    _check_reach(scopes, agency, expires_on, by, at)
    secret = make_secret()
    token = ApiToken(
        owner=by,
        agency=agency,
        name=name,
        scopes=[scope for scope in Scope if scope in scopes],
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        created_at=at,
        expires_on=expires_on,
    )
    token.full_clean()
    token.save()
    after = {"name": name, "scopes": token.scopes, "expires_on": expires_on.isoformat()}
    record("token.created", token, by=by, at=at, agency=agency, after=after)
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """It opens nothing from now on. PermissionDenied for another's; one that is revoked already stays as it is."""
    if token.owner_id != by.pk:
        raise PermissionDenied
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        record("token.revoked", token, by=by, at=at, agency=token.agency)


def _check_reach(scopes: Collection[Scope], agency: Agency | None, expires_on: date, by: User, at: datetime) -> None:
    """No token makes another: who holds a stolen one must not outlive it."""
    if token_of(by):
        raise PermissionDenied
    if not day_of(at) <= expires_on <= day_of(at) + LONGEST:
        raise ValidationError({"expires_on": _("A token is valid for a year at most.")})
    if not set(scopes) <= set(scopes_for(by, at=at)):
        raise ValidationError({"scopes": _("Your own rights do not reach that far.")})
    if agency and not agencies_for(by, at=at).filter(pk=agency.pk).exists():
        raise ValidationError({"agency": _("You have no rights in this agency.")})

"""Tokens at the door of the API: "Authorization: Bearer po_…" opens it in the name of the token's owner.

The owner that a token signs in carries it along: `agencies.access` narrows each answer by it, so that list filters,
checks and services need not know of tokens.
"""

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import User
from agencies.access import day_of
from agencies.models import ApiToken
from agencies.states import Scope

if TYPE_CHECKING:  # the framework's views import this module
    from rest_framework.views import APIView

BEGINNING = "po_"  # by which searches for leaked secrets know ours
PREFIX_LENGTH = 11
SCHEME = "Bearer"


def make_secret() -> str:
    return BEGINNING + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Plain SHA-256: the secret is random and long, so nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = _open_token(secret.strip())
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, revoked or past its last day."))
        token.owner.asks_by = token  # type: ignore[attr-defined]  # read by `agencies.access.token_of`
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


def _open_token(secret: str) -> ApiToken | None:
    """Found by its prefix, which is no secret; compared in a time that tells nothing."""
    today = day_of(timezone.now())
    found = ApiToken.objects.live(on=today).filter(prefix=secret[:PREFIX_LENGTH], owner__is_active=True)
    token = found.select_related("owner").first()
    if token is None or not constant_time_compare(token.digest, digest_of(secret)):
        return None
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def HasScope(scope: Scope) -> type[BasePermission]:  # noqa: N802  # it stands where a class stands
    """`permission_classes = [HasScope(Scope.READ_INQUIRIES)]`: of tokens, those that have the scope.

    Who signed in passes, and nobody too: what they may do is for other checks to say.
    """

    class TokenHasScope(BasePermission):
        message = _("This token was not made for that.")
        code = "scope_missing"

        def has_permission(self, request: Request, view: "APIView") -> bool:
            return not isinstance(request.auth, ApiToken) or scope in request.auth.scopes

    return TokenHasScope

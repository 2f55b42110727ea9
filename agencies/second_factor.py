"""The second factor: how its secrets are kept, and which sessions have shown it."""

import base64
import hashlib
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User

SHOWN_BY = "second_factor_shown_by"  # in the session: whose factor it has seen


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    def encrypt(self, text: str) -> str:
        """Whoever reads a copy of the database cannot make codes from it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """To stand inside the page: an image address would need a wider content policy."""
        return segno.make(url, error="m").svg_inline(scale=5)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Security key {number}").format(number=number)


def _box() -> MultiFernet:
    """Keys of today and, while SECRET_KEY is being changed, of yesterday."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"second factor:{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def is_enrolled(user: User) -> bool:
    return bool(is_mfa_enabled(user))


def was_shown(request: HttpRequest) -> bool:
    """The factor was used to open this session, or enrolled or confirmed in it."""
    return request.session.get(SHOWN_BY) == request.user.pk


@receiver([authenticator_added, authenticator_used])
def remember(request: HttpRequest, user: User, **details: Any) -> None:
    request.session[SHOWN_BY] = user.pk


@receiver(authenticator_removed)
def forget(request: HttpRequest, user: User, **details: Any) -> None:
    """Without any factor left the session has nothing to stand on: staff enrol again at once."""
    if not is_enrolled(user):
        request.session.pop(SHOWN_BY, None)

"""Staff sign in with a second factor."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agencies import access, second_factor

WANTED = "wanted_before_second_factor"  # in the session: the page to go on to, offered on the enrolling pages
ALWAYS_OPEN = frozenset({"account_logout", "set_language", "healthz"})
TO_ENROL = ("account_", "mfa_")
TO_CONFIRM = ("mfa_reauthenticate",)


class SecondFactorMiddleware:
    """Leads staff to enrol a factor, or to show the one they have, before any other page opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SECOND_FACTOR_REQUIRED:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or second_factor.was_shown(request) or _is(request, *ALWAYS_OPEN):
            return None
        if not access.is_staff(user, at=timezone.now()):
            return None
        return self._ask_to_confirm(request) if second_factor.is_enrolled(user) else self._ask_to_enrol(request)

    def _ask_to_confirm(self, request: HttpRequest) -> HttpResponse | None:
        """A session as old as the time before enrolling, or one that lost its mark."""
        if _is(request, *TO_CONFIRM):
            return None
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': _page(request)})}")

    def _ask_to_enrol(self, request: HttpRequest) -> HttpResponse | None:
        if _is(request, *TO_ENROL):
            return None
        request.session[WANTED] = _page(request)
        return redirect("mfa_index")


def _is(request: HttpRequest, *beginnings: str) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    return bool(name and name.startswith(beginnings))


def _page(request: HttpRequest) -> str:
    """Where to go on afterwards: what was posted is not sent again behind anybody's back."""
    return request.get_full_path() if request.method == "GET" else reverse("after_login")

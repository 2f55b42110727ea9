"""What the public pages of events share: who looks, and which event or registration."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from agencies.limits import too_often
from briefings.limits import is_within
from briefings.models import Event, Registration
from briefings.queries import KNOWN

Page = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    user: User


def visitor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def announced(pk: int) -> Event:
    """Whatever was not announced is not there."""
    return get_object_or_404(Event.objects.announced().select_related(*KNOWN), pk=pk)


def writer(request: HttpRequest, registration: Registration) -> User | None:
    """Whose name stands under what is done: whoever else has the secret has no name here."""
    user = visitor(request)
    return user if user and user.pk == registration.user_id else None


def behind_the_secret(view: Page) -> Page:
    """Event and secret open it; anything else is one and the same page that is not there."""

    @wraps(view)
    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    def guarded(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
        if not is_within(request, "registration_reply" if request.method == "POST" else "registration_page"):
            return too_often(request)
        known = Registration.objects.select_related(*(f"event__{name}" for name in KNOWN), "position", "application")
        response = view(request, get_object_or_404(known, event=pk, secret=secret))
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded

"""Who may come in without an account, and how often."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from agencies.limits import too_often
from inquiries import queries
from inquiries.limits import is_within
from inquiries.models import Inquiry

CaseFunction = Callable[..., HttpResponseBase]


def visitor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def writer(request: HttpRequest, inquiry: Inquiry) -> User | None:
    """Whose name stands under what is written: the requester's own; whoever else has the secret has no name here."""
    user = visitor(request)
    return user if user == inquiry.requester else None


def behind_the_secret(view: CaseFunction) -> CaseFunction:
    """A page to read."""
    return require_safe(_guarded(view))


def written_behind_the_secret(view: CaseFunction) -> CaseFunction:
    """A page with a form; what is sent counts more strictly than what is read."""
    return require_http_methods(["GET", "HEAD", "POST"])(_guarded(view))


def _guarded(view: CaseFunction) -> CaseFunction:
    """Number and secret open it; anything else is one and the same page that is not there."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, number: str, secret: str, **kwargs: Any) -> HttpResponseBase:
        if not is_within(request, "reply" if request.method == "POST" else "lookup"):
            return too_often(request)
        inquiry = queries.find_case(number, secret)
        if inquiry is None:
            raise Http404
        response = view(request, inquiry, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded

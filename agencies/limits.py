"""How often one visitor, or whoever is named instead, may use the public pages. Each room names its own rates."""

import hashlib
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.throttles import FailingOpen


class VisitorLimit(FailingOpen):
    """A room's limits are a subclass with THROTTLE_RATES by scope; a newsroom shares one internet address."""

    def __init__(self, scope: str, ident: str) -> None:
        self.scope, self.ident = scope, ident
        super().__init__()

    def get_cache_key(self, request: HttpRequest, view: None) -> str:  # type: ignore[override]  # plain Django pages
        who = self.ident.lower() or self.get_ident(request) or ""  # type: ignore[arg-type]  # reads META alone
        return self.cache_format % {"scope": self.scope, "ident": hashlib.sha256(who.encode()).hexdigest()}

    @classmethod
    def is_within(cls, request: HttpRequest, scope: str, ident: str = "") -> bool:
        """Counts once more, by internet address unless `ident` says by what; False when that is too often.

        True while the cache is down: nobody is kept from asking.
        """
        return bool(cls(scope, ident).allow_request(request, None))  # type: ignore[arg-type]  # as above


def too_often(request: HttpRequest) -> HttpResponse:
    """With what was typed, to be sent again later."""
    return render(request, "too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)

"""How often a caller may ask. A cache that is down stops nobody: better too many calls than none."""

import logging
from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from agencies.models import ApiToken

if TYPE_CHECKING:  # the framework's views import this module
    from rest_framework.views import APIView

log = logging.getLogger(__name__)


class FailingOpen(SimpleRateThrottle):
    def allow_request(self, request: Request, view: "APIView") -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.error("Nobody is throttled, for the cache does not answer: %s", error)
            return True


class AnonymousThrottle(FailingOpen, AnonRateThrottle):
    """Each internet address."""


class PersonThrottle(FailingOpen, UserRateThrottle):
    """Each person who signed in."""

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        asks_in_person = request.user.is_authenticated and not isinstance(request.auth, ApiToken)
        return super().get_cache_key(request, view) if asks_in_person else None


class TokenThrottle(FailingOpen):
    """Each token, apart from its owner and from their other tokens."""

    scope = "token"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if not isinstance(request.auth, ApiToken):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}

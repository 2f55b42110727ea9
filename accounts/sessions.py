"""Sessions are rows; the cache only spares reading them. While it is down, who signed in stays signed in."""

from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.backends.db import SessionStore as RowStore
from redis.exceptions import RedisError


class SessionStore(CachedStore):
    def load(self) -> dict[str, Any]:
        try:
            return super().load()
        except RedisError:
            return RowStore.load(self)

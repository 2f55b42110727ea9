"""Tokens for tests, made as their owners make them, and machines that use them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from agencies.access import day_of
from agencies.states import Scope
from pressoffice.tokens.services import NewToken, create_token

NOW = datetime(2026, 3, 19, 11, tzinfo=ZoneInfo("Asia/Almaty"))


def make_token(owner: User, *scopes: Scope, at: datetime = NOW, days: int = 30, **fields: Any) -> NewToken:
    """Reads inquiries for a month, unless you say otherwise."""
    expires_on = day_of(at) + timedelta(days=days)
    asked = {"name": "Dashboard", "scopes": scopes or [Scope.READ_INQUIRIES], "agency": None}
    return create_token(**asked | fields, expires_on=expires_on, by=owner, at=at)


def machine(secret: str, scheme: str = "Bearer") -> Client:
    return Client(headers={"Authorization": f"{scheme} {secret}", "Accept-Language": "en"})

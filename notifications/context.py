"""The number on the inbox link of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from notifications.models import Message


def inbox(request: HttpRequest) -> dict[str, Any]:
    """`unread_messages`: asked of the database only where a page shows it to somebody signed in."""

    def count() -> int:
        if not request.user.is_authenticated:
            return 0
        return Message.objects.inbox(request.user, at=timezone.now()).unread().count()

    return {"unread_messages": SimpleLazyObject(count)}

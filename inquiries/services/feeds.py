"""The address of a person's calendar: made, and closed for whoever has it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from inquiries.models import CalendarFeed


@transaction.atomic
def open_feed(*, by: User, at: datetime) -> CalendarFeed:
    """The person's own feed; there is one, however often it is asked for."""
    feed, is_new = CalendarFeed.objects.get_or_create(user=by, defaults={"made_at": at})
    if is_new:
        record("calendar.opened", feed, by=by, at=at, agency=None)
    return feed


@transaction.atomic
def close_feed(*, by: User, at: datetime) -> None:
    """The address stops working at once."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    if feed:
        record("calendar.closed", feed, by=by, at=at, agency=None)
        feed.delete()

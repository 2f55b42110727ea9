"""What waits for those who keep the house: messages that are stuck, a calendar that is not settled."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.access import day_of, owned
from agencies.states import Permission
from dashboards.queries import Number
from deadlines.services.calendar import can_change_calendar
from deadlines.year import coming_year_warning
from notifications.models import Message
from notifications.states import STUCK

KEEPING = frozenset({Permission.RESEND_MESSAGES, Permission.EDIT_COUNTRY_CALENDAR})  # whom it can concern at all


@dataclass(frozen=True)
class Upkeep:
    """Nothing of it is shown while there is nothing to do."""

    numbers: list[Number]
    calendar: str  # what is not settled about next year, for who can settle it
    calendar_url: str


def upkeep(user: User, *, at: datetime) -> Upkeep:
    stuck = Message.objects.filter(owned(user, Permission.RESEND_MESSAGES, at=at), state__in=STUCK).count()
    url = reverse("admin:notifications_message_changelist", query={"state__in": ",".join(sorted(STUCK))})
    next_year = reverse("admin:deadlines_calendarday_changelist", query={"year": day_of(at).year + 1})
    return Upkeep(
        numbers=[Number("stuck", _("Messages to send again"), stuck, url)] if stuck else [],
        calendar=coming_year_warning(at=at) if can_change_calendar(user, None, at=at) else "",
        calendar_url=next_year,
    )

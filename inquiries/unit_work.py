"""What the press offices ask somebody's units: the list, and one request. Of the requester, the outlet alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from agencies.access import Person, units_where
from agencies.states import Permission
from deadlines.queries import ClockView, clock_views
from inquiries.models import Attachment, UnitReply, UnitRequest
from inquiries.states import UnitRequestState


@dataclass(frozen=True)
class UnitTask:
    request: UnitRequest
    clock: ClockView

    @property
    def waits(self) -> bool:
        return self.request.state == UnitRequestState.ASKED


@dataclass(frozen=True)
class Answered:
    reply: UnitReply
    files: Sequence[Attachment]


def requests_to(user: Person, *, at: datetime) -> QuerySet[UnitRequest]:
    """To the units of this person, what waits first and by time left, then the newest."""
    waits = ExpressionWrapper(Q(state=UnitRequestState.ASKED), output_field=BooleanField())
    own = UnitRequest.objects.filter(unit__in=units_where(user, Permission.SUPPLY_FACTS, at=at))
    known = own.select_related("inquiry__agency", "unit", "duty__agency", "asked_by", "acknowledged_by")
    return known.annotate(waits=waits).order_by("-waits", "duty__due_at", "-pk")


def unit_tasks(requests: Sequence[UnitRequest], *, at: datetime) -> list[UnitTask]:
    clocks = clock_views([request.duty for request in requests], at=at)
    return [UnitTask(request, clocks[request.duty_id]) for request in requests]


def answers_to(request: UnitRequest) -> list[Answered]:
    replies = list(request.replies.select_related("by"))
    files = list(Attachment.objects.filter(reply__in=replies).select_related("file"))
    return [Answered(reply, [file for file in files if file.reply_id == reply.pk]) for reply in replies]

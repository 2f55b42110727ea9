"""What the pages of an event share."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from briefings.models import Event

PAGE = "admin:briefings_event_page"


def find_event(request: HttpRequest, pk: int) -> Event:
    """404 for whoever may not see the events of its agency."""
    visible = Event.objects.visible_to(request.user, at=timezone.now())
    return get_object_or_404(visible.select_related("agency__parent", "room", "intake", "created_by"), pk=pk)

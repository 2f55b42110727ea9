"""Public pages of events."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from briefings.models import Event, Registration


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Event.objects.announced().select_related("agency", "room"), pk=pk)
    return render(request, "briefings/event.html", {"event": found})


@require_safe
def registration(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    found = get_object_or_404(Registration, event=pk, secret=secret)
    return render(request, "briefings/registration.html", {"registration": found})

"""Pages that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Agency
from briefings.queries import next_events


def home(request: HttpRequest) -> HttpResponse:
    context = {"agencies": Agency.objects.filter(is_active=True), "events": next_events(at=timezone.now())}
    return render(request, "home.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")

"""Pages that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.models import Agency


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"agencies": Agency.objects.filter(is_active=True)})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")

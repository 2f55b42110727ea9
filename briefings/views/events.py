"""What anybody reads of events: the list, the month, the week, and one event."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import User
from briefings.forms.public import PlaceForm, WantedForm
from briefings.models import Event, Material
from briefings.month import Span, month_view, week_view
from briefings.notices import EVENT
from briefings.queries import PlaceView, listed, places_of, public_events
from briefings.states import TAKES_PLACE, EventKind, Interpretation
from briefings.views.doors import announced, visitor
from briefings.views.registering import form_for
from briefings.ways import Way, WayIn, way_in
from deadlines.reckoning import calendar_of
from deadlines.year import FIRST_YEAR, LAST_YEAR

PER_PAGE = 20


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """`?when=past` shows those that are over."""
    form, past = WantedForm(request.GET), request.GET.get("when") == "past"
    found = listed(form.wanted, past=past, at=timezone.now())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "briefings/events.html", _frame(form, "list") | {"page": page, "past": past})


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    try:
        first = date(year, month, 1)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    form = WantedForm(request.GET)
    return render(request, "briefings/month.html", _frame(form, "month") | {"span": _span(form, first, is_month=True)})


@require_safe
def week(request: HttpRequest, year: int, week: int) -> HttpResponse:
    """By the number that the week has in its year (ISO 8601)."""
    try:
        first = date.fromisocalendar(year, week, 1)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    form = WantedForm(request.GET)
    return render(request, "briefings/week.html", _frame(form, "week") | {"span": _span(form, first, is_month=False)})


def _span(form: WantedForm, first: date, *, is_month: bool) -> Span:
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise Http404
    wanted = form.wanted
    zone = wanted.agency.zone if wanted.agency else timezone.get_current_timezone()
    shown = month_view if is_month else week_view
    today = timezone.localdate(timezone=zone)
    return shown(first, public_events(wanted), calendar_of(wanted.agency), today=today, zone=zone)


def _frame(form: WantedForm, view: str) -> dict[str, Any]:
    """What list, month and week have around them."""
    today = timezone.localdate()
    return {"form": form, "agency": form.wanted.agency, "today": today, "topic": EVENT.code, "view": view}


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found, now = announced(pk), timezone.now()
    places = places_of(found)
    user = visitor(request)
    way = way_in(found, user, has_places=bool(places), at=now)
    context: dict[str, Any] = {
        "event": found,
        "speakers": found.speakers.all(),
        "languages": _names(Interpretation, found.languages),
        "interpretation": _names(Interpretation, found.interpretation),
        "places": places if found.state in TAKES_PLACE and found.kind != EventKind.CLOSED_SESSION else [],
        "changes": found.changes.order_by("at", "pk"),
        "has_materials": way.way == Way.HOLDER
        or Material.objects.readable_by(request.user, at=now).filter(event=found).exists(),
        "way": way,
        "place_form": _place_form(found, way, places, user),
        "topic": EVENT.code,
    }
    return render(request, "briefings/event.html", context)


def _names(choices: type[models.TextChoices], codes: Sequence[str]) -> str:
    words = ", ".join(str(choices(code).label) for code in codes)
    return words if (get_language() or "kk").startswith("en") else words.lower()  # only English has capitals here


def _place_form(event: Event, way: WayIn, places: list[PlaceView], user: User | None) -> PlaceForm | None:
    """On the page itself where one click is enough."""
    return form_for(None, event, way, places, user) if way.way in (Way.HOLDER, Way.APPLICANT) else None

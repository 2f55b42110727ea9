"""An event is prepared or changed. Nothing typed is lost, and what stands against it is shown before it is kept."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.access import agencies_where
from agencies.models import Agency
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from briefings.admin.shared import PAGE, find_event
from briefings.clashes import Clash, clashes_of, seats_of
from briefings.forms.office import (
    PREFIX,
    SPEAKERS,
    EventForm,
    PlacesForm,
    SeenForm,
    blank_event,
    places_initial,
    speaker_initial,
)
from briefings.models import Event
from briefings.services import EventMoved, PlacesTaken, save_event
from briefings.services.events import OVER
from briefings.states import PositionKind


class Sheet:
    """The whole form: the event itself, who speaks, the places, and which warnings were seen."""

    def __init__(self, event: Event, source: Event | None, agencies: Any, data: Any, at: datetime) -> None:
        known = event if event.pk else source
        speakers = speaker_initial(known.speakers.all()) if known else []
        places: dict[str, int | None] = {PositionKind.SEAT: None}
        if known:
            places = {row.kind: row.places for row in known.positions.all()}
        self.form = EventForm(data, instance=event, agencies=agencies, at=at)
        self.speakers: Any = SPEAKERS(data, prefix=PREFIX, initial=None if data else speakers)
        self.places = PlacesForm(data, initial=places_initial(places))
        self.seen = SeenForm(data)
        self.clashes: list[Clash] = []

    def is_whole(self) -> bool:
        """All are checked, so that every mistake is told at once."""
        return all([self.form.is_valid(), self.speakers.is_valid(), self.places.is_valid()])

    def is_confirmed(self) -> bool:
        """Whatever stands against it was shown before and confirmed."""
        places = seats_of({str(kind): number for kind, number in self.places.places.items()})
        self.clashes = clashes_of(self.form.instance, speakers=self.speakers.speakers(), seats=places)
        keys = [clash.key for clash in self.clashes]
        is_confirmed = self.seen.covers(keys)
        self.seen = SeenForm(initial={"seen": " ".join(keys)})
        return is_confirmed

    @property
    def has_problems(self) -> bool:
        return self.form.is_bound and any(form.errors for form in self.forms)

    @property
    def forms(self) -> list[Any]:
        """For the summary of what is wrong."""
        return [self.form, *self.speakers.forms, self.places]


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new event (`?copy=7`: like an earlier one), or one that is changed."""
    at, user = timezone.now(), signed_in(request)
    agencies = agencies_where(user, Permission.RUN_EVENTS, at=at)
    if not agencies.exists():
        raise PermissionDenied
    event, source = _draft(request, pk, agencies)
    if pk and (event.state in OVER or not agencies.filter(pk=event.agency_id).exists()):
        return redirect(PAGE, pk)
    data = request.POST if request.method == "POST" else None
    with timezone.override(_agency(event, agencies, data).zone):
        sheet = Sheet(event, source, agencies, data, at)
        if data is not None and sheet.is_whole() and sheet.is_confirmed() and (saved := _save(request, sheet)):
            return redirect(PAGE, saved.pk)
        title = _("Change the event") if pk else _("Prepare an event")
        context = {"title": title, "sheet": sheet, "form": sheet.form, "event": event, "is_new": pk is None}
        return render(request, "admin/briefings/event_form.html", admin.site.each_context(request) | context)


def _save(request: HttpRequest, sheet: Sheet) -> Event | None:
    """None, with the reason in the form, where it cannot be kept."""
    said = {"event": sheet.form.instance, "speakers": sheet.speakers.speakers(), "places": sheet.places.places}
    try:
        return save_event(**said, by=signed_in(request), at=timezone.now())
    except PlacesTaken as taken:
        kind, seated = taken.args
        words = _("%(count)s are registered already: there may be no fewer places of this kind.")
        sheet.places.add_error(f"places_{kind}", words % {"count": seated})
    except EventMoved:
        sheet.form.add_error(None, _("Somebody was faster: the event has changed meanwhile. Open it anew and compare."))
    return None


def _draft(request: HttpRequest, pk: int | None, agencies: Any) -> tuple[Event, Event | None]:
    if pk:
        return find_event(request, pk), None
    source = None
    if request.GET.get("copy", "").isdecimal():
        source = Event.objects.filter(pk=int(request.GET["copy"][:18]), agency__in=agencies).first()
    return blank_event(agencies.first(), signed_in(request), source), source


def _agency(event: Event, agencies: Any, data: Any) -> Agency:
    """Whose time zone the times are typed in."""
    chosen = data.get("agency", "") if data is not None and not event.pk else ""
    found: Agency | None = agencies.filter(pk=int(chosen[:18])).first() if chosen.isdecimal() else None
    return found or event.agency

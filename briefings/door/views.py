"""The door of an event: who comes in and goes out, how many are inside. A plain page, for a phone in one hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accreditation.states import Direction
from agencies.access import can, can_anywhere, owned
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from briefings.figures import figures_of
from briefings.forms.people import DoorForm, PassForm
from briefings.models import Event, Registration, Visit
from briefings.models.events import EventQuerySet
from briefings.registered import at_the_door
from briefings.services import AlreadyThere, NoPlace, NotInside, head_count, record_visit
from briefings.states import TAKES_PLACE, EventState

AHEAD = timedelta(hours=36)  # the doors a guard is shown


@dataclass(frozen=True)
class Said:
    """The answer that fills the screen: word, colour and icon, and who it is about."""

    word: str
    tone: str
    icon: str
    registration: Registration
    detail: str = ""


@require_safe
@login_required
@never_cache
def doors(request: HttpRequest) -> HttpResponse:
    """The events of today and tomorrow at which this person checks."""
    at = timezone.now()
    soon = _manned(request, at).filter(state__in=TAKES_PLACE).between(at - timedelta(hours=12), at + AHEAD)
    events = list(soon.select_related("agency", "room").order_by("starts_at", "pk"))
    return render(request, "briefings/doors.html", {"events": events})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """`?q=` finds people; sending "in" or "out" is answered at once, sent again it is the same visit."""
    at = timezone.now()
    is_on = (*TAKES_PLACE, EventState.HELD)
    event = get_object_or_404(_manned(request, at).filter(state__in=is_on).select_related("agency", "room"), pk=pk)
    said = _pass(request, event, at) if request.method == "POST" else None
    form = DoorForm(request.GET if "q" in request.GET else None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = at_the_door(event, typed, at=at)
    context = {
        "event": event,
        "form": form,
        "typed": typed,
        "found": found,
        "lines": [(line, uuid4()) for line in found.lines],
        "said": said,
        "inside": head_count(event),
        "figures": figures_of([event])[event.pk],
        "takes_walk_ins": event.takes_walk_ins and can(request.user, Permission.RUN_EVENTS, event.agency, at=at),
    }
    with timezone.override(event.agency.zone):
        return render(request, "briefings/door.html", context)


def _manned(request: HttpRequest, at: datetime) -> EventQuerySet:
    if not can_anywhere(request.user, Permission.CHECK_CARDS, at=at):
        raise PermissionDenied
    return Event.objects.filter(owned(request.user, Permission.CHECK_CARDS, at=at))


def _pass(request: HttpRequest, event: Event, at: datetime) -> Said:
    form = PassForm(request.POST)
    key = form.cleaned_data["registration"] if form.is_valid() else None
    known = Registration.objects.filter(event=event).select_related("event__agency", "position", "outlet")
    registration = get_object_or_404(known, pk=key)
    direction = Direction(form.cleaned_data["direction"])
    try:
        record_visit(
            registration=registration,
            direction=direction,
            mark=form.cleaned_data["mark"],
            by=signed_in(request),
            at=at,
        )
    except AlreadyThere as there:
        return Said(pgettext("the gate", "Already inside"), "ask", "soon", registration, _since(event, there.since))
    except NotInside:
        return Said(_("Was not inside"), "ask", "soon", registration)
    except NoPlace:
        return Said(_("No place"), "bad", "missed", registration, str(registration.get_state_display()))
    if direction == Direction.OUT:
        return Said(pgettext("the gate", "Let out"), "good", "in_time", registration)
    return Said(pgettext("the gate", "Let in"), "good", "in_time", registration)


def _since(event: Event, visit: Visit) -> str:
    words = _("Came in at %(time)s, let in by %(person)s")
    return words % {"time": time_format(event.agency.local(visit.at)), "person": visit.by}

"""Events for calendar programs: all of them, those of one agency, one event, and a person's own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import User
from agencies.limits import too_often
from agencies.models import Agency
from briefings.calendars import render_calendar, render_own
from briefings.limits import is_within
from briefings.queries import fed_events, fed_registrations
from briefings.views.doors import announced
from inquiries.feeds import find_reader

QUARTER = "max-age=900"


@conditional_page
@require_safe
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """In the language of its address. Who has it already is told so, by its ETag."""
    if not is_within(request, "event_feed"):
        return too_often(request)
    agency = get_object_or_404(Agency, slug=slug, is_active=True) if slug else None
    name = f"{agency.name}: {_('events')}" if agency else _("Events of press offices")
    shown = render_calendar(fed_events(agency, at=timezone.now()), name=name, language=get_language() or "kk")
    return _answer(shown, "inline", f"public, {QUARTER}")


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, to be put into a calendar once."""
    if not is_within(request, "event_feed"):
        return too_often(request)
    event = announced(pk)
    shown = render_calendar([event], name=event.name, language=get_language() or "kk")
    return _answer(shown, "attachment", "no-cache")


@conditional_page
@require_safe
def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which come without an account and without a language."""
    if not is_within(request, "event_feed") or not is_within(request, "event_calendar", token):
        return too_often(request)
    reader = find_reader(token)
    if reader is None:
        raise Http404
    response = _answer(_own(reader), "inline", f"private, {QUARTER}")
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _own(reader: User) -> bytes:
    return render_own(fed_registrations(reader, at=timezone.now()), language=reader.language)


def _answer(shown: bytes, disposition: str, cached: str) -> HttpResponse:
    headers = {"Cache-Control": cached, "Content-Disposition": f'{disposition}; filename="events.ics"'}
    return HttpResponse(shown, content_type="text/calendar; charset=utf-8", headers=headers)

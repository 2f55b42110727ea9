"""A registration, opened by its secret: where it stands, a kept place accepted, and withdrawal. And one's own list."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from briefings import services
from briefings.calendars import render_invitation
from briefings.models import Registration
from briefings.queries import own_registrations, place_in_line
from briefings.states import REGISTRATION_LIFECYCLE, TAKES_PLACE, RegistrationState
from briefings.views.doors import SignedInRequest, behind_the_secret, writer
from inquiries.models import CalendarFeed

PER_PAGE = 25


@behind_the_secret
def registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    """POST accepts the place that is kept."""
    if request.method != "POST":
        return _page(request, registration)
    try:
        services.accept_place(registration=registration, by=writer(request, registration), at=timezone.now())
    except services.RegistrationMoved:
        registration.refresh_from_db()
        return _page(request, registration, is_too_late=True)
    messages.success(request, _("The place is yours. A letter with the date for your calendar is on its way."))
    return redirect(registration)


def _page(request: HttpRequest, registration: Registration, *, is_too_late: bool = False) -> HttpResponse:
    state, now = RegistrationState(registration.state), timezone.now()
    until_at = registration.offer_until_at if state == RegistrationState.OFFERED else None
    context = {
        "registration": registration,
        "event": registration.event,
        "offer_until_at": until_at if until_at and until_at >= now else None,
        "place_in_line": place_in_line(registration) if state == RegistrationState.WAITING else None,
        "may_withdraw": _may_withdraw(registration),
        "is_too_late": is_too_late,
    }
    status = HTTPStatus.CONFLICT if is_too_late else HTTPStatus.OK
    return render(request, "briefings/registration.html", context, status=status)


def _may_withdraw(registration: Registration) -> bool:
    """Until the event is over."""
    goes_on = registration.event.state in TAKES_PLACE
    return goes_on and REGISTRATION_LIFECYCLE.allows("withdraw", RegistrationState(registration.state))


@behind_the_secret
def withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Asks before it acts."""
    if not _may_withdraw(registration):
        return redirect(registration)
    if request.method == "POST":
        try:
            services.withdraw_registration(
                registration=registration, by=writer(request, registration), at=timezone.now()
            )
        except services.RegistrationMoved:
            messages.warning(request, _("Your registration has just changed. Look at it again."))
        else:
            messages.success(request, _("You have withdrawn. The place goes to the next in line."))
        return redirect(registration)
    context = {"registration": registration, "event": registration.event}
    return render(request, "briefings/withdraw.html", context)


@behind_the_secret
def invitation(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The date for one's calendar, as it came with the letter."""
    headers = {"Content-Disposition": 'attachment; filename="event.ics"'}
    return HttpResponse(render_invitation(registration), content_type="text/calendar; charset=utf-8", headers=headers)


@login_required
@require_safe
@never_cache
def mine(request: SignedInRequest) -> HttpResponse:
    """`?when=past` shows those that are over."""
    past = request.GET.get("when") == "past"
    found = own_registrations(request.user.pk, past=past, at=timezone.now())
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = settings.SITE_URL + reverse("calendar_events", args=[feed.token]) if feed else ""
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "briefings/mine.html", {"page": page, "past": past, "calendar_url": address})

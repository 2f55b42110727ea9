"""The cabinet: a person's own questions, and the calendar they subscribe to."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from agencies.limits import too_often
from inquiries import cabinet, services
from inquiries.feeds import find_reader, render_feed
from inquiries.limits import is_within
from inquiries.models import CalendarFeed

PER_PAGE = 25


class SignedInRequest(HttpRequest):
    user: User


@login_required
@require_safe
@never_cache
def mine(request: SignedInRequest) -> HttpResponse:
    """`?show=open` or `ended`; anything else shows all."""
    asked, now = request.GET.get("show", ""), timezone.now()
    show = cabinet.Show(asked) if asked in cabinet.Show.values else cabinet.Show.ALL
    page = Paginator(cabinet.asked_by(request.user, show), PER_PAGE).get_page(request.GET.get("page"))
    feed = CalendarFeed.objects.filter(user=request.user).first()
    context = {
        "page": page,
        "own": cabinet.own_inquiries(list(page.object_list), at=now),
        "waiting": cabinet.open_questions(request.user),
        "show": show,
        "shows": cabinet.Show,
        "calendar_url": settings.SITE_URL + feed.get_absolute_url() if feed else "",
    }
    return render(request, "inquiries/mine.html", context)


@login_required
@require_POST
def calendar(request: SignedInRequest) -> HttpResponse:
    """Make the address of the calendar, or close it; who wants another one does both."""
    if "close" in request.POST:
        services.close_feed(by=request.user, at=timezone.now())
        messages.success(request, _("The address of the calendar is closed. Nobody can use it any more."))
    else:
        services.open_feed(by=request.user, at=timezone.now())
        messages.success(request, _("Your calendar has an address. Add it to your calendar program."))
    return redirect("inquiries:mine")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which come without an account and without a language."""
    if not is_within(request, "lookup") or not is_within(request, "calendar", token):
        return too_often(request)
    reader = find_reader(token)
    if reader is None:
        raise Http404
    headers = {
        "Cache-Control": "private, max-age=900",
        "Content-Disposition": 'inline; filename="answers.ics"',
        "X-Robots-Tag": "noindex, nofollow",
    }
    return HttpResponse(
        render_feed(reader, at=timezone.now()), content_type="text/calendar; charset=utf-8", headers=headers
    )

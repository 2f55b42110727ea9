"""Where signing in leads."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from agencies import access
from agencies.middleware import WANTED
from agencies.states import Permission


@require_safe
@login_required
def after_login(request: HttpRequest) -> HttpResponse:
    """The head to what waits for a decision, a unit to what it was asked, a guard to the gate, other staff to their
    work, everybody else to their own questions."""
    return redirect(request.session.pop(WANTED, None) or start_page(request))


def start_page(request: HttpRequest) -> str:
    user = request.user
    may = access.permissions_of(user, at=timezone.now())
    is_installer = isinstance(user, User) and user.is_superuser
    if Permission.INSTRUCT in may and not is_installer:
        return "dashboards:head"
    if Permission.USE_ADMIN in may:
        return "admin:index"
    if Permission.CHECK_CARDS in may:
        return "gate:gates"
    return "inquiries:unit_requests" if Permission.SUPPLY_FACTS in may else "inquiries:mine"


def admin_login(request: HttpRequest) -> HttpResponse:
    """Stands in for the admin's own sign-in page: one door, with its second factor, for everybody."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

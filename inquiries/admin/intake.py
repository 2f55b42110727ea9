"""Register an inquiry: what came by telephone, at the counter, by post or from e-Otinish."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from agencies.access import agencies_where
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from inquiries.forms.intake import IntakeForm


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Whatever stands in the way, the page comes back with all that was typed and every file."""
    at, user = timezone.now(), signed_in(request)
    agencies = agencies_where(user, Permission.ANSWER_INQUIRIES, at=at)
    if not agencies.exists():
        raise PermissionDenied
    if request.method == "POST":
        form = IntakeForm(request.POST, request.FILES, agencies=agencies, at=at)
        if form.is_valid():
            return _taken_in(request, form, user)
        form.keep_files(at=at)
    else:
        form = IntakeForm(agencies=agencies, at=at, initial={"language": user.language})
    context = {"title": _("Register an inquiry"), "form": form}
    return render(request, "admin/inquiries/intake.html", admin.site.each_context(request) | context)


def _taken_in(request: HttpRequest, form: IntakeForm, user: User) -> HttpResponse:
    inquiry, is_new = form.register(user)
    form.forget_files()
    number = {"number": inquiry.number}
    if not is_new:
        messages.warning(request, _("It was registered before, as %(number)s. Nothing was added.") % number)
    else:
        messages.success(request, _("%(number)s is registered. The receipt slip can be printed below.") % number)
    return redirect("admin:inquiries_case", inquiry.agency.slug, inquiry.number)

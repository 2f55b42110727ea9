"""The applicant's place: where they stand and why, and the button that accepts a place. The secret is the right."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accreditation.models import Application
from accreditation.queries import application_view
from accreditation.services import ApplicationMoved, UnlawfulMove
from accreditation.services.promoting import accept_place


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    known = Application.objects.select_related("agency", "intake__agency", "outlet", "pool")
    application = get_object_or_404(known, number=number, secret=secret)
    if request.method != "POST":
        return _page(request, application)
    # Who holds the address acts for the applicant, unless they are signed in as the applicant.
    mine = isinstance(request.user, User) and request.user.pk in (application.applicant_id, application.submitted_by_id)
    try:
        accept_place(application=application, by=request.user if mine else None, at=timezone.now())  # type: ignore[arg-type]
    except (UnlawfulMove, ApplicationMoved):
        application.refresh_from_db()
        return _page(request, application, is_too_late=True)
    messages.success(request, _("The place is yours. Your application is now decided."))
    return redirect(application)


def _page(request: HttpRequest, application: Application, *, is_too_late: bool = False) -> HttpResponse:
    context = {"view": application_view(application, at=timezone.now()), "is_too_late": is_too_late}
    status = HTTPStatus.CONFLICT if is_too_late else HTTPStatus.OK
    return render(request, "accreditation/place.html", context, status=status)

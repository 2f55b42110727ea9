"""Who may come in, and how often."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accreditation.limits import is_within
from accreditation.models import Application, ApplicationDraft, Intake
from accreditation.services.moving import KNOWN
from agencies.limits import too_often
from kernel.references import is_reference

Page = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    user: User


def visitor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def on_a_draft(*, is_list: bool) -> Callable[[Page], Page]:
    """A page of one's own unfinished application; who has none begins with the intake."""

    def guard(view: Page) -> Page:
        @wraps(view)
        @login_required
        @never_cache
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            drafts = ApplicationDraft.objects.of(request.user).select_related("intake__agency", "intake__rules", "user")
            draft = drafts.filter(intake=pk, is_list=is_list).first()
            if draft is None:
                get_object_or_404(Intake.objects.announced(), pk=pk)
                return redirect("accreditation:apply", pk)
            if not Intake.objects.accepting(at=timezone.now()).filter(pk=pk).exists():
                return render(request, "accreditation/apply/closed.html", {"draft": draft}, status=HTTPStatus.GONE)
            return view(request, draft, **kwargs)

        return guarded

    return guard


def behind_the_secret(view: Page) -> Page:
    """A page to read."""
    return require_safe(_guarded(view))


def written_behind_the_secret(view: Page) -> Page:
    """A page with a form; what is sent counts more strictly than what is read."""
    return require_http_methods(["GET", "HEAD", "POST"])(_guarded(view))


def for_its_people(view: Page) -> Page:
    """Photograph and documents: for the person and for whoever sent the application; the secret alone is not enough."""

    @wraps(view)
    def guarded(request: HttpRequest, application: Application, **kwargs: Any) -> HttpResponseBase:
        reader = visitor(request)
        if reader is None or not is_of(application, reader):
            raise Http404
        return view(request, application, reader=reader, **kwargs)

    return behind_the_secret(guarded)


def is_of(application: Application, user: User | None) -> bool:
    """Whether it is theirs, or they sent it."""
    return user is not None and user.pk in (application.applicant_id, application.submitted_by_id)


def writer(request: HttpRequest, application: Application) -> User | None:
    """Whose name stands under what is written: whoever else has the secret has no name here."""
    user = visitor(request)
    return user if is_of(application, user) else None


def find_application(number: str, secret: str) -> Application | None:
    """By number and secret, compared in constant time. Two agencies may have given the same number."""
    if not is_reference(number):
        return None
    found = Application.objects.filter(number=number).select_related(*KNOWN)
    return next((row for row in found if constant_time_compare(row.secret, secret)), None)


def _guarded(view: Page) -> Page:
    """Number and secret open it; anything else is one and the same page that is not there."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, number: str, secret: str, **kwargs: Any) -> HttpResponseBase:
        if not is_within(request, "application_reply" if request.method == "POST" else "application_page"):
            return too_often(request)
        application = find_application(number, secret)
        if application is None:
            raise Http404
        response = view(request, application, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded

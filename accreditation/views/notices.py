"""Notices to the accredited, for them alone (MM 28(2))."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accreditation.models import Notice
from agencies.scoped_admin import signed_in
from documents.downloads import file_response

PER_PAGE = 25


@require_safe
@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    found = Notice.objects.readable_by(signed_in(request), at=timezone.now()).select_related("agency")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accreditation/notices.html", {"page": page})


@require_safe
@never_cache
@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    files = list(found.files.select_related("file"))
    return render(request, "accreditation/notice.html", {"notice": found, "files": files})


@require_safe
@never_cache
@login_required
def file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    found = get_object_or_404(_find(request, pk).files.select_related("file__agency"), pk=file)
    return file_response(found.file, by=signed_in(request), at=timezone.now())


def _find(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(
        Notice.objects.readable_by(signed_in(request), at=timezone.now()).select_related("agency__parent"), pk=pk
    )

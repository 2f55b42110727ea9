"""Whether a document is ours: open to anybody who holds one, and silent about everything personal."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies.limits import too_often
from documents.forms import CodeForm, CopyForm, code_of
from documents.limits import is_within
from documents.verification import Verified, find_document


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Type the code of a document."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("documents:verify", form.cleaned_data["code"])
    return render(request, "documents/verify_code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know of the document, by its own template; a copy is compared and not kept."""
    if not is_within(request, "copy" if request.method == "POST" else "verify"):
        return too_often(request)
    verified = find_document(code_of(code), at=timezone.now())
    if verified is None:
        unknown = {"form": CodeForm(initial={"code": code_of(code)})}
        return render(request, "documents/verify_unknown.html", unknown, status=HTTPStatus.NOT_FOUND)
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    context: dict[str, Any] = {"verified": verified, "form": form if verified.digests else None}
    if verified.digests and form.is_valid():
        context |= {"is_compared": True, "same": _same(form.cleaned_data["copy"], verified)}
    return render(request, verified.template, context)


def _same(sha256: str, verified: Verified) -> int | None:
    """Which of the files the copy is: 0 the document itself, then its files; None for no one."""
    return next((place for place, digest in enumerate(verified.digests) if digest == sha256), None)

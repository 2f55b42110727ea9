"""What an event leaves behind, and its press kit: read by whom the one query set lets read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from briefings.models import EmbargoPromise, Material
from briefings.services.materials import NotAccredited, note_early_reading, promise_embargo
from briefings.services.registering import held_accreditation
from briefings.views.doors import SignedInRequest, announced, visitor
from documents.downloads import file_response


@require_safe
@never_cache
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything this reader may read now. That more is to come under an embargo only the accredited are told."""
    event, at, user = announced(pk), timezone.now(), visitor(request)
    found = Material.objects.readable_by(request.user, at=at).filter(event=event)
    kept = Material.objects.approved().filter(event=event, embargo_until_at__gt=at)
    is_accredited = held_accreditation(event, user, at=at) is not None
    has_promised = is_accredited and EmbargoPromise.objects.filter(event=event, user=user).exists()
    context = {
        "event": event,
        "materials": found.select_related("file"),
        "embargo_until_at": kept.order_by("-embargo_until_at").values_list("embargo_until_at", flat=True).first()
        if is_accredited
        else None,
        "may_promise": is_accredited and not has_promised,
        "now": at,
    }
    return render(request, "briefings/materials.html", context)


@login_required
@require_POST
def promise(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        promise_embargo(event=announced(pk), by=request.user, at=timezone.now())
    except NotAccredited:
        raise Http404 from None
    messages.success(request, _("Thank you. You can read the materials now, and publish them from their moment on."))
    return redirect("briefings:materials", pk)


@require_safe
@never_cache
def material(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """A text, such as a transcript."""
    found = _readable(request, pk, material)
    if not found.text:
        raise Http404
    return render(request, "briefings/material.html", {"event": found.event, "material": found, "now": timezone.now()})


@require_safe
@never_cache
def material_file(request: HttpRequest, pk: int, material: int) -> HttpResponseBase:
    found = _readable(request, pk, material)
    if found.file is None:
        raise Http404
    return file_response(found.file, by=visitor(request), at=timezone.now())


def _readable(request: HttpRequest, pk: int, material: int) -> Material:
    at, user = timezone.now(), visitor(request)
    rows = Material.objects.readable_by(request.user, at=at).select_related("event__agency", "file__agency")
    found: Material = get_object_or_404(rows, event=pk, pk=material)
    if user:
        note_early_reading(found, by=user, at=at)
    return found

"""Two outlets side by side, merged by a person; and what was merged, with the way back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accreditation.models import Accreditation, Application, Merge, Outlet
from accreditation.register.outlet_page import label_of, side_by_side, words_of
from accreditation.services.merging import AppliedForBoth, MergeMoved, merge_outlets, undo_merge
from accreditation.services.outlets import OutletMerged
from agencies.scoped_admin import permissions, signed_in
from agencies.states import Permission


@require_http_methods(["GET", "HEAD", "POST"])
def same(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Side by side; sending says which of the two is kept."""
    _require_keeper(request)
    if pk == other:
        raise Http404
    first, second = (get_object_or_404(Outlet.objects.standing(), pk=key) for key in (pk, other))
    ways = {str(first.pk): (first, second), str(second.pk): (second, first)}
    chosen = ways.get(request.POST.get("keep", ""))
    if chosen and _merge(request, *chosen):
        return redirect("admin:accreditation_outlet_change", chosen[0].pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Are these the same outlet?"),
        "first": first,
        "second": second,
        "pairs": side_by_side(first, second),
        "counts": [_counts(outlet) for outlet in (first, second)],
    }
    return render(request, "admin/accreditation/same.html", context)


def _merge(request: HttpRequest, keep: Outlet, gone: Outlet) -> bool:
    try:
        merge_outlets(keep=keep, other=gone, by=signed_in(request), at=timezone.now())
    except AppliedForBoth as refused:
        words = _("One person has applied for both in one intake of %(agency)s. One of the two is decided first.")
        messages.error(request, words % {"agency": refused.agency})
        return False
    except OutletMerged:
        messages.error(request, _("Somebody was faster: one of the two is merged already."))
        return False
    messages.success(request, _("Merged. You can see what went over, and undo it, below."))
    return True


def _counts(outlet: Outlet) -> dict[str, int]:
    return {
        "applications": Application.objects.filter(outlet=outlet).count(),
        "accreditations": Accreditation.objects.filter(outlet=outlet).count(),
        "engagements": outlet.engagements.filter(ended_at=None).count(),
        "editors": outlet.editors.filter(ended_at=None).count(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def merged(request: HttpRequest, pk: int) -> HttpResponse:
    """What went over; sending undoes it."""
    _require_keeper(request)
    merge = get_object_or_404(Merge.objects.select_related("kept", "other", "by", "undone_by"), pk=pk)
    if "undo" in request.POST:
        try:
            undo_merge(merge=merge, by=signed_in(request), at=timezone.now())
            messages.success(request, _("Undone: they are two outlets again."))
        except MergeMoved:
            messages.error(request, _("This is undone already, or a later merging has to be undone first."))
        return redirect("admin:accreditation_outlet_change", merge.kept_id)
    context = {
        **admin.site.each_context(request),
        "title": _("What was merged"),
        "merge": merge,
        "counts": {name: len(keys) for name, keys in merge.moved.items()},
        "ended": sum(len(keys) for keys in merge.ended.values()),
        "filled": [(label_of(name), words_of(name, value)) for name, value in merge.filled.items()],
        "pairs": side_by_side(merge.kept, merge.other),
    }
    return render(request, "admin/accreditation/merged.html", context)


def _require_keeper(request: HttpRequest) -> None:
    if Permission.KEEP_OUTLETS not in permissions(request):
        raise PermissionDenied

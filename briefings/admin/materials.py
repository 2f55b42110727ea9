"""Materials of an event: added by one, approved by another, withdrawn at once."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import can, require
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from briefings.admin.shared import find_event
from briefings.forms.materials import MaterialForm
from briefings.models import Event, Material
from briefings.services.materials import (
    MaterialMoved,
    OwnMaterial,
    add_material,
    approve_material,
    withdraw_material,
)
from documents.downloads import file_response

LIST = "admin:briefings_event_materials"


@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """POST adds one."""
    event, at = find_event(request, pk), timezone.now()
    if request.method != "POST":
        return _page(request, event, MaterialForm())
    if not can(request.user, Permission.RUN_EVENTS, event.agency, at=at):
        raise PermissionDenied
    with timezone.override(event.agency.zone):
        form = MaterialForm(request.POST, request.FILES)
        is_whole = form.is_valid()
    if not is_whole:
        form.keep_files(at=at)
        return _page(request, event, form)
    upload = next(iter(form.uploads), None)
    add_material(material=form.material(event), upload=upload, by=signed_in(request), at=at)
    form.forget_files()
    messages.success(request, _("Added. It is public once somebody else has approved it."))
    return redirect(LIST, pk)


@require_POST
def approve(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    found = _find(request, pk, material)
    try:
        approve_material(material=found, by=signed_in(request), at=timezone.now())
        messages.success(request, _("Approved."))
    except OwnMaterial:
        messages.error(request, _("You added it yourself: somebody else approves it."))
    except MaterialMoved:
        messages.error(request, _("Somebody was faster: it is approved, or withdrawn, already."))
    return redirect(LIST, pk)


@require_POST
def withdraw(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    found = _find(request, pk, material)
    if not can(request.user, Permission.RUN_EVENTS, found.event.agency, at=timezone.now()):
        raise PermissionDenied
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        messages.error(request, _("Say why it is withdrawn. Nothing was done."))
        return redirect(LIST, pk)
    try:
        withdraw_material(material=found, reason=reason, by=signed_in(request), at=timezone.now())
        messages.success(request, _("Withdrawn: nobody outside reads it any more."))
    except MaterialMoved:
        messages.error(request, _("Somebody was faster: it is approved, or withdrawn, already."))
    return redirect(LIST, pk)


@require_safe
def material_file(request: HttpRequest, pk: int, material: int) -> HttpResponseBase:
    at, found = timezone.now(), _find(request, pk, material)
    authority = require(signed_in(request), Permission.VIEW_EVENTS, found.event.agency, at=at)
    if found.file is None:
        return redirect(LIST, pk)
    return file_response(found.file, by=authority, at=at)


def _find(request: HttpRequest, pk: int, material: int) -> Material:
    event = find_event(request, pk)
    rows = Material.objects.select_related("event__agency", "file__agency")
    found: Material = get_object_or_404(rows, event=event, pk=material)
    return found


def _page(request: HttpRequest, event: Event, form: MaterialForm) -> HttpResponse:
    at = timezone.now()
    context = {
        "title": _("Materials"),
        "event": event,
        "form": form,
        "materials": event.materials.select_related("file", "added_by", "approved_by").order_by("-pk"),
        "runs": can(request.user, Permission.RUN_EVENTS, event.agency, at=at),
        "approves": can(request.user, Permission.APPROVE_EVENTS, event.agency, at=at),
        "now": at,
    }
    with timezone.override(event.agency.zone):
        context = admin.site.each_context(request) | context
        return render(request, "admin/briefings/materials.html", context, status=HTTPStatus.OK)

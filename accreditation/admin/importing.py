"""Extracts of the official register: uploaded, columns named, looked through, decided, confirmed."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accreditation.admin.shared import SharedAdmin
from accreditation.forms.importing import OTHER_KIND, ColumnsForm, DecideForm, UploadForm
from accreditation.models import ImportRow, Outlet, RegisterImport
from accreditation.register import preview
from accreditation.register.files import XLSX, template_file
from accreditation.register.states import RUNNING, ImportState, RowVerdict
from accreditation.services.importing import (
    AT_ONCE,
    CannotBe,
    ExtractMoved,
    advance_extract,
    confirm_extract,
    decide_row,
    discard_extract,
    name_columns,
    upload_extract,
)
from agencies.access import day_of
from agencies.scoped_admin import permissions, signed_in
from agencies.states import Permission

PAGE = "admin:accreditation_registerimport_change"
AGAIN_AFTER = 5  # seconds, while it runs


def upload(request: HttpRequest) -> HttpResponse:
    _require_keeper(request)
    at = timezone.now()
    form = UploadForm(request.POST or None, request.FILES or None, today=day_of(at))
    if request.method == "POST" and form.is_valid():
        said = {"name": form.cleaned_data["file"].name, "table": form.table, "as_of": form.cleaned_data["as_of"]}
        extract = upload_extract(**said, by=signed_in(request), at=at)
        return redirect(PAGE, extract.pk)
    context = {**admin.site.each_context(request), "title": _("Upload an extract of the official register")}
    return render(request, "admin/accreditation/import/upload.html", context | {"form": form})


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    _require_keeper(request)
    disposition = {"Content-Disposition": 'attachment; filename="outlets.xlsx"'}
    return HttpResponse(template_file(), content_type=XLSX, headers=disposition)


@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    extract = _extract(request, pk)
    form = ColumnsForm(request.POST, extract=extract)
    if not form.is_valid():
        return _page(request, extract, {"form": form})

    def start() -> None:
        said = {"columns": form.columns, "other_kind": form.cleaned_data[OTHER_KIND]}
        name_columns(extract=extract, **said, by=signed_in(request), at=timezone.now())

    return _start(request, extract, start)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    extract = _extract(request, pk)
    return _start(request, extract, lambda: confirm_extract(extract=extract, by=signed_in(request), at=timezone.now()))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    extract = _extract(request, pk)
    try:
        discard_extract(extract=extract, by=signed_in(request), at=timezone.now())
    except ExtractMoved:
        messages.error(request, _("Somebody was faster: nothing was changed."))
    return redirect("admin:accreditation_registerimport_changelist")


@require_POST
def decide(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    found = get_object_or_404(ImportRow.objects.select_related("extract"), extract=_extract(request, pk), pk=row)
    outlets = Outlet.objects.in_bulk(found.candidates)
    form = DecideForm(request.POST, row=found, outlets=outlets, prefix=f"row-{found.pk}")
    if form.is_valid():
        try:
            decide_row(row=found, **form.decision, by=signed_in(request), at=timezone.now())
        except (ExtractMoved, CannotBe):
            messages.error(request, _("Somebody was faster: nothing was changed."))
    response = redirect(PAGE, pk)
    response["Location"] += f"?show={RowVerdict.DOUBTFUL}#row-{row}"
    return response


def _start(request: HttpRequest, extract: RegisterImport, begin: Callable[[], object]) -> HttpResponse:
    """What is short runs to its end before the page comes back; the rest is for the sweep."""
    try:
        begin()
    except ExtractMoved:
        messages.error(request, _("Somebody was faster: nothing was changed."))
    if extract.total <= AT_ONCE:
        advance_extract(pk=extract.pk, at=timezone.now())
    return redirect(PAGE, extract.pk)


def _page(request: HttpRequest, extract: RegisterImport, more: dict[str, Any] | None = None) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": extract.name, "extract": extract, "opts": extract._meta}
    if extract.state in RUNNING:
        response = render(request, "admin/accreditation/import/running.html", context)
        response["Refresh"] = str(AGAIN_AFTER)
        return response
    if extract.state == ImportState.UPLOADED or more:
        sample = list(extract.rows.order_by("line")[:3])
        context |= {"form": ColumnsForm(extract=extract), "sample": sample} | (more or {})
        return render(request, "admin/accreditation/import/columns.html", context)
    return render(request, "admin/accreditation/import/preview.html", context | _preview(request, extract))


def _preview(request: HttpRequest, extract: RegisterImport) -> dict[str, Any]:
    tabs = preview.tabs(extract, "")
    first = next((tab.code for tab in tabs if tab.count), RowVerdict.NEW.value)
    chosen = request.GET.get("show", first)
    chosen = chosen if chosen in RowVerdict.values else first
    page, rows = preview.page_of(extract, chosen, request.GET.get("page"))
    return {
        "tabs": preview.tabs(extract, chosen),
        "chosen": chosen,
        "page": page,
        "rows": rows,
        "to_write": ImportRow.objects.to_write(extract).count(),
        "may_rename": not extract.rows.exclude(written_at=None).exists(),
        "columns_form": ColumnsForm(extract=extract),
        "is_open": extract.state == ImportState.COMPARED,
    }


def _extract(request: HttpRequest, pk: int) -> RegisterImport:
    _require_keeper(request)
    return get_object_or_404(RegisterImport.objects.select_related("made_by", "confirmed_by"), pk=pk)


def _require_keeper(request: HttpRequest) -> None:
    if Permission.KEEP_OUTLETS not in permissions(request):
        raise PermissionDenied


@admin.register(RegisterImport)
class RegisterImportAdmin(SharedAdmin):
    view_permission = change_permission = Permission.KEEP_OUTLETS
    list_display = ["name", "as_of", "state", "total", "made_at", "made_by", "confirmed_by"]
    list_select_related = ["made_by", "confirmed_by"]
    list_filter = ["state"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Name of the file")

    def get_urls(self) -> list[URLPattern]:
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("template.xlsx", template, "import_template"),
            ("<int:pk>/columns/", columns, "import_columns"),
            ("<int:pk>/confirm/", confirm, "import_confirm"),
            ("<int:pk>/discard/", discard, "import_discard"),
            ("<int:pk>/rows/<int:row>/", decide, "import_decide"),
        ]
        wrap = self.admin_site.admin_view
        return [path(route, wrap(view), name=f"accreditation_{name}") for route, view, name in own] + super().get_urls()

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return upload(request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not object_id.isdecimal():
            return redirect("admin:accreditation_registerimport_changelist")
        return _page(request, _extract(request, int(object_id)))

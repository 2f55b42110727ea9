"""The register of outlets: the list, and the page of one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accreditation.admin import merging
from accreditation.admin.shared import SharedAdmin
from accreditation.forms.outlets import EndEditorForm, LookUpForm, OutletForm
from accreditation.models import OUTLET_SEARCHED, Editor, Outlet
from accreditation.register.outlet_page import outlet_page
from accreditation.register.values import tidy
from accreditation.services import end_editor, suspend_of_outlet
from accreditation.services.outlets import EditorMoved, confirm_editor, look_up_outlet, save_outlet
from accreditation.states import STOPPED, RegisterStatus
from agencies.access import agencies_where, day_of
from agencies.scoped_admin import permissions, signed_in
from agencies.states import Permission

Lookups = list[tuple[str, str]]
STALE_AFTER = (30, 90, 365)  # days


class LookedUpFilter(admin.SimpleListFilter):
    title = gettext_lazy("looked up")
    parameter_name = "looked_up"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        stale = [(str(days), _("not for %(days)s days") % {"days": days}) for days in STALE_AFTER]
        return [*stale, ("never", _("never"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "never":
            return queryset.filter(register_checked_on=None)
        if self.value() in [str(days) for days in STALE_AFTER]:
            limit = day_of(timezone.now()) - timedelta(days=int(self.value() or 0))
            return queryset.filter(Q(register_checked_on=None) | Q(register_checked_on__lt=limit))
        return queryset


class ClaimFilter(admin.SimpleListFilter):
    title = gettext_lazy("editors")
    parameter_name = "editors"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("wait", _("somebody waits to be confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        claims = Editor.objects.filter(confirmed_at=None, ended_at=None)
        return queryset.filter(pk__in=claims.values("outlet")) if self.value() == "wait" else queryset


class MergedFilter(admin.SimpleListFilter):
    """Those that were merged into another are shown to whoever asks for them."""

    title = gettext_lazy("merged into another")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("yes", _("show these alone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(merged_into__isnull=self.value() != "yes")


@admin.display(description=gettext_lazy("name"), ordering="name_ru")
def name(outlet: Outlet) -> str:
    return f"{outlet.name} ({_('foreign')})" if outlet.is_foreign else outlet.name


@require_POST
def look_up(request: HttpRequest, pk: int) -> HttpResponse:
    outlet, form = _outlet(request, pk), LookUpForm(request.POST)
    if form.is_valid():
        status = RegisterStatus(form.cleaned_data["status"])
        look_up_outlet(outlet=outlet, status=status, by=signed_in(request), at=timezone.now())
        messages.success(request, _("Noted: looked up today."))
    return redirect("admin:accreditation_outlet_change", pk)


@require_POST
def confirm(request: HttpRequest, pk: int, editor: int) -> HttpResponse:
    return _settle(request, pk, editor, confirm_editor, _("Confirmed. The person has been told."))


@require_POST
def end(request: HttpRequest, pk: int, editor: int) -> HttpResponse:
    form = EndEditorForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _settle(request, pk, editor, end_editor, _("Ended. The person has been told."), reason=reason)


@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Every accreditation in force of a stopped outlet, where this person decides; each gets its letter."""
    at, user = timezone.now(), signed_in(request)
    outlet = get_object_or_404(Outlet.objects.filter(register_status__in=STOPPED), pk=pk)
    agencies = agencies_where(user, Permission.DECIDE_ACCREDITATION, at=at)
    reason = tidy(request.POST.get("reason", ""))[:2_000]
    if not agencies.exists():
        raise PermissionDenied
    if not reason:
        messages.error(request, _("Write the reason: the court, the decision and its date."))
        return redirect("admin:accreditation_outlet_change", pk)
    count = sum(suspend_of_outlet(outlet=outlet, agency=each, reason=reason, by=user, at=at) for each in agencies)
    words = ngettext("%(count)s accreditation is suspended.", "%(count)s accreditations are suspended.", count)
    messages.success(request, words % {"count": count})
    return redirect("admin:accreditation_outlet_change", pk)


def _settle(
    request: HttpRequest, pk: int, editor: int, service: Callable[..., Editor], words: str, **said: str
) -> HttpResponse:
    found = get_object_or_404(Editor.objects.select_related("user", "outlet"), outlet=_outlet(request, pk), pk=editor)
    try:
        service(editor=found, by=signed_in(request), at=timezone.now(), **said)
        messages.success(request, words)
    except EditorMoved:
        messages.error(request, _("Somebody was faster, or the claim is your own: nothing was changed."))
    return redirect("admin:accreditation_outlet_change", pk)


def _outlet(request: HttpRequest, pk: int) -> Outlet:
    if Permission.KEEP_OUTLETS not in permissions(request):
        raise PermissionDenied
    return get_object_or_404(Outlet.objects.standing(), pk=pk)


@admin.register(Outlet)
class OutletAdmin(SharedAdmin):
    view_permission = Permission.VIEW_ACCREDITATION
    change_permission = Permission.KEEP_OUTLETS
    form = OutletForm
    search_fields = OUTLET_SEARCHED
    list_display = [name, "kind", "certificate_number", "register_status", "register_checked_on"]
    list_filter = [
        *("register_status", LookedUpFilter, "kind", "is_foreign"),
        *(ClaimFilter, MergedFilter),
    ]
    fieldsets = [
        (None, {"fields": ["name_kk", "name_ru", "name_en", "kind", "languages", "is_foreign"]}),
        (
            gettext_lazy("In the official register"),
            {"fields": ["certificate_number", "certificate_on", "bin", "owner", "territory", "is_nationwide"]},
        ),
        (gettext_lazy("Contacts"), {"fields": ["chief_editor", "address", "email", "phone", "site"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was merged is read alone."""
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("merged_into", "register_checked_by")

    def get_urls(self) -> list[URLPattern]:
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("<int:pk>/look-up/", look_up, "outlet_look_up"),
            ("<int:pk>/editors/<int:editor>/confirm/", confirm, "outlet_confirm_editor"),
            ("<int:pk>/editors/<int:editor>/end/", end, "outlet_end_editor"),
            ("<int:pk>/suspend/", suspend, "outlet_suspend"),
            ("<int:pk>/same/<int:other>/", merging.same, "outlet_same"),
            ("merged/<int:pk>/", merging.merged, "outlet_merge"),
        ]
        wrap = self.admin_site.admin_view
        pages = [path(route, wrap(view), name=f"accreditation_{called}") for route, view, called in own]
        return pages + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        sees_numbers = self.view_permission in permissions(request)
        return super().changelist_view(request, {"sees_numbers": sees_numbers, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        outlet = self.get_object(request, object_id)
        more: dict[str, Any] = extra_context or {}
        if outlet and self.has_view_permission(request, outlet):
            more["page"] = outlet_page(outlet, signed_in(request), at=timezone.now())
            more["look_up_form"] = LookUpForm(initial={"status": outlet.register_status})
            more["end_form"] = EndEditorForm(auto_id=False)
            more["may_suspend"] = Permission.DECIDE_ACCREDITATION in permissions(request)
            more["may_keep"] = self.has_change_permission(request, outlet)
        return super().change_view(request, object_id, form_url, more)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_outlet(outlet=obj, by=signed_in(request), at=timezone.now())

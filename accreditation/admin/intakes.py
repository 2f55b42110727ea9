"""Intakes: prepared with a preview of their days, announced, cancelled, copied."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accreditation.admin import allocation
from accreditation.forms.intakes import POOLS, PREFIX, CancelForm, IntakeForm, blank_intake, pool_initial
from accreditation.held import far_words
from accreditation.models import Intake
from accreditation.services import (
    EventTooSoon,
    IntakeMoved,
    NoRules,
    OpensInThePast,
    announce_intake,
    cancel_intake,
    save_intake,
)
from accreditation.states import INTAKE_LIFECYCLE, Criterion, IntakeState, State
from accreditation.windows import window_view
from agencies.access import agencies_where, can
from agencies.scoped_admin import AgencyFilter, ScopedAdmin, signed_in
from agencies.states import Permission
from audit.queries import entries
from kernel.lifecycle import IllegalMove

PAGE = "admin:accreditation_intake_page"
REFUSALS: dict[type[Exception], Any] = {
    NoRules: gettext_lazy("An agency accredits by its own rules: enter them before the intake is announced."),
    OpensInThePast: gettext_lazy("It would open in the past. Choose today or a later day."),
    EventTooSoon: gettext_lazy("Nobody could be decided in time: no working day is left before the event."),
    IntakeMoved: gettext_lazy("Somebody was faster: the intake has changed meanwhile. Nothing was announced."),
    IllegalMove: gettext_lazy("Somebody was faster: the intake has changed meanwhile. Nothing was announced."),
}


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk), CancelForm(), timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new intake (`?copy=7`: from an earlier one), or a draft that is changed; nothing typed is lost."""
    at, user = timezone.now(), signed_in(request)
    agencies = agencies_where(user, Permission.RUN_INTAKES, at=at)
    if not agencies.exists():
        raise PermissionDenied
    intake, pools = _draft(request, pk, agencies)
    if pk and (intake.state != IntakeState.DRAFT or not agencies.filter(pk=intake.agency_id).exists()):
        return redirect(PAGE, pk)
    data = request.POST if request.method == "POST" else None
    form = IntakeForm(data, instance=intake, agencies=agencies)
    formset: Any = POOLS(data, prefix=PREFIX, initial=pool_initial(pools) if data is None else None)
    if data is not None and _is_whole(form, formset):
        try:
            saved = save_intake(intake=form.instance, pools=formset.places(), by=user, at=at)
            return redirect(PAGE, saved.pk)
        except IntakeMoved:
            form.add_error(None, _("Somebody has announced it meanwhile: what is announced never changes."))
    title = _("Change the intake") if pk else _("Prepare an intake")
    context = {"title": title, "form": form, "pools": formset, "intake": intake}
    return render(request, "admin/accreditation/intake_form.html", admin.site.each_context(request) | context)


def _is_whole(form: IntakeForm, formset: Any) -> bool:
    """Both are checked, so that every mistake is told at once; pools are a part of the places."""
    whole = [form.is_valid(), formset.is_valid()]
    if not all(whole):
        return False
    if sum(pool.places for pool in formset.places()) > (form.instance.places or 0):
        form.add_error("places", _("The pools are a part of the places: together they may not hold more."))
        return False
    return True


def _draft(request: HttpRequest, pk: int | None, agencies: Any) -> tuple[Intake, list[Any]]:
    if pk:
        intake = _find(request, pk)
        return intake, list(intake.pools.all())
    source = None
    if request.GET.get("copy", "").isdecimal():
        source = Intake.objects.filter(pk=int(request.GET["copy"][:18]), agency__in=agencies).first()
    return blank_intake(agencies.first(), source), list(source.pools.all()) if source else []


@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    intake = _find(request, pk)
    try:
        announced = announce_intake(intake=intake, by=signed_in(request), at=at)
        closes = announced.agency.local(announced.closes_at) if announced.closes_at else at
        words = _("Announced. Applications are taken until %(moment)s.")
        messages.success(request, words % {"moment": date_format(closes, "DATETIME_FORMAT")})
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return redirect(PAGE, pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    at, form = timezone.now(), CancelForm(request.POST)
    intake = _find(request, pk)
    if form.is_valid():
        try:
            cancel_intake(intake=intake, reason=form.cleaned_data["reason"], by=signed_in(request), at=at)
            messages.success(request, _("The intake is cancelled. Whoever applied is told why."))
            return redirect(PAGE, pk)
        except (IntakeMoved, IllegalMove):
            form.add_error(None, _("Somebody was faster: the intake has changed meanwhile. Nothing was cancelled."))
    return _page(request, _find(request, pk), form, at, status=HTTPStatus.CONFLICT)


def _find(request: HttpRequest, pk: int) -> Intake:
    visible = Intake.objects.visible_to(request.user, at=timezone.now())
    return get_object_or_404(visible.select_related("agency__parent", "rules"), pk=pk)


def _page(
    request: HttpRequest, intake: Intake, form: CancelForm, at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    state, user = IntakeState(intake.state), signed_in(request)
    runs = can(user, Permission.RUN_INTAKES, intake.agency, at=at)
    counted = intake.applications.values("state").annotate(n=Count("pk")).order_by("state")
    context = {
        "title": intake.name,
        "intake": intake,
        "window": window_view(intake),
        "pools": list(intake.pools.all()),
        "criteria": [Criterion(code).label for code in intake.criteria],
        "figures": [(State(row["state"]).label, row["n"]) for row in counted],
        "has_rules": intake.agency.accreditation_rules.exists(),
        "may_announce": runs and INTAKE_LIFECYCLE.allows("announce", state),
        "may_cancel": runs and INTAKE_LIFECYCLE.allows("cancel", state),
        "may_copy": runs,
        "form": form,
        "timeline": entries(intake),
    }
    context = admin.site.each_context(request) | context
    return render(request, "admin/accreditation/intake.html", context, status=status)


@admin.register(Intake)
class IntakeAdmin(ScopedAdmin):
    view_permission = Permission.VIEW_ACCREDITATION
    change_permission = Permission.RUN_INTAKES
    list_display = ("__str__", "kind", "state", "opens_at", "closes", "applied")
    list_filter = (AgencyFilter, "state")
    search_fields = ("name_kk", "name_ru", "name_en")
    list_select_related = ("agency",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Intake]:
        found: QuerySet[Intake] = super().get_queryset(request)
        return found.annotate(applied=Count("applications"))

    @admin.display(description=gettext_lazy("closes"), ordering="closes_at")
    def closes(self, intake: Intake) -> str:
        """With its distance, in the zone of its agency."""
        if intake.closes_at is None:
            return ""
        moment, today = intake.agency.local(intake.closes_at), intake.agency.local(timezone.now()).date()
        return f"{date_format(moment, 'DATETIME_FORMAT')} · {far_words(moment.date(), today)}"

    @admin.display(description=gettext_lazy("applications"))
    def applied(self, intake: Any) -> int:
        return int(intake.applied)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("prepare/", prepare, "accreditation_intake_prepare"),
            ("<int:pk>/page/", page, "accreditation_intake_page"),
            ("<int:pk>/prepare/", prepare, "accreditation_intake_edit"),
            ("<int:pk>/announce/", announce, "accreditation_intake_announce"),
            ("<int:pk>/cancel/", cancel, "accreditation_intake_cancel"),
        ]
        return [path(route, wrap(view), name=name) for route, view, name in own] + [
            *allocation.urls(self.admin_site),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:accreditation_intake_prepare")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._to_page(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._to_page(request, object_id)

    def _to_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pk = int(object_id) if object_id.isdecimal() else None
        return redirect(PAGE, get_object_or_404(self.get_queryset(request), pk=pk).pk)

"""The allocation of an intake's places: seen before it is run, run, and confirmed by whoever decides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accreditation.allocation import PoolsExceedPlaces
from accreditation.allocation_table import WIDTHS, Row, decided_rows, headings, in_order, previewed_rows
from accreditation.models import Intake
from accreditation.places import competitors, free_places
from accreditation.services.allocating import (
    IntakeNotClosed,
    NotAllocated,
    PlacesNotShort,
    allocate_places,
    confirm_allocation,
)
from accreditation.states import Criterion, IntakeState, State
from agencies.access import can
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from documents.spreadsheets import as_csv, as_xlsx, csv_response, xlsx_response

PAGE = "admin:accreditation_allocation"
REFUSALS = {
    IntakeNotClosed: gettext_lazy("The intake is still open: nobody can be compared with all others yet."),
    PlacesNotShort: gettext_lazy("This intake takes as many as apply: there is nothing to allocate."),
    PoolsExceedPlaces: gettext_lazy("The pools hold more places than the intake has."),
    NotAllocated: gettext_lazy("Applications have come under review since the last run: run it again first."),
}


@require_safe
def allocation(request: HttpRequest, pk: int) -> HttpResponse:
    """`?order=-name` sorts. Before the first run it shows what a run would give."""
    at, intake = timezone.now(), _find(request, pk)
    rows, is_preview = _rows(intake)
    order = request.GET.get("order", "rank")
    context = {
        "title": _("Allocation of places"),
        "intake": intake,
        "rows": in_order(rows, order),
        "columns": _columns(order),
        "order": order,
        "is_preview": is_preview,
        "placed": sum(row.has_place for row in rows),
        **_figures(intake),
        **_rights(request, intake, at),
    }
    return render(request, "admin/accreditation/allocation.html", admin.site.each_context(request) | context)


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, allocate_places, _("The places are allocated. Look at the result, then confirm it."))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Confirmed. Whoever has a place can be accredited; all others get their letter within a minute.")
    return _do(request, pk, confirm_allocation, done)


@require_safe
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    intake = _find(request, pk)
    rows, _is_preview = _rows(intake)
    name, cells = f"allocation-{intake.agency.slug}-{intake.pk}", [row.cells for row in rows]
    if kind == "csv":
        return csv_response(as_csv(list(headings().values()), cells), name)
    title = _("%(intake)s: allocation of places") % {"intake": intake}
    content = as_xlsx(title, list(headings().values()), cells, sheet=_("Allocation"), widths=WIDTHS)
    return xlsx_response(content, name)


def _find(request: HttpRequest, pk: int) -> Intake:
    visible = Intake.objects.visible_to(request.user, at=timezone.now()).select_related("agency__parent")
    intake = get_object_or_404(visible.select_related("confirmed_by"), pk=pk)
    if intake.places is None:
        raise Http404
    return intake


def _do(request: HttpRequest, pk: int, service: Callable[..., object], words: str) -> HttpResponse:
    intake = _find(request, pk)
    try:
        service(intake=intake, by=signed_in(request), at=timezone.now())
        messages.success(request, words)
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
    return redirect(PAGE, pk)


def _rows(intake: Intake) -> tuple[list[Row], bool]:
    is_preview = intake.allocated_at is None
    return (previewed_rows(intake) if is_preview else decided_rows(intake)), is_preview


def _columns(order: str) -> list[dict[str, str]]:
    """A second click on a heading turns the order round."""
    return [
        {
            "name": name,
            "words": words,
            "link": f"-{name}" if order == name else name,
            "sorted": {name: "ascending", f"-{name}": "descending"}.get(order, "") if name else "",
        }
        for name, words in headings().items()
    ]


def _figures(intake: Intake) -> dict[str, Any]:
    pools = list(intake.pools.order_by("number"))
    left = {pool.key: pool.places for pool in free_places(intake).pools}
    held = sum(pool.places for pool in pools)
    return {
        "criteria": [Criterion(code).label for code in intake.criteria],
        "pools": [{"pool": pool, "free": left[pool.pk]} for pool in pools],
        "common": (intake.places or 0) - held,
        "common_free": free_places(intake).common,
        "late": competitors(intake).filter(rank=None).count() if intake.allocated_at else 0,
        "returned": intake.applications.filter(state=State.RETURNED).count(),
        "waiting": intake.applications.filter(state=State.WAITING).count(),
    }


def _rights(request: HttpRequest, intake: Intake, at: datetime) -> dict[str, bool]:
    user, is_closed = signed_in(request), intake.state == IntakeState.CLOSED
    runs = is_closed and can(user, Permission.RUN_INTAKES, intake.agency, at=at)
    decides = is_closed and can(user, Permission.DECIDE_ACCREDITATION, intake.agency, at=at)
    return {
        "is_closed": is_closed,
        "may_run": runs,
        "may_confirm": decides and intake.allocated_at is not None and intake.confirmed_at is None,
    }


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Under the address of the intake."""
    own: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
        ("<int:pk>/places/", allocation, "accreditation_allocation"),
        ("<int:pk>/places/run/", run, "accreditation_allocation_run"),
        ("<int:pk>/places/confirm/", confirm, "accreditation_allocation_confirm"),
        ("<int:pk>/places/result.<slug:kind>", file, "accreditation_allocation_file"),
    ]
    return [path(route, site.admin_view(view), name=name) for route, view, name in own]

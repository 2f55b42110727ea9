"""Who is registered for an event: lists, files, and what the office does for people who ask by telephone."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import can
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from audit.queries import entries
from briefings.admin.shared import find_event
from briefings.daysheet import registrations_xlsx, render_day_sheet
from briefings.figures import figures_of
from briefings.forms.people import WalkInForm, WithdrawForForm
from briefings.models import Event, Registration
from briefings.registered import SHOWS, counts, listed
from briefings.services import (
    AccreditationNeeded,
    QuotaReached,
    RegistrationClosed,
    RegistrationMoved,
    admit_walk_in,
    withdraw_for,
)
from briefings.states import ACTIVE, EventState, PositionKind
from documents.downloads import pdf_response
from documents.spreadsheets import xlsx_response
from kernel.lifecycle import IllegalMove

PER_PAGE = 100
LIST = "admin:briefings_event_registrations"


@require_safe
def registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """`?show=` filters, `?q=` searches."""
    event, at = find_event(request, pk), timezone.now()
    show, words = request.GET.get("show", "active"), request.GET.get("q", "").strip()[:200]
    if show not in SHOWS:
        raise Http404
    counted = counts(event)
    page = Paginator(listed(event, show=show, words=words), PER_PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"query_string": f"?show={code}", "selected": code == show, "display": label, "count": counted[code]}
        for code, (label, _where) in SHOWS.items()
    ]
    runs = can(request.user, Permission.RUN_EVENTS, event.agency, at=at)
    context = {
        "title": _("Registrations"),
        "event": event,
        "tabs": tabs,
        "show": show,
        "words": words,
        "page": page,
        "figures": figures_of([event])[event.pk],
        "active": ACTIVE,
        "runs": runs,
        "may_admit": runs and _takes_walk_ins(event),
        "may_check": can(request.user, Permission.CHECK_CARDS, event.agency, at=at),
    }
    return _render(request, event, "registrations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """On behalf of somebody who asked for it, with a note how."""
    event = _run(request, pk)
    found = get_object_or_404(Registration.objects.select_related("position"), event=event, pk=registration)
    found.event = event
    form, status = WithdrawForForm(request.POST if request.method == "POST" else None), HTTPStatus.OK
    if form.is_valid():
        try:
            withdraw_for(registration=found, **form.cleaned_data, by=signed_in(request), at=timezone.now())
            words = _("%(name)s is withdrawn and told so; the place goes to the next in order.")
            messages.success(request, words % {"name": found.full_name})
            return redirect(LIST, pk)
        except (RegistrationMoved, IllegalMove):
            form.add_error(None, _("Somebody was faster: this registration is in force no more. Nothing was done."))
            status = HTTPStatus.CONFLICT
    context = {
        "title": _("Withdraw a registration"),
        "event": event,
        "registration": found,
        "form": form,
        "is_active": found.state in ACTIVE,
        "timeline": entries(found),
    }
    return _render(request, event, "withdraw.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who came without registering, while there is room and nobody waits."""
    event, at = _run(request, pk), timezone.now()
    form = WalkInForm(request.POST if request.method == "POST" else None, event=event, at=at)
    status = HTTPStatus.OK
    if form.is_valid():
        position = PositionKind(form.cleaned_data["position"])
        doing: dict[str, Any] = {"by": signed_in(request), "at": at}
        try:
            admitted = admit_walk_in(event=event, participant=form.participant, position=position, **doing)
            words = _("%(name)s is registered. Let them in at the door.")
            messages.success(request, words % {"name": admitted.full_name})
            return redirect(LIST, pk)
        except RegistrationClosed:
            form.add_error(None, _("There is no free place of this kind, or somebody waits for it."))
        except AccreditationNeeded:
            form.add_error("card", _("The event is for accredited journalists: enter the number of their card."))
        except QuotaReached:
            form.add_error(None, _("The outlet has as many people here as any outlet may have."))
        status = HTTPStatus.CONFLICT
    context = {
        "title": _("Admit somebody who has not registered"),
        "event": event,
        "form": form,
        "may_admit": _takes_walk_ins(event),
    }
    return _render(request, event, "walk_in.html", context, status)


@require_safe
def spreadsheet(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_event(request, pk)
    return xlsx_response(registrations_xlsx(event), f"event-{pk}-registrations")


@require_safe
def day_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """In Kazakh or Russian, by the reader's language."""
    event = find_event(request, pk)
    language = "kk" if translation.get_language() == "kk" else "ru"
    return pdf_response(render_day_sheet(event, language=language, at=timezone.now()), f"event-{pk}-day-sheet.pdf")


def _run(request: HttpRequest, pk: int) -> Event:
    """404 for whoever may not see it, 403 for whoever may not run it."""
    event = find_event(request, pk)
    if not can(request.user, Permission.RUN_EVENTS, event.agency, at=timezone.now()):
        raise PermissionDenied
    return event


def _takes_walk_ins(event: Event) -> bool:
    return event.takes_walk_ins and event.state in (EventState.CONFIRMED, EventState.UNDER_WAY)


def _render(
    request: HttpRequest, event: Event, template: str, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    with timezone.override(event.agency.zone):
        context = admin.site.each_context(request) | context
        return render(request, f"admin/briefings/{template}", context, status=status)

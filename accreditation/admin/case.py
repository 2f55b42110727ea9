"""The case page: the application and what was found on the left; on the right the clock, the moves, the people."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accreditation.admin.refusals import FASTER, REFUSALS, faster_words
from accreditation.casework import case_view
from accreditation.hearing import hearing_words
from accreditation.held import cards_of, duties_of, holding_view
from accreditation.models import Application, Outlet
from accreditation.moves import MOVES, MoveForm, is_offered, likely_move, offered_errands, offered_moves, permission_for
from accreditation.moves.reviewing import CheckForm
from accreditation.rules import check_obstacle, obstacle, personal_obstacle
from accreditation.services import UnlawfulMove
from accreditation.standing import HOLDER_PERMISSIONS, Standing, holder_obstacle
from accreditation.states import LIFECYCLE, OPEN
from agencies.access import NotPermitted, acting_grant, can, require, stand_in
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from audit.queries import entries
from deadlines.models import Instruction
from deadlines.queries import clock_views, explain, instruction_views, reminders
from deadlines.states import RUNNING
from documents.downloads import file_response
from documents.models import File

SHOWN_MOVES = 4  # the likeliest; the rest is one click away


@require_safe
def case(request: HttpRequest, agency: str, number: str) -> HttpResponse:
    """`?move=accredit` opens the form of a move, `&row=7` says with which document or letter."""
    at = timezone.now()
    application = find_case(request, agency, number, at)
    wanted, user = request.GET.get("move", ""), signed_in(request)
    if not wanted or not is_offered(user, application, wanted, at=at):
        return _page(request, application, None, at)
    form = MOVES[wanted](application=application, user=user, at=at)
    if "row" in request.GET and "row" in form.fields:
        form.initial["row"] = request.GET["row"]
    return _page(request, application, form, at)


@require_POST
def move(request: HttpRequest, agency: str, number: str, move: str) -> HttpResponse:
    """Make a move; whatever stands in the way, the page comes back with all that was typed."""
    at = timezone.now()
    application = find_case(request, agency, number, at)
    if move not in MOVES:
        raise Http404
    user = signed_in(request)
    form = MOVES[move](request.POST, application=application, user=user, at=at)
    if not is_offered(user, application, move, at=at):
        return _not_offered(request, form, at)
    if not form.is_valid():
        return _page(request, application, form, at)
    try:
        messages.success(request, form.make(user, at))
    except FASTER as obstacle:
        return _too_late(request, form, at, obstacle)
    except tuple(REFUSALS) as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        return _page(request, application, form, at, status=HTTPStatus.CONFLICT)
    return redirect("admin:accreditation_case", agency, number)


@require_safe
def document(request: HttpRequest, agency: str, number: str, pk: int) -> HttpResponseBase:
    application = find_case(request, agency, number, timezone.now())
    kept = application.documents.filter(file__isnull=False).select_related("file__agency")
    return _give(request, application, get_object_or_404(kept, pk=pk).file)


@require_safe
def photo(request: HttpRequest, agency: str, number: str) -> HttpResponseBase:
    application = find_case(request, agency, number, timezone.now())
    return _give(request, application, application.photo)


@require_safe
def letter(request: HttpRequest, agency: str, number: str, pk: int) -> HttpResponseBase:
    application = find_case(request, agency, number, timezone.now())
    return _give(request, application, get_object_or_404(application.letters.select_related("pdf__agency"), pk=pk).pdf)


def _give(request: HttpRequest, application: Application, file: File | None) -> HttpResponseBase:
    if file is None:
        raise Http404
    at = timezone.now()
    authority = require(signed_in(request), Permission.VIEW_ACCREDITATION, application.agency, at=at)
    return file_response(file, by=authority, at=at)


def find_case(request: HttpRequest, agency: str, number: str, at: datetime) -> Application:
    """Another agency's case does not exist here."""
    known = ("agency__parent", "intake", "outlet", "reviewer", "applicant", "submitted_by", "decided_by")
    more = ("photo__agency", "pool", "signature", "identity_confirmed_by", "rules")
    visible = Application.objects.visible_to(request.user, at=at).select_related(*known, *more)
    return get_object_or_404(visible, agency__slug=agency, number=number)


def _not_offered(request: HttpRequest, form: MoveForm, at: datetime) -> HttpResponse:
    """403 for who may never make such a move; else the sentence why not now, with what was typed."""
    application, user = form.application, signed_in(request)
    if not can(user, permission_for(form.name), application.agency, at=at):
        raise NotPermitted(permission_for(form.name))
    return _too_late(request, form, at, UnlawfulMove(_why_not(form, at)))


def _why_not(form: MoveForm, at: datetime) -> str:
    if form.name in HOLDER_PERMISSIONS:
        return holder_obstacle(Standing(form.application), form.name, at=at)
    if form.name in LIFECYCLE.names:
        reason = obstacle(form.application, form.name, at=at)
        return reason or personal_obstacle(form.application, form.name, form.user)
    return check_obstacle(form.application, form.kind, form.user) if isinstance(form, CheckForm) else ""


def _too_late(request: HttpRequest, form: MoveForm, at: datetime, problem: Exception) -> HttpResponse:
    application = find_case(request, form.application.agency.slug, form.application.number, at)
    is_told = isinstance(problem, UnlawfulMove) and str(problem)
    form.add_error(None, str(problem) if is_told else faster_words(application))
    return _page(request, application, form, at, status=HTTPStatus.CONFLICT)


def _page(
    request: HttpRequest, application: Application, form: MoveForm | None, at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = admin.site.each_context(request) | _context(request, application, at) | {"form": form}
    context["is_offered"] = form is not None and is_offered(signed_in(request), application, form.name, at=at)
    return render(request, "admin/accreditation/case.html", context, status=status)


def _outlet_url(application: Application) -> str:
    """Empty where the outlets have no page here."""
    has_page = admin.site.is_registered(Outlet)
    return reverse("admin:accreditation_outlet_change", args=[application.outlet_id]) if has_page else ""


def _hearing(application: Application) -> str:
    duty = application.main_clock
    return hearing_words(application, duty) if duty and application.state in OPEN else ""


def _context(request: HttpRequest, application: Application, at: datetime) -> dict[str, Any]:
    user, agency = signed_in(request), application.agency
    linked = duties_of(application)
    standing = Standing(application)
    duties = list(linked.select_related("agency").prefetch_related("suspensions").order_by("pk"))
    views, moves = clock_views(duties, at=at), offered_moves(user, application, at=at)
    clocks = [(views[duty.pk], explain(duty)) for duty in reversed(duties)]
    running = [clock for clock in clocks if clock[0].duty.state in RUNNING]
    deputy = stand_in(application.reviewer, agency, at=at) if application.reviewer else None
    things = [thing for thing in (application, standing.accreditation, *cards_of(standing), *duties) if thing]
    told = entries(*things, without=("duty.assigned", "file.read"))
    return {
        "title": application.full_name,
        "number": application.number,
        "zone": agency.zone,
        "case": case_view(application, at=at),
        "held": holding_view(standing, at=at),
        "application": application,
        "outlet_url": _outlet_url(application),
        "clocks": running or clocks[:1],
        "hearing": _hearing(application),
        "ended_clocks": [clock for clock in clocks if clock not in (running or clocks[:1])],
        "moves": moves[:SHOWN_MOVES],
        "more_moves": moves[SHOWN_MOVES:],
        "likely_move": likely_move(application, moves),
        "errands": offered_errands(user, application, at=at),
        "deputy": deputy if deputy and deputy.acting else None,
        "acting": acting_grant(user, Permission.VIEW_ACCREDITATION, agency, at=at),
        "instructions": instruction_views(Instruction.objects.filter(about__in=duties), user, at=at),
        "timeline": sorted(told + reminders(duties), key=lambda entry: entry.at),
    }

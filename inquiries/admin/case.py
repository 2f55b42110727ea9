"""The case page: what was said on the left; on the right the clocks, the lawful moves and the people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.access import Authority, NotPermitted, acting_grant, can, require, stand_in
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from audit.queries import Entry, entries
from deadlines.models import Duty, Instruction
from deadlines.queries import instruction_views, reminders
from documents.downloads import file_response, pdf_response
from documents.kept_files import KeepsFiles
from documents.models import File
from documents.services import AlreadyDelivered
from inquiries.case_clocks import explained_clocks, window_views
from inquiries.casework import office_thread, relatives
from inquiries.drafting import draft_view
from inquiries.duties import MAIN_KINDS, NOTICE, OWED_KINDS
from inquiries.models import Inquiry
from inquiries.moves import MOVES, MoveForm, is_offered, offered_errands, offered_moves
from inquiries.rules import obstacle, permission_for
from inquiries.services import (
    InquiryMoved,
    NoGround,
    NothingToComplainOf,
    OtherLanguage,
    OwnDraft,
    Unchecked,
    UnlawfulMove,
)
from inquiries.slip import render_slip
from inquiries.states import DECIDED, LIFECYCLE
from kernel.lifecycle import IllegalMove

SHOWN_MOVES = 4  # the likeliest; the rest is one click away
REFUSALS = {
    OwnDraft: gettext_lazy("You wrote the newest version: somebody else must approve it."),
    NoGround: gettext_lazy("Choose a ground of the law."),
    OtherLanguage: gettext_lazy("The law wants the language of the inquiry, unless the requester asked for another."),
    Unchecked: gettext_lazy("Confirm every point, or correct the draft first."),
}


@require_safe
def case(request: HttpRequest, agency: str, number: str) -> HttpResponse:
    """`?move=answer` opens the form of a move, `&row=7` says with what, `&template=3` puts a ready text in."""
    at = timezone.now()
    inquiry = find_case(request, agency, number, at)
    wanted = request.GET.get("move", "")
    if not wanted or not is_offered(signed_in(request), inquiry, wanted, at=at):
        return _page(request, inquiry, None, at)
    form = MOVES[wanted](inquiry=inquiry, at=at)
    if "row" in request.GET and "row" in form.fields:
        form.initial["row"] = request.GET["row"]
    if "template" in request.GET and hasattr(form, "use_ready_text"):
        form.use_ready_text(request.GET["template"])
    return _page(request, inquiry, form, at)


@require_POST
def move(request: HttpRequest, agency: str, number: str, move: str) -> HttpResponse:
    """Make a move; whatever stands in the way, the page comes back with all that was typed."""
    at = timezone.now()
    inquiry = find_case(request, agency, number, at)
    if move not in MOVES:
        raise Http404
    user = signed_in(request)
    form = MOVES[move](request.POST, request.FILES, inquiry=inquiry, at=at)
    if not is_offered(user, inquiry, move, at=at):
        return _not_offered(request, form, at)
    if not form.is_valid():
        return _page(request, inquiry, form, at)
    try:
        messages.success(request, form.make(user, at))
    except (InquiryMoved, UnlawfulMove, IllegalMove, AlreadyDelivered, NothingToComplainOf) as obstacle:
        return _too_late(request, form, at, obstacle)
    except tuple(REFUSALS) as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        return _page(request, inquiry, form, at, status=HTTPStatus.CONFLICT)
    if isinstance(form, KeepsFiles):
        form.forget_files()
    return redirect("admin:inquiries_case", agency, number)


@require_safe
def file(request: HttpRequest, agency: str, number: str, pk: int) -> HttpResponseBase:
    """A file of the question, an answer, a supplement or the reply of a unit."""
    inquiry = find_case(request, agency, number, timezone.now())
    found = get_object_or_404(inquiry.attachments.select_related("file__agency"), pk=pk)
    return _give(request, inquiry, found.file)


@require_safe
def letter(request: HttpRequest, agency: str, number: str, pk: int) -> HttpResponseBase:
    inquiry = find_case(request, agency, number, timezone.now())
    found = get_object_or_404(inquiry.letters.select_related("pdf__agency"), pk=pk)
    return _give(request, inquiry, found.pdf)


@require_safe
def slip(request: HttpRequest, agency: str, number: str) -> HttpResponseBase:
    """The receipt for whoever came in person, with the name of who took it in (AI 11(6))."""
    inquiry = find_case(request, agency, number, timezone.now())
    return pdf_response(render_slip(inquiry, at=timezone.now()), f"{inquiry.number}.pdf")


def _give(request: HttpRequest, inquiry: Inquiry, file: File) -> HttpResponseBase:
    """The right comes from the case: files of a forwarded question are still kept by the first agency."""
    at = timezone.now()
    authority = require(signed_in(request), Permission.VIEW_INQUIRIES, inquiry.agency, at=at)
    return file_response(file, by=authority, at=at)


def find_case(request: HttpRequest, agency: str, number: str, at: datetime) -> Inquiry:
    """Another agency's case does not exist here."""
    known = ("agency__parent", "assignee", "received_by", "about__agency", "forwarded_from__agency")
    visible = Inquiry.objects.visible_to(request.user, at=at).select_related(*known)
    return get_object_or_404(visible, agency__slug=agency, number=number)


def _not_offered(request: HttpRequest, form: MoveForm, at: datetime) -> HttpResponse:
    """403 for who may never make such a move; else the sentence why not now, with what was typed."""
    inquiry = form.inquiry
    if not can(signed_in(request), permission_for(form.name), inquiry.agency, at=at):
        raise NotPermitted(permission_for(form.name))
    reason = obstacle(inquiry, form.name, at=at) if form.name in LIFECYCLE.names else ""
    return _too_late(request, form, at, UnlawfulMove(reason))


def _too_late(request: HttpRequest, form: MoveForm, at: datetime, problem: Exception) -> HttpResponse:
    inquiry = find_case(request, form.inquiry.agency.slug, form.inquiry.number, at)
    faster = _(
        "Somebody was faster: the inquiry is “%(state)s” now, with %(officer)s. Nothing was sent or changed."
    ) % {
        "state": inquiry.get_state_display(),
        "officer": inquiry.assignee or _("no officer"),
    }
    is_told = isinstance(problem, UnlawfulMove) and str(problem)
    form.add_error(None, str(problem) if is_told else faster)
    return _page(request, inquiry, form, at, status=HTTPStatus.CONFLICT)


def _page(
    request: HttpRequest, inquiry: Inquiry, form: MoveForm | None, at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    _keep_files(form, at)
    context = admin.site.each_context(request) | _context(request, inquiry, at) | {"form": form}
    context["is_offered"] = form is not None and is_offered(signed_in(request), inquiry, form.name, at=at)
    return render(request, "admin/inquiries/case.html", context, status=status)


def _keep_files(form: object, at: datetime) -> None:
    """What came with a refused form waits for the next try."""
    if isinstance(form, KeepsFiles):
        form.keep_files(at=at)


def _context(request: HttpRequest, inquiry: Inquiry, at: datetime) -> dict[str, Any]:
    user = signed_in(request)
    duties = list(Duty.objects.filter(inquiry_clock__inquiry=inquiry).select_related("agency").order_by("due_at"))
    clocks = explained_clocks(duties, at=at)
    moves = offered_moves(user, inquiry, at=at)
    return {
        "title": inquiry.subject,
        "number": inquiry.number,
        "zone": inquiry.agency.zone,
        "inquiry": inquiry,
        "thread": office_thread(inquiry, {row.clock.duty.pk: row.clock for row in clocks}),
        "draft": draft_view(inquiry, request.GET.get("version", "")),
        "clocks": [row for row in clocks if not row.clock.duty.ended_at],
        "ended_clocks": [row for row in clocks if row.clock.duty.ended_at],
        "windows": window_views(inquiry, at=at),
        "relatives": relatives(inquiry, user, at=at),
        "moves": moves[:SHOWN_MOVES],
        "likely_move": moves[0][0] if moves else "",
        "more_moves": moves[SHOWN_MOVES:],
        "errands": offered_errands(user, inquiry, at=at),
        "may_publish": inquiry.state in DECIDED and can(user, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at),
        "deputy": _deputy(inquiry, at),
        "acting": acting_grant(user, Permission.VIEW_INQUIRIES, inquiry.agency, at=at),
        "instructions": instruction_views(Instruction.objects.filter(about__in=duties), user, at=at),
        "timeline": _timeline(inquiry, duties),
    }


def _timeline(inquiry: Inquiry, duties: Sequence[Duty]) -> list[Entry]:
    """What people did and what the clock did, in the order of time."""
    owed = [duty for duty in duties if duty.kind in OWED_KINDS]  # the errands inside the house speak for themselves
    told = entries(inquiry, *(duty for duty in owed if duty.kind in MAIN_KINDS), without=("duty.assigned",))
    told += [_of_notice(entry) for duty in owed if duty.kind == NOTICE.code for entry in entries(duty)]
    return sorted(told + reminders(duties), key=lambda entry: entry.at)


def _of_notice(entry: Entry) -> Entry:
    """Two clocks run on an extended case: what befell the one of the notice says so."""
    return replace(entry, words=f"{NOTICE.title}: {entry.words[:1].lower()}{entry.words[1:]}")


def _deputy(inquiry: Inquiry, at: datetime) -> Authority | None:
    """Who stands in for the officer now, if anybody."""
    authority = stand_in(inquiry.assignee, inquiry.agency, at=at) if inquiry.assignee else None
    return authority if authority and authority.acting else None

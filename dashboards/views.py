"""The head's page, the search of every admin page, and an instruction reported as done."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accreditation.models import Application
from accreditation.services.applying import PREFIX
from agencies.access import agencies_where, owned
from agencies.models import Agency
from agencies.scoped_admin import permissions, signed_in
from agencies.states import Permission
from dashboards.applications import ApplicationDecision, applications_url
from dashboards.forms import DoneForm, ExtensionForm, InstructForm
from dashboards.queries import Decision, head_page, next_working_day, people_of, queue_url
from deadlines.models import Duty, Instruction
from deadlines.services import DayIsPast, DutyEnded, NotExtendable, TermExpired, acknowledge_duty, give_instruction
from deadlines.services import complete_instruction as complete
from inquiries.models import Extension, Inquiry
from inquiries.queue import Row, holder_of
from inquiries.services import InquiryMoved, decide_extension
from kernel.lifecycle import IllegalMove


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """A number opens its case, an IIN or BIN lists what its holder asked; anything else lists what was found.

    An IIN is looked for by its fingerprint, so that the number itself goes into no address.
    """
    at, words = timezone.now(), (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    reads_inquiries = Permission.VIEW_INQUIRIES in permissions(request)
    if reads_inquiries and (holder := holder_of("".join(words.split()))):
        return redirect(queue_url("all", holder=holder))
    cases: dict[str, QuerySet[Any]] = {
        "admin:inquiries_case": Inquiry.objects.visible_to(request.user, at=at),
        "admin:accreditation_case": Application.objects.visible_to(request.user, at=at),
    }
    for page, visible in cases.items() if "\0" not in words else ():
        exact = list(visible.filter(number=words.upper()).select_related("agency")[:2])
        if len(exact) == 1:
            return redirect(page, exact[0].agency.slug, exact[0].number)
    is_application = words.upper().startswith(f"{PREFIX}-") or not reads_inquiries
    return redirect((applications_url if is_application else queue_url)("all", words=words))


@require_safe
@login_required
def head(request: HttpRequest) -> HttpResponse:
    return _head_page(request, _headed(request, request.GET.get("agency")))


@require_POST
@login_required
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    duty = _duty(request, pk)
    try:
        acknowledge_duty(duty=duty, by=signed_in(request), at=timezone.now())
        messages.success(request, _("You have read that %(number)s needs attention.") % {"number": duty.reference})
    except DutyEnded:
        messages.warning(request, _("%(number)s is answered already.") % {"number": duty.reference})
    return redirect(_head_url(duty.agency))


@require_POST
@login_required
def instruct(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever stands in the way, the page comes back with all that was typed."""
    duty, at = _duty(request, pk), timezone.now()
    form = _instruct_form(duty, people_of(duty.agency, at=at), request.POST)
    if form.is_valid():
        to = User.objects.get(pk=form.cleaned_data["to"])
        try:
            give_instruction(about=duty, **form.cleaned_data | {"to": to}, by=signed_in(request), at=at)
            messages.success(request, _("%(name)s is told what to do.") % {"name": to})
            return redirect(_head_url(duty.agency))
        except DayIsPast:
            form.add_error("due_on", _("This day is over. Choose today or a later day."))
        except DutyEnded:
            form.add_error(None, _("Somebody was faster: this inquiry is answered already. Nothing was sent."))
    return _head_page(request, duty.agency, form)


@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or decline an extension; whatever stands in the way, the page comes back with the remark."""
    at = timezone.now()
    asked = Extension.objects.select_related("inquiry__agency", "duty__agency")
    extension = get_object_or_404(asked, pk=pk, inquiry__agency__in=_headed_by(signed_in(request), at))
    form = _extension_form(extension, request.POST)
    if form.is_valid():
        try:
            decide_extension(extension=extension, **form.cleaned_data, by=signed_in(request), at=at)
            messages.success(request, _decided_words(extension, form.cleaned_data["grant"]))
            return redirect(_head_url(extension.inquiry.agency))
        except (InquiryMoved, IllegalMove, DutyEnded):
            form.add_error(None, _("Somebody was faster: this is decided already. Nothing was changed."))
        except TermExpired:
            form.add_error(None, _("The term is over: it cannot be extended any more."))
        except NotExtendable:
            form.add_error(None, _("This extension would not give a later date. Decline it."))
    return _head_page(request, extension.inquiry.agency, form)


def _decided_words(extension: Extension, grant: bool) -> str:
    words = (
        _("The term of %(number)s is extended; the requester gets a letter.")
        if grant
        else _("The extension of %(number)s is declined; the officer is told.")
    )
    return words % {"number": extension.inquiry.number}


def _extension_form(extension: Extension, data: QueryDict | None = None) -> ExtensionForm:
    return ExtensionForm(data, prefix=f"extension-{extension.pk}")


Refused = InstructForm | ExtensionForm | None


def _head_page(request: HttpRequest, agency: Agency, refused: Refused = None) -> HttpResponse:
    at, user = timezone.now(), signed_in(request)
    page = head_page(user, agency, at=at)
    late = bool(page.decisions or page.undecided)
    people = people_of(agency, at=at) if late else []
    due_on = next_working_day(agency, at=at) if late else None
    context = {
        "page": page,
        "agencies": list(_headed_by(user, at)),
        "decisions": [(decision, _form_for(decision, people, due_on, refused)) for decision in page.decisions],
        "undecided": [(decision, _form_for(decision, people, due_on, refused)) for decision in page.undecided],
        "extensions": [(row, _kept_form(_extension_form(row.extension), refused)) for row in page.extensions],
        "form": refused,
    }
    return render(request, "dashboards/head.html", context)


def _form_for(
    decision: Decision | ApplicationDecision, people: Sequence[tuple[str, str]], due_on: date | None, refused: Refused
) -> Any:
    row = decision.row
    officer = row.inquiry.assignee_id if isinstance(row, Row) else row.application.reviewer_id
    form = _instruct_form(decision.duty, people, to=officer, due_on=due_on)
    return _kept_form(form, refused)


def _kept_form(form: InstructForm | ExtensionForm, refused: Refused) -> Any:
    """The one that was sent and refused, with what was typed, in the place of the empty one."""
    return refused if refused and refused.prefix == form.prefix else form


def _instruct_form(
    duty: Duty, people: Sequence[tuple[str, str]], data: QueryDict | None = None, **initial: object
) -> InstructForm:
    return InstructForm(data, people=people, prefix=f"duty-{duty.pk}", initial=initial)


def _headed(request: HttpRequest, slug: str | None) -> Agency:
    """The agency that was asked for, else the first of those this person heads or acts for."""
    headed = _headed_by(signed_in(request), timezone.now())
    agency = (headed.filter(slug=slug) if slug else headed).first()
    if agency is None:
        raise PermissionDenied
    return agency


def _headed_by(user: User, at: datetime) -> QuerySet[Agency]:
    return agencies_where(user, Permission.INSTRUCT, at=at)


def _duty(request: HttpRequest, pk: int) -> Duty:
    headed = _headed_by(signed_in(request), timezone.now())
    return get_object_or_404(Duty.objects.select_related("agency"), pk=pk, agency__in=headed)


def _head_url(agency: Agency) -> str:
    return reverse("dashboards:head", query={"agency": agency.slug})


@require_POST
def complete_instruction(request: HttpRequest, pk: int) -> HttpResponse:
    at, user = timezone.now(), signed_in(request)
    visible = Instruction.objects.filter(owned(user, Permission.VIEW_DUTIES, path="duty__agency", at=at))
    instruction = get_object_or_404(visible.select_related("duty__agency", "duty__responsible", "about"), pk=pk)
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The report is too long. Nothing was changed."))
        return _back(request)
    try:
        complete(instruction=instruction, note=form.cleaned_data["note"], by=user, at=at)
        messages.success(request, _("Done. %(name)s is told.") % {"name": instruction.given_by})
    except DutyEnded:
        messages.warning(request, _("Somebody was faster: this instruction is done already."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on."""
    here = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(here, {request.get_host()}, require_https=request.is_secure())
    return redirect(here if is_ours else reverse("admin:index"))

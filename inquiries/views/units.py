"""The pages of a unit: what the press office asks, and the answer. Requests to other units do not exist here."""

from datetime import datetime
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.scoped_admin import signed_in
from documents.downloads import file_response
from documents.kept_files import KeepsFiles
from documents.lines import LinesField
from inquiries.models import Attachment, UnitReply, UnitRequest
from inquiries.services import InquiryMoved, acknowledge_request, reply_to_request
from inquiries.unit_work import answers_to, requests_to, unit_tasks
from kernel.lifecycle import IllegalMove

PER_PAGE = 25


class ReplyForm(KeepsFiles):
    text = LinesField(
        label=gettext_lazy("Answer"),
        max_length=UnitReply._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Enter your answer.")},
    )
    field_order = ("mark", "text", "attachments")


@login_required
@require_safe
@never_cache
def unit_requests(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    page = Paginator(requests_to(request.user, at=at), PER_PAGE).get_page(request.GET.get("page"))
    tasks = unit_tasks(list(page.object_list), at=at)
    return render(request, "inquiries/units/list.html", {"page": page, "tasks": tasks})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unit_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with the form of the answer; whatever stands in the way, what was typed comes back."""
    at = timezone.now()
    asked = _asked(request, pk, at)
    form = ReplyForm(request.POST, request.FILES) if request.method == "POST" else ReplyForm()
    if not form.is_valid():
        return _page(request, asked, form, at)
    try:
        reply_to_request(
            request=asked, text=form.cleaned_data["text"], files=form.uploads, by=signed_in(request), at=at
        )
    except (InquiryMoved, IllegalMove):
        form.add_error(None, _("This request is answered already, or no longer needed. Nothing was sent."))
        return _page(request, _asked(request, pk, at), form, at, status=HTTPStatus.CONFLICT)
    form.forget_files()
    messages.success(request, _("The press office has your answer."))
    return redirect("inquiries:unit_request", pk)


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    acknowledge_request(request=_asked(request, pk, at), by=signed_in(request), at=at)
    messages.success(request, _("The press office knows that you have read it."))
    return redirect("inquiries:unit_request", pk)


@login_required
@require_safe
@never_cache
def file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file that the unit itself has sent."""
    at = timezone.now()
    replied = Attachment.objects.filter(reply__request=_asked(request, pk, at)).select_related("file__agency")
    return file_response(get_object_or_404(replied, pk=file).file, by=signed_in(request), at=at)


def _asked(request: HttpRequest, pk: int, at: datetime) -> UnitRequest:
    return get_object_or_404(requests_to(request.user, at=at), pk=pk)


def _page(
    request: HttpRequest, asked: UnitRequest, form: ReplyForm, at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    form.keep_files(at=at)
    task = unit_tasks([asked], at=at)[0]
    context = {"task": task, "asked": asked, "answers": answers_to(asked), "form": form}
    return render(request, "inquiries/units/request.html", context, status=status)

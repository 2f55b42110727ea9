"""The requester's case: be told, follow it, fetch its files."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.limits import too_often
from documents.downloads import file_response, pdf_response
from inquiries import queries
from inquiries.forms.case import ReplyForm, TrackForm
from inquiries.limits import is_within
from inquiries.models import Inquiry
from inquiries.slip import render_slip
from inquiries.views.doors import behind_the_secret, visitor


@behind_the_secret
def receipt(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    return render(request, "inquiries/receipt.html", {"case": queries.case_view(inquiry, at=timezone.now())})


@behind_the_secret
def case(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    context = {
        "case": queries.case_view(inquiry, at=timezone.now()),
        "reply_form": ReplyForm(initial={"submission": uuid4()}),
    }
    return render(request, "inquiries/case.html", context)


@behind_the_secret
def slip(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    return pdf_response(render_slip(inquiry, at=timezone.now()), f"{inquiry.number}.pdf")


@behind_the_secret
def file(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponseBase:
    """A file of this very inquiry and of no other."""
    found = queries.file_of(inquiry, pk)
    if found is None:
        raise Http404
    return file_response(found, by=visitor(request), at=timezone.now())


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    form = TrackForm(request.POST or None)
    if form.is_valid():
        if not is_within(request, "lookup"):
            return too_often(request)
        if inquiry := queries.find_case(**form.cleaned_data):
            return redirect(inquiry)
        form.add_error(None, _("There is no inquiry with this number and this code. Check both on your receipt."))
    return render(request, "inquiries/track.html", {"form": form})

"""What the requester sends from the case: more words, a withdrawal, a complaint. The secret is the right to it."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from inquiries import queries, services
from inquiries.forms.case import AddForm, ComplaintForm, ReplyForm, WithdrawForm
from inquiries.models import Inquiry
from inquiries.rules import obstacle
from inquiries.states import State
from inquiries.views.doors import writer, written_behind_the_secret


@written_behind_the_secret
def add(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Reply to the open question of the office, or add something unasked."""
    is_asked = inquiry.clarifications.filter(closed_at=None).exists()
    form = _form(ReplyForm if is_asked else AddForm, request)
    if form.is_valid():
        try:
            services.supplement_inquiry(inquiry=inquiry, **form.said, by=writer(request, inquiry), at=timezone.now())
        except services.CaseClosed:
            form.add_error(None, _("This inquiry was closed meanwhile. Nothing can be added any more."))
        else:
            messages.success(request, _("The office has what you wrote."))
            return redirect(inquiry)
    return _page(request, "add", inquiry, form)


@written_behind_the_secret
def withdraw(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Give the inquiry up (AI 7)."""
    if inquiry.state == State.WITHDRAWN:  # the button was pressed twice
        return redirect(inquiry)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw_inquiry(
                inquiry=inquiry, reason=form.cleaned_data["reason"], by=writer(request, inquiry), at=timezone.now()
            )
        except services.UnlawfulMove as error:
            form.add_error(None, str(error))
        except services.InquiryMoved:
            form.add_error(None, _("The office has just worked on this inquiry. Look at it again before you decide."))
        else:
            messages.success(request, _("You have withdrawn your inquiry. The office knows."))
            return redirect(inquiry)
    return _page(request, "withdraw", inquiry, form)


@written_behind_the_secret
def complain(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Against the answer, the refusal or the silence (APPC 91, 92; AI 18)."""
    form = _form(ComplaintForm, request)
    if form.is_valid():
        try:
            by = writer(request, inquiry)
            complaint = services.complain(inquiry=inquiry, **form.said, by=by, at=timezone.now())
        except services.NothingToComplainOf:
            form.add_error(None, _("There is nothing to complain of now, or the term for a complaint is over."))
        else:
            return redirect("inquiries:receipt", complaint.number, complaint.secret)
    return _page(request, "complain", inquiry, form)


def _form(kind: type[AddForm], request: HttpRequest) -> AddForm:
    if request.method == "POST":
        return kind(request.POST, request.FILES)
    return kind(initial={"submission": uuid4()})


def _page(request: HttpRequest, name: str, inquiry: Inquiry, form: AddForm | WithdrawForm) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "case": queries.case_view(inquiry, at=now),
        "obstacle": obstacle(inquiry, "withdraw", at=now),
    }
    return render(request, f"inquiries/{name}.html", context)

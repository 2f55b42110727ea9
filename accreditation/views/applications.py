"""The applicant's page: be told, follow it, complete it, take a place, withdraw. The secret is the right to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accreditation import queries, services
from accreditation.forms.acting import CompleteForm, WithdrawForm
from accreditation.forms.holding import ObjectForm
from accreditation.held import days_words
from accreditation.models import Application
from accreditation.rules import obstacle
from accreditation.slip import render_slip
from accreditation.states import State
from accreditation.views.doors import (
    behind_the_secret,
    for_its_people,
    is_of,
    visitor,
    writer,
    written_behind_the_secret,
)
from accreditation.views.objecting import is_late, take_objection
from documents.downloads import file_response, pdf_response, picture_response
from documents.models import File


@behind_the_secret
def receipt(request: HttpRequest, application: Application) -> HttpResponse:
    return _page(request, "receipt", application)


@behind_the_secret
def application(request: HttpRequest, application: Application) -> HttpResponse:
    return _page(request, "application", application)


@behind_the_secret
def slip(request: HttpRequest, application: Application) -> HttpResponse:
    return pdf_response(render_slip(application, at=timezone.now()), f"{application.number}.pdf")


@for_its_people
def photo(request: HttpRequest, application: Application, reader: User) -> HttpResponseBase:
    if application.photo is None:
        raise Http404
    return picture_response(application.photo, by=reader, at=timezone.now())


@for_its_people
def file(request: HttpRequest, application: Application, reader: User, pk: int) -> HttpResponseBase:
    """A document of this very application and of no other."""
    found = File.objects.filter(application_document__application=application, pk=pk).first()
    if found is None:
        raise Http404
    return file_response(found, by=reader, at=timezone.now())


@behind_the_secret
def letter(request: HttpRequest, application: Application, pk: int) -> HttpResponseBase:
    """A letter of this very application; whoever has its address was sent it."""
    found = application.letters.select_related("pdf").filter(pk=pk).first()
    if found is None:
        raise Http404
    return file_response(found.pdf, by=visitor(request), at=timezone.now())


@written_behind_the_secret
def complete(request: HttpRequest, application: Application) -> HttpResponse:
    """Add what was missing when it was returned (APPC 64)."""
    if request.method != "POST":
        return _page(request, "complete", application, form=CompleteForm(), move="complete")
    form = CompleteForm(request.POST, request.FILES)
    form.keep_files(at=timezone.now())
    if "attach" in request.POST:
        form.errors.pop("note", None)  # it is not to be sent yet
        return _page(request, "complete", application, form=form, move="complete")
    if form.is_valid():
        try:
            by = writer(request, application)
            services.complete_application(application=application, **form.said, by=by, at=timezone.now())
        except services.UnlawfulMove as error:
            form.add_error(None, str(error))
        except services.ApplicationMoved:
            form.add_error(None, _("The office has just worked on this application. Look at it again."))
        else:
            form.forget_files()
            messages.success(request, _("The office has what you added."))
            return redirect(application)
    return _page(request, "complete", application, form=form, move="complete")


@written_behind_the_secret
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    if application.state == State.WITHDRAWN:  # the button was pressed twice
        return redirect(application)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            by, reason = writer(request, application), form.cleaned_data["reason"]
            services.withdraw_application(application=application, reason=reason, by=by, at=timezone.now())
        except services.UnlawfulMove as error:
            form.add_error(None, str(error))
        except services.ApplicationMoved:
            form.add_error(None, _("The office has just worked on this application. Look at it again."))
        else:
            messages.success(request, _("You have withdrawn your application. The office knows."))
            return redirect(application)
    return _page(request, "withdraw", application, form=form, move="withdraw")


@written_behind_the_secret
def object_to(request: HttpRequest, application: Application) -> HttpResponse:
    """APPC 73: two working days to object to what the office intends, or to ask to be heard."""
    proceeding = application.proceedings.undecided().known().first()
    if proceeding is None:
        messages.info(request, _("No preliminary decision waits for an objection of yours."))
        return redirect(application)
    form = ObjectForm(request.POST if request.method == "POST" else None)
    if take_objection(request, form, proceeding, writer(request, application)):
        return redirect(application)
    return _page(request, "object_to", application, form=form, is_late=is_late(proceeding))


def _page(request: HttpRequest, name: str, application: Application, move: str = "", **context: object) -> HttpResponse:
    now = timezone.now()
    view = context["view"] = queries.application_view(application, at=now)
    context["days"] = days_words(view.accreditation, at=now) if view.accreditation else ""
    context["today"] = application.agency.local(now).date()
    context["is_theirs"] = is_of(application, visitor(request))
    context["obstacle"] = obstacle(application, move, at=now) if move else ""
    return render(request, f"accreditation/{name}.html", context)

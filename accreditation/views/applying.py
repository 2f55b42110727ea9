"""Applying for oneself: one thing per page, then a look at everything, then the receipt."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accreditation import consents, queries, services
from accreditation.applying import CHECK, DOCUMENTS, PHOTOGRAPH, Applying
from accreditation.choosing import edited_outlets, find_outlets
from accreditation.forms.files import PhotoForm, SendForm, SignatureForm
from accreditation.limits import is_within
from accreditation.models import Application, ApplicationDraft, Intake
from accreditation.rules import holds_permanent
from accreditation.services.sending import SIGNATURE, signed_bytes
from accreditation.views.documents import documents_context, receive_documents
from accreditation.views.doors import SignedInRequest, on_a_draft
from agencies.limits import too_often
from documents.downloads import draft_picture_response


@login_required
@never_cache
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """For whom? Then to the first page, or to where this account left off."""
    known = Intake.objects.announced().select_related("agency", "rules")
    intake, now = get_object_or_404(known, pk=pk), timezone.now()
    is_open = Intake.objects.accepting(at=now).filter(pk=pk).exists()
    if request.method == "POST" and is_open:
        is_list = request.POST.get("whom") == "staff"
        if is_list and not edited_outlets(request.user).exists():
            return redirect("accreditation:claim")
        draft = services.start_draft(intake=intake, is_list=is_list, by=request.user, at=now)
        return redirect(draft)
    context = {
        "intake": queries.intake_view(intake, at=now),
        "is_open": is_open,
        "drafts": ApplicationDraft.objects.of(request.user).filter(intake=intake),
        "needs_none": holds_permanent(intake, account=request.user, at=now),
        "may_edit": edited_outlets(request.user).exists(),
    }
    return render(request, "accreditation/apply/start.html", context)


@on_a_draft(is_list=False)
def apply_on(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """To the first page that is not done."""
    return _go_on(Applying(draft))


@on_a_draft(is_list=False)
def step(request: HttpRequest, draft: ApplicationDraft, step: str) -> HttpResponseBase:
    """One thing per page. Who jumps ahead is led back to the first gap."""
    applying = Applying(draft)
    if not applying.may_see(step):
        return _go_on(applying)
    page = PAGES.get(step)
    return page(request, applying) if page else _form_page(request, applying, step)


def _form_page(request: HttpRequest, applying: Applying, step: str) -> HttpResponse:
    if request.method == "POST":
        applying.keep(step, request.POST, at=timezone.now())
        if applying.form(step).is_valid():
            return _go_on(applying)
    words = {"words": request.GET.get("q", "")} if step == "outlet" else {}
    return _page(request, applying, step, form=applying.form(step, **words), **words)


def _page(request: HttpRequest, applying: Applying, step: str, **context: Any) -> HttpResponse:
    position, intake = applying.steps.index(step), applying.draft.intake
    first = reverse("accreditation:apply", args=[intake.pk])
    context |= {
        "applying": applying,
        "intake": intake,
        "back": applying.address(applying.steps[position - 1]) if position else first,
        "position": position + 1,
        "total": len(applying.steps),
    }
    if step == "consents":
        subject = applying.answers["full_name"]
        context["processing"] = consents.processing(intake.agency, subject)
        context["publication"] = consents.publication(intake.agency, subject)
    return render(request, f"accreditation/apply/{step.replace('-', '_')}.html", context)


def photo_page(request: HttpRequest, applying: Applying) -> HttpResponse:
    form = PhotoForm(has_photo=applying.photo is not None)
    if request.method == "POST":
        if request.FILES and not is_within(request, "application_upload"):
            return too_often(request)
        form = PhotoForm(request.POST, request.FILES, has_photo=applying.photo is not None)
        if form.is_valid():
            now, photo = timezone.now(), form.cleaned_data["photo"]
            if photo:
                services.replace_photo(draft=applying.draft, photo=photo, at=now)
            applying.keep(PHOTOGRAPH, request.POST, at=now)
            return _go_on(applying) if "go_on" in request.POST else redirect(applying.address(PHOTOGRAPH))
    return _page(request, applying, PHOTOGRAPH, form=form)


def signature_page(request: HttpRequest, applying: Applying) -> HttpResponse:
    """Nobody has to sign; whoever does need not send a copy of a document."""
    form = SignatureForm(request.POST, request.FILES) if request.method == "POST" else SignatureForm()
    if form.is_valid():
        now, cms = timezone.now(), form.cleaned_data["signature"]
        if cms:
            services.sign_draft(draft=applying.draft, words=applying.words, cms=cms, at=now)
            return redirect(applying.address(SIGNATURE))
        if applying.signature is None:
            applying.keep(SIGNATURE, {}, at=now)
        return _go_on(Applying(applying.draft))
    return _page(request, applying, SIGNATURE, form=form)


def document_page(request: HttpRequest, applying: Applying) -> HttpResponse:
    if request.method != "POST":
        return _page(request, applying, DOCUMENTS, **documents_context(applying.slots))
    is_done, wrong = receive_documents(request, applying.draft, applying.slots)
    if wrong:
        return _page(request, applying, DOCUMENTS, **wrong)
    if not is_done:
        return redirect(applying.address(DOCUMENTS))
    applying.keep(DOCUMENTS, {}, at=timezone.now())
    return _go_on(applying)


def check(request: HttpRequest, applying: Applying) -> HttpResponse:
    """Everything once more, with the day of the decision, and the button that sends it."""
    form = SendForm(request.POST) if request.method == "POST" else SendForm()
    problem, status = "", HTTPStatus.OK
    if form.is_valid():
        try:
            return _send(request, applying)
        except services.AppliedAlready:
            problem = _("An application of this person for this outlet is already being considered in this intake.")
            status = HTTPStatus.CONFLICT
    draft, now = applying.draft, timezone.now()
    context = {
        "form": form,
        "problem": problem,
        "forecast": queries.forecast(draft.intake, at=now),
        "needs_none": holds_permanent(draft.intake, iin=applying.answers["iin"], account=draft.user, at=now),
    }
    response = _page(request, applying, CHECK, **context)
    response.status_code = status
    return response


PAGES = {PHOTOGRAPH: photo_page, SIGNATURE: signature_page, DOCUMENTS: document_page, CHECK: check}


@login_required
@never_cache
def check_and_send(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A form that was sent already leads to its receipt: the button was pressed twice, or the page was sent again."""
    form = SendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        mark = form.cleaned_data["submission"]
        sent = Application.objects.of(request.user).filter(submission=mark).first()
        if sent:
            return redirect("accreditation:receipt", sent.number, sent.secret)
    return step(request, pk=pk, step=CHECK)


def _send(request: HttpRequest, applying: Applying) -> HttpResponse:
    draft, now = applying.draft, timezone.now()
    user, words, cms = draft.user, applying.words, applying.cms
    if not is_within(request, "application", str(user.pk)):
        return too_often(request)
    sent = services.submit_draft(
        draft=draft, person=applying.person, wanted=applying.wanted, documents=applying.documents, by=user, at=now
    )
    if cms:
        services.sign_application(application=sent, words=words, cms=cms, by=user, at=now)
    return redirect("accreditation:receipt", sent.number, sent.secret)


@require_safe
@on_a_draft(is_list=False)
def words(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """Exactly what the signature is to be of, as a file."""
    applying = Applying(draft)
    if not applying.may_see(SIGNATURE):
        return _go_on(applying)
    disposition = {"Content-Disposition": 'attachment; filename="application.txt"'}
    return HttpResponse(signed_bytes(applying.words), content_type="text/plain; charset=utf-8", headers=disposition)


@require_safe
@on_a_draft(is_list=False)
def kept_photo(request: HttpRequest, draft: ApplicationDraft) -> HttpResponseBase:
    """The photograph as it was cut, for its own page."""
    photo = draft.files(services.PHOTO).first()
    if photo is None:
        raise Http404
    return draft_picture_response(photo)


@require_POST
@on_a_draft(is_list=False)
def drop(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    services.drop_draft(draft=draft)
    messages.success(request, _("The unfinished application is deleted."))
    return redirect("accreditation:mine")


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """What a search finds, as choices for the page somebody is typing on."""
    if not is_within(request, "outlet_search"):
        return too_often(request)
    return render(request, "accreditation/apply/found.html", {"found": find_outlets(request.GET.get("q", ""))})


def _go_on(applying: Applying) -> HttpResponse:
    """To the first gap: the next step, or the check when nothing is missing any more."""
    return redirect(applying.address(applying.gap))

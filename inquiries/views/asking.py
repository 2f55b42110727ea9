"""Asking: one thing per page, then a look at everything, then the receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agencies.limits import too_often
from agencies.models import Agency
from documents.services import drop_drafts, keep_drafts
from inquiries import queries, services
from inquiries.asking import CHECK, FILES, FORMS, Asking, address
from inquiries.forms.asking import FilesForm, SendForm
from inquiries.limits import is_within
from inquiries.models import Inquiry
from inquiries.search import offers
from inquiries.views.doors import visitor


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The first step; `?agency=slug` takes it, which is how an agency links here from its own pages."""
    asking = _asking(request)
    slug = request.GET.get("agency", "")
    if request.method == "GET" and "\0" not in slug and Agency.objects.filter(slug=slug, is_active=True).exists():
        asking.keep("agency", request.GET)
        return _go_on(asking)
    return _step(request, asking, "agency")


@never_cache
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One thing per page. Who jumps ahead is led back to the first gap."""
    asking = _asking(request)
    if step not in FORMS or not asking.may_see(step):
        return _go_on(asking)
    return _step(request, asking, step)


def _step(request: HttpRequest, asking: Asking, step: str) -> HttpResponse:
    if request.method == "POST":
        asking.keep(step, request.POST)
        if asking.form(step).is_valid():
            return _go_on(asking)
    return _page(request, asking, step, form=asking.form(step))


def _page(request: HttpRequest, asking: Asking, step: str, **context: Any) -> HttpResponse:
    position = asking.steps.index(step)
    back = address(asking.steps[position - 1]) if position else reverse("home")
    context |= {"asking": asking, "back": back, "position": position + 1, "total": len(asking.steps)}
    return render(request, f"inquiries/ask/{step}.html", context)


@never_cache
def files(request: HttpRequest) -> HttpResponse:
    """Files are kept at once, so that no later mistake loses them."""
    asking = _asking(request)
    if not asking.may_see(FILES):
        return _go_on(asking)
    form = FilesForm()
    if request.method == "POST":
        if request.FILES and not is_within(request, "upload"):
            return too_often(request)
        form = _change_files(request, asking)
        if form.is_valid():
            return _go_on(asking) if "go_on" in request.POST else redirect("inquiries:files")
    return _page(request, asking, FILES, form=form)


def _change_files(request: HttpRequest, asking: Asking) -> FilesForm:
    """Keep what was chosen and is let in, drop what is to be removed."""
    asking.keep(FILES, request.POST)
    form = FilesForm(request.POST, request.FILES, room=asking.room)
    form.full_clean()
    keep_drafts(form.cleaned_data["uploads"], form=asking.submission, at=timezone.now())
    removed = request.POST.get("remove", "")
    if removed.isdecimal():
        drop_drafts(form=asking.submission, pk=int(removed))
    return form


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more, with the law and the due date, and the button that sends it."""
    asking = _asking(request)
    mark = {"submission": asking.submission}
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm(initial=mark)
    if form.is_valid():
        sent = Inquiry.objects.filter(submission=form.cleaned_data["submission"]).first()
        if sent:  # the button was pressed twice, or the browser sent the page again
            return redirect("inquiries:receipt", sent.number, sent.secret)
    if asking.gap != CHECK:
        return _go_on(asking)
    if form.is_valid():
        return _send(request, asking, form.cleaned_data.get("signature", b""))
    at, said = timezone.now(), asking.answers
    forecast = queries.forecast(said["agency"], asking.regime, at=at)
    known = offers(f"{said['subject']} {said['text']}", agency=said["agency"], language=said["language"], at=at)
    return _page(request, asking, CHECK, form=form, forecast=forecast, offers=known)


@require_safe
@never_cache
def words(request: HttpRequest) -> HttpResponse:
    """Exactly what the signature on the check page is to be of, as a file."""
    asking = _asking(request)
    if asking.gap != CHECK:
        return _go_on(asking)
    disposition = {"Content-Disposition": 'attachment; filename="question.txt"'}
    return HttpResponse(asking.words, content_type="text/plain; charset=utf-8", headers=disposition)


def _send(request: HttpRequest, asking: Asking, cms: bytes) -> HttpResponse:
    answers, user = asking.answers, visitor(request)
    if not is_within(request, "question") or not is_within(request, "question_email", answers["email"]):
        return too_often(request)
    inquiry = services.receive_inquiry(
        agency=answers["agency"],
        asker=asking.asker,
        question=asking.question,
        submission=asking.submission,
        by=user,
        at=timezone.now(),
    )
    if cms:
        services.sign_inquiry(inquiry=inquiry, cms=cms, by=user, at=timezone.now())
    drop_drafts(form=asking.submission)
    asking.forget()
    return redirect("inquiries:receipt", inquiry.number, inquiry.secret)


def _asking(request: HttpRequest) -> Asking:
    return Asking(request.session, visitor(request))


def _go_on(asking: Asking) -> HttpResponse:
    """To the first gap: the next step, or the check when nothing is missing any more."""
    return redirect(address(asking.gap))

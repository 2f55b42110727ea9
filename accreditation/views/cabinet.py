"""The cabinet: one's accreditations, applications, drafts, outlets, and claims to apply for staff."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accreditation import cabinet, services
from accreditation.forms.newsroom import ClaimForm, EngagementForm
from accreditation.limits import is_within
from accreditation.models import Editor, Engagement
from accreditation.notices.kinds import INTAKE
from accreditation.views.doors import SignedInRequest
from agencies.limits import too_often

Form = EngagementForm | ClaimForm


@login_required
@require_safe
@never_cache
def mine(request: SignedInRequest) -> HttpResponse:
    view = cabinet.cabinet_view(request.user, page=request.GET.get("page", ""), at=timezone.now())
    context = {"cabinet": view, "page": view.page, "topic": INTAKE.code}
    return render(request, "accreditation/mine.html", context)


@login_required
@never_cache
def engage(request: SignedInRequest) -> HttpResponse:
    """Say for which outlet one works."""

    def keep(form: Form) -> str:
        said = form.cleaned_data
        work = Engagement(user=request.user, **said)
        services.start_engagement(work=work, by=request.user, at=timezone.now())
        return _("The outlet is among yours now.")

    return _form_page(request, EngagementForm, "engage", keep)


@login_required
@never_cache
def claim(request: SignedInRequest) -> HttpResponse:
    """Say whose staff one may apply for; an officer confirms it."""

    def keep(form: Form) -> str:
        services.ask_to_edit(**form.cleaned_data, by=request.user, at=timezone.now())
        return _("An officer confirms that you may apply for the staff of this outlet. We write to you then.")

    return _form_page(request, ClaimForm, "claim", keep)


@login_required
@require_POST
def end_engagement(request: SignedInRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(Engagement.objects.select_related("outlet"), pk=pk, user=request.user)
    services.end_engagement(work=work, by=request.user, at=timezone.now())
    messages.success(request, _("You no longer work for %(outlet)s.") % {"outlet": work.outlet.name})
    return redirect("accreditation:mine")


@login_required
@require_POST
def give_up(request: SignedInRequest, pk: int) -> HttpResponse:
    editor = get_object_or_404(Editor.objects.select_related("outlet"), pk=pk, user=request.user)
    services.end_editor(editor=editor, by=request.user, at=timezone.now())
    messages.success(request, _("You no longer apply for the staff of %(outlet)s.") % {"outlet": editor.outlet.name})
    return redirect("accreditation:mine")


def _form_page(request: HttpRequest, kind: type[Form], name: str, keep: Callable[[Form], str]) -> HttpResponse:
    """Search by GET, choose by POST. Sent twice, it is said once."""
    words = request.GET.get("q", "")
    form = kind(request.POST if request.method == "POST" else None, words=words)
    if form.is_valid():
        if not is_within(request, "newsroom", str(request.user.pk)):
            return too_often(request)
        messages.success(request, keep(form))
        return redirect("accreditation:mine")
    return render(request, f"accreditation/{name}.html", {"form": form, "words": words})

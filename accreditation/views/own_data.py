"""A person's own data: a copy, who has read their files, and the withdrawal of consent (law “On personal data”)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accreditation.forms.holding import SureForm
from accreditation.models import Application
from accreditation.privacy import consented, person_data, who_read
from accreditation.services.privacy import NotTheirs, StillNeeded, export_data, withdraw_consent
from accreditation.states import HELD, OPEN
from agencies.scoped_admin import signed_in

DATA = "accreditation:own_data"


@require_safe
@never_cache
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    return render(request, "accreditation/own_data.html", {"applications": consented(user, at=timezone.now())})


@require_POST
@never_cache
@login_required
def copy(request: HttpRequest) -> HttpResponse:
    """By POST, for it is written down that the copy was taken."""
    user, at = signed_in(request), timezone.now()
    export_data(by=user, at=at)
    response = JsonResponse(person_data(user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="accreditation-data-{at:%Y-%m-%d}.json"'
    return response


@require_safe
@never_cache
@login_required
def readers(request: HttpRequest) -> HttpResponse:
    return render(request, "accreditation/readers.html", {"files": who_read(signed_in(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """PD 8(7): the office answers within the term, and either erases or says which law wants the data kept."""
    user = signed_in(request)
    known = Application.objects.of(user).select_related("agency__parent", "intake", "outlet", "reviewer")
    application = get_object_or_404(known, pk=pk, erased_at=None)
    form = SureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_consent(application=application, by=user, at=timezone.now())
        except StillNeeded:
            form.add_error(None, _("The application is not decided yet: withdraw it first."))
        except NotTheirs:
            form.add_error(None, _("Only the person decides about their own data."))
        else:
            messages.success(request, _("The office has your withdrawal and answers by letter."))
            return redirect(DATA)
    asked = application.consent_withdrawals.filter(decided_at=None).exists()
    context = {
        "application": application,
        "form": form,
        "asked": asked,
        "is_open": application.state in OPEN,
        "is_theirs": user.pk == (application.applicant_id or application.submitted_by_id),
        "is_held": application.state not in OPEN and _is_held(application),
    }
    return render(request, "accreditation/withdraw_consent.html", context)


def _is_held(application: Application) -> bool:
    accreditation = getattr(application, "accreditation", None)
    return accreditation is not None and accreditation.state in HELD

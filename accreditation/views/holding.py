"""What the holder of an accreditation does: object, give up, report a lost card, be in the public list or not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accreditation.forms.holding import GiveUpForm, ObjectForm, PublicationForm, SureForm
from accreditation.held import days_words, proceeding_view, proceeding_views
from accreditation.models import Accreditation
from accreditation.services import (
    AccreditationMoved,
    give_up_accreditation,
)
from accreditation.services.cards import CardRevoked, report_lost
from accreditation.services.privacy import choose_publication
from accreditation.states import HELD
from accreditation.views.objecting import is_late, take_objection
from agencies.scoped_admin import signed_in
from deadlines.reckoning import calendar_of
from kernel.lifecycle import IllegalMove

HOLDING = "accreditation:holding"
View = Callable[..., HttpResponseBase]


def of_the_holder(view: View) -> View:
    """A page about one accreditation, for its holder alone; nobody else learns that it exists."""

    @wraps(view)
    @never_cache
    @login_required
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        return view(request, find_held(signed_in(request), pk), **kwargs)

    return guarded


def find_held(user: User, pk: int) -> Accreditation:
    known = ("agency__parent", "application__applicant", "outlet", "holder")
    return get_object_or_404(Accreditation.objects.of(user).select_related(*known), pk=pk)


@require_safe
@of_the_holder
def holding(request: HttpRequest, accreditation: Accreditation) -> HttpResponse:
    """What stands of it, and the ways from here."""
    at = timezone.now()
    views = proceeding_views(accreditation.proceedings.all(), accreditation.agency, at=at)
    context = {
        "accreditation": accreditation,
        "card": accreditation.card,
        "days": days_words(accreditation, at=at),
        "is_held": accreditation.state in HELD,
        "pauses": list(accreditation.pauses.order_by("-pk")),
        "breaches": list(accreditation.breaches.all()),
        "proceedings": views,
        "letters": list(accreditation.application.letters.select_related("agency").order_by("-pk")),
        "today": accreditation.agency.local(at).date(),
    }
    return render(request, "accreditation/holding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_holder
def object_to(request: HttpRequest, accreditation: Accreditation) -> HttpResponse:
    """APPC 73: two working days to object to a preliminary decision, or to ask to be heard."""
    at = timezone.now()
    proceeding = accreditation.proceedings.undecided().known().first()
    if proceeding is None:
        messages.info(request, _("No preliminary decision waits for an objection of yours."))
        return redirect(HOLDING, accreditation.pk)
    form = ObjectForm(request.POST if request.method == "POST" else None)
    if take_objection(request, form, proceeding, signed_in(request)):
        return redirect(HOLDING, accreditation.pk)
    view = proceeding_view(proceeding, accreditation.agency, calendar_of(accreditation.agency), at=at)
    context = {"accreditation": accreditation, "view": view, "form": form, "is_late": is_late(proceeding)}
    return render(request, "accreditation/object.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_holder
def give_up(request: HttpRequest, accreditation: Accreditation) -> HttpResponse:
    if accreditation.state not in HELD:  # the button was pressed twice, or it has ended by itself
        return redirect(HOLDING, accreditation.pk)
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "by": signed_in(request), "at": timezone.now()}
        try:
            give_up_accreditation(accreditation=accreditation, **said)
        except (AccreditationMoved, IllegalMove, CardRevoked):
            form.add_error(None, _("The office has just worked on this accreditation. Look at it again first."))
        else:
            messages.success(request, _("You gave the accreditation up. Please give the card back."))
            return redirect(HOLDING, accreditation.pk)
    return render(request, "accreditation/give_up.html", {"accreditation": accreditation, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_holder
def lost(request: HttpRequest, accreditation: Accreditation) -> HttpResponse:
    card = accreditation.card
    if card is None:
        messages.info(request, _("No card of yours is good now: there is nothing to report."))
        return redirect(HOLDING, accreditation.pk)
    form = SureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            report_lost(card=card, by=signed_in(request), at=timezone.now())
            messages.success(request, _("Your card is revoked: gates refuse it. The office issues you a new one."))
        except CardRevoked:
            messages.info(request, _("Your card was revoked already."))
        return redirect(HOLDING, accreditation.pk)
    context = {"accreditation": accreditation, "card": card, "form": form}
    return render(request, "accreditation/lost.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_holder
def publication(request: HttpRequest, accreditation: Accreditation) -> HttpResponse:
    """PD 7(3): nobody is published without wanting it, and may change their mind at any time."""
    initial = {"publish": "yes" if accreditation.is_public else "no"}
    form = PublicationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        publish, at = form.cleaned_data["publish"], timezone.now()
        choose_publication(accreditation=accreditation, publish=publish, by=signed_in(request), at=at)
        words = _("You are in the public list.") if publish else _("You are not in the public list.")
        messages.success(request, words)
        return redirect(HOLDING, accreditation.pk)
    return render(request, "accreditation/publication.html", {"accreditation": accreditation, "form": form})

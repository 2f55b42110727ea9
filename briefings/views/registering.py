"""Registering: in one click with an accreditation or an application, else by a short form. Nothing typed is lost."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accreditation.models import Accreditation, Application
from briefings import services
from briefings.forms.public import ApplicantForm, ParticipantForm, PlaceForm
from briefings.limits import is_within
from briefings.models import Event, Registration
from briefings.queries import PlaceView, places_of
from briefings.services import Participant
from briefings.states import RegistrationState
from briefings.views.doors import announced, visitor
from briefings.ways import Way, WayIn, way_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    event, user = announced(pk), visitor(request)
    places = places_of(event)
    way = way_in(event, user, has_places=bool(places), at=timezone.now())
    if way.registration:
        return redirect(way.registration)
    if not way.is_open:
        return _closed(request, event, way)
    form = form_for(request.POST if request.method == "POST" else None, event, way, places, user)
    status = HTTPStatus.OK
    if form.is_valid():
        made, form, status = _try(request, form, way)
        if made:
            return redirect(made)
    context = {"event": event, "form": form, "way": way, "has_room": any(place.has_room for place in places)}
    return render(request, "briefings/register.html", context, status=status)


def _closed(request: HttpRequest, event: Event, way: WayIn) -> HttpResponse:
    """Why not; with what was typed, where the form was open when it was begun."""
    fields = [(name, field.label) for name, field in ParticipantForm.base_fields.items() if field.label]
    typed = [(label, request.POST[name]) for name, label in fields if request.POST.get(name)]
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "briefings/closed.html", {"event": event, "way": way, "typed": typed}, status=status)


def form_for(data: QueryDict | None, event: Event, way: WayIn, places: list[PlaceView], user: User | None) -> PlaceForm:
    given: dict[str, Any] = {"event": event, "places": places, "user": user}
    if way.way == Way.APPLICANT:
        return ApplicantForm(data, applications=list(way.applications), **given)
    return PlaceForm(data, **given) if way.way == Way.HOLDER else ParticipantForm(data, **given)


def _try(request: HttpRequest, form: PlaceForm, way: WayIn) -> tuple[Registration | None, PlaceForm, HTTPStatus]:
    """The registration, or the form with what is wrong; every refusal is said, and nothing typed is lost."""
    user = visitor(request)
    participant, application = _participant(form, way, user)
    secret = form.secret_for(participant.email)
    if known := Registration.objects.filter(event=form.event, secret=secret).first():
        return known, form, HTTPStatus.OK  # sent twice
    if not is_within(request, "registration") or not is_within(request, "registration_email", participant.email):
        form.add_error(None, _("This was sent too often from your network or for this address. Try again in an hour."))
        return None, form, HTTPStatus.TOO_MANY_REQUESTS
    try:
        registration = services.register(
            event=form.event,
            participant=participant,
            position=form.cleaned_data["position"],
            acknowledged=form.acknowledged_version,
            application=application,
            secret=secret,
            at=timezone.now(),
        )
    except services.RegulationUnread:
        return None, _with_new_regulation(form, way, user), HTTPStatus.CONFLICT
    except (services.RegistrationClosed, services.QuotaReached, services.AccreditationNeeded) as error:
        form.add_error(None, _refusal(error))
        return None, form, HTTPStatus.CONFLICT
    if registration.secret != secret and not _is_theirs(registration, user, application):
        where = "email" if "email" in form.fields else None
        form.add_error(where, _("This address is registered already. The letter we sent to it leads to its page."))
        return None, form, HTTPStatus.CONFLICT
    messages.success(request, _said(registration))
    return registration, form, HTTPStatus.OK


def _refusal(error: Exception) -> str:
    if isinstance(error, services.QuotaReached):
        return _(
            "As many people of your outlet are registered as any outlet may send. One of them can withdraw, or you "
            "take part by video link if the event has one."
        )
    if isinstance(error, services.AccreditationNeeded):
        return _(
            "This event is for accredited journalists, and no accreditation of yours at this body holds on that day."
        )
    return _("Registration has just been closed. You are not registered.")


def _participant(form: PlaceForm, way: WayIn, user: User | None) -> tuple[Participant, Application | None]:
    said = form.cleaned_data
    if isinstance(form, ApplicantForm):
        row: Application = said["application"]
        known = _known(row) | {"email": row.email, "phone": row.phone, "user": row.applicant, "language": row.language}
        return Participant(**known, wishes=said["wishes"]), row
    if way.accreditation and user:
        language = (get_language() or user.language)[:2]
        known = _known(way.accreditation) | {"email": user.email, "phone": user.phone, "user": user}
        return Participant(**known, language=language, wishes=said["wishes"]), None
    names = ("full_name", "email", "phone", "outlet_name", "function", "language", "wishes")
    return Participant(**{name: said[name] for name in names}, user=user), None


def _known(row: Application | Accreditation) -> dict[str, Any]:
    """Nobody types again what was checked already."""
    outlet = row.outlet
    return {"full_name": row.full_name, "outlet_name": outlet.name, "outlet": outlet, "function": row.function}


def _with_new_regulation(form: PlaceForm, way: WayIn, user: User | None) -> PlaceForm:
    """The regulation was changed while the form was being filled in: it is shown anew, and acknowledged anew."""
    event = announced(form.event.pk)
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(event.regulation_version)
    data.pop("acknowledged", None)
    fresh = form_for(data, event, way, places_of(event), user)
    words = _("The regulation of the event has been changed meanwhile. Read it and acknowledge it anew.")
    fresh.add_error("acknowledged" if "acknowledged" in fresh.fields else None, words)
    return fresh


def _is_theirs(registration: Registration, user: User | None, application: Application | None) -> bool:
    """The page of a registration is opened to whoever made it, never to whoever knows the address.

    The address of an account is verified.
    """
    if application and registration.application_id == application.pk:
        return True
    return user is not None and (registration.user_id == user.pk or registration.email.lower() == user.email.lower())


def _said(registration: Registration) -> str:
    if registration.state == RegistrationState.WAITING:
        return _("You are on the waiting list. We write to you when a place becomes free.")
    if registration.state == RegistrationState.APPLIED:
        return _("You are noted. The place is given when you are accredited.")
    return _("You are registered. A letter with the date for your calendar is on its way.")

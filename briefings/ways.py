"""How somebody comes to an event: in one click, by a form, by an application first, or not at all and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from accreditation.models import Accreditation, Application
from accreditation.states import OPEN, State
from briefings.models import Event, Registration
from briefings.services import held_accreditation, takes_registrations
from briefings.states import Entry, EventKind, EventState


class Way(StrEnum):
    REGISTERED = "registered"
    HOLDER = "holder"  # a permanent accreditation: name and outlet are known
    APPLICANT = "applicant"  # applied for the temporary one: the place waits for the decision
    FORM = "form"
    APPLY = "apply"  # the temporary accreditation comes first
    SIGN_IN = "sign_in"
    UNACCREDITED = "unaccredited"
    CLOSED_SESSION = "closed_session"
    CANCELLED = "cancelled"
    OVER = "over"
    ENDED = "ended"  # the term of registration has passed
    NONE = "none"  # there are no places to register for


OPEN_WAYS = (Way.HOLDER, Way.APPLICANT, Way.FORM)


@dataclass(frozen=True)
class WayIn:
    way: Way
    registration: Registration | None = None
    accreditation: Accreditation | None = None
    applications: Sequence[Application] = ()

    @property
    def is_open(self) -> bool:
        return self.way in OPEN_WAYS


def way_in(event: Event, user: User | None, *, has_places: bool, at: datetime) -> WayIn:
    own = Registration.objects.of(user).active().filter(event=event).order_by("rank").first() if user else None
    if own:
        return WayIn(Way.REGISTERED, registration=own)
    if not takes_registrations(event, at=at):
        return WayIn(_closed(event, at))
    return _open(event, user, at) if has_places else WayIn(Way.NONE)


def _open(event: Event, user: User | None, at: datetime) -> WayIn:
    if accreditation := held_accreditation(event, user, at=at):
        return WayIn(Way.HOLDER, accreditation=accreditation)
    if event.entry == Entry.OPEN:
        return WayIn(Way.FORM)
    if user is None:
        return WayIn(Way.SIGN_IN)
    if event.entry == Entry.ACCREDITED:
        return WayIn(Way.UNACCREDITED)
    applications = applications_for(event, user)
    return WayIn(Way.APPLICANT, applications=applications) if applications else WayIn(Way.APPLY)


def applications_for(event: Event, user: User) -> list[Application]:
    """To the intake of the event, their own and those they sent as a chief editor, that are not registered yet."""
    known = Application.objects.of(user).filter(intake=event.intake_id, state__in=(*OPEN, State.ACCREDITED))
    registered = Registration.objects.active().exclude(application=None).values("application")
    return list(known.exclude(pk__in=registered).select_related("outlet", "applicant").order_by("pk"))


def _closed(event: Event, at: datetime) -> Way:
    if event.state == EventState.CANCELLED:
        return Way.CANCELLED
    if event.state == EventState.HELD or at >= event.ends_at:
        return Way.OVER
    return Way.CLOSED_SESSION if event.kind == EventKind.CLOSED_SESSION else Way.ENDED

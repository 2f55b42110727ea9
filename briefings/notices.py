"""What participants, the accredited and subscribers are told of events; each once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accreditation.services.noticing import accredited
from briefings.calendars import render_invitation
from briefings.models import Change, Event, Question, Registration
from briefings.states import ChangeKind, EventState
from notifications.kinds import MessageKind
from notifications.services import Recipient
from notifications.subscribing import subscribers
from notifications.writing import Fact, News, write

REGISTRATION = MessageKind("event_registration", _("Your place at an event"))
CHANGE = MessageKind("event_change", _("An event you registered for changed"))
REMINDER = MessageKind("event_reminder", _("An event you registered for begins soon"))
TO_THE_ACCREDITED = MessageKind("event_announced", _("Events of bodies that accredited you"))
QUESTION = MessageKind("event_question", _("Your question at an event"))
EVENT = MessageKind("event", _("An agency announces an event, moves or cancels it"), optional=True, public=True)
MESSAGE_KINDS = (REGISTRATION, CHANGE, REMINDER, QUESTION, TO_THE_ACCREDITED, EVENT)

WHY_ACCREDITED = _(
    "You get this letter because you are accredited at this body; the law on mass media wants it (article 28(2))."
)
WHY_REGISTERED = _("You get this letter because you registered for this event.")
WHY_SUBSCRIBED = _("You get this letter because this address is subscribed to announcements of events.")
HEADINGS = {
    ChangeKind.ANNOUNCED: _("Announced: %(name)s"),
    ChangeKind.CONFIRMED: _("Confirmed: %(name)s"),
    ChangeKind.MOVED: _("Another time: %(name)s"),
    ChangeKind.CANCELLED: _("Cancelled: %(name)s"),
}


def tell_registered(registration: Registration, *, at: datetime) -> None:
    """With the invitation that puts the event into the reader's calendar."""
    news = News(
        _("You are registered: %(name)s"),
        _(
            "Bring a document that shows who you are. If you cannot come, withdraw, so that somebody else gets the "
            "place."
        ),
        action=_("Open your registration"),
        why=WHY_REGISTERED,
    )
    _tell(REGISTRATION, registration, f"registered/{registration.event.sequence}", news, at=at, invites=True)


def tell_waiting(registration: Registration, *, at: datetime) -> None:
    news = News(
        _("You are on the waiting list: %(name)s"),
        _("All places are taken. When one becomes free it is offered in the order of registration."),
        action=_("Open your registration"),
        why=WHY_REGISTERED,
    )
    _tell(REGISTRATION, registration, "waiting", news, at=at)


def tell_kept_place(registration: Registration, *, at: datetime) -> None:
    with translation.override(registration.language):
        until = _moment(registration.event, registration.offer_until_at)
    news = News(
        _("A place has become free for you: %(name)s"),
        _("Accept it in time, or it goes to the next person and you wait on behind all others."),
        facts=[Fact(_("Kept for you until"), until)],
        action=_("Accept the place"),
        why=WHY_REGISTERED,
    )
    _tell(REGISTRATION, registration, f"offer/{registration.rank}", news, at=at)


def tell_withdrawn(registration: Registration, *, at: datetime) -> None:
    """An officer did it for them; the invitation that goes along takes the event out of the reader's calendar."""
    news = News(
        _("You are no longer registered: %(name)s"),
        _(
            "The press office withdrew your registration, as it was asked to. If you did not ask for it, call the "
            "press office; you can register again while there are places."
        ),
    )
    _tell(REGISTRATION, registration, "withdrawn", news, at=at, invites=True)


def tell_unplaced(registration: Registration, *, at: datetime) -> None:
    news = News(_("No place became free: %(name)s"), _("The event begins, and the waiting list has ended."))
    _tell(REGISTRATION, registration, "unplaced", news, at=at)


def tell_unaccredited(registration: Registration, *, at: datetime) -> None:
    news = News(
        _("Without accreditation there is no place: %(name)s"),
        _("The event is for accredited journalists. The letter about your application says why, and what you can do."),
    )
    _tell(REGISTRATION, registration, "unaccredited", news, at=at)


def tell_reminder(registration: Registration, *, at: datetime) -> None:
    news = News(
        _("It begins soon: %(name)s"),
        _("If you cannot come, withdraw, so that somebody else gets the place."),
        action=_("Open your registration"),
        why=WHY_REGISTERED,
    )
    _tell(REMINDER, registration, f"reminder/{registration.next_reminder_at:%Y%m%dT%H%M}", news, at=at)


def tell_declined(question: Question, *, at: datetime) -> None:
    news = News(
        _("Your question was declined: %(name)s"),
        "",
        facts=[Fact(_("Question"), question.text), Fact(_("Reason"), question.reason)],
        why=WHY_REGISTERED,
    )
    _tell(QUESTION, question.registration, f"declined/{question.pk}", news, at=at)


def tell_in_writing(question: Question, *, at: datetime) -> None:
    """Beside the receipt of the inquiry itself, which names its term."""
    news = News(
        _("Your question will be answered in writing: %(name)s"),
        _("It is registered as an inquiry and has a term by law from the day you asked it."),
        facts=[
            Fact(_("Question"), question.text),
            Fact(_("Number of the inquiry"), question.inquiry.number if question.inquiry else ""),
        ],
        why=WHY_REGISTERED,
    )
    _tell(QUESTION, question.registration, f"in-writing/{question.pk}", news, at=at)


@dataclass(frozen=True)
class Reach:
    """How many a change made now is sent to: each address counts once, in this order."""

    participants: int
    accredited: int
    subscribers: int

    @property
    def total(self) -> int:
        return self.participants + self.accredited + self.subscribers


def reach_of(event: Event, *, at: datetime) -> Reach:
    change = Change(event=event, at=at)
    told = {registration.email.lower() for registration in _concerned(change)}
    counted = {TO_THE_ACCREDITED: 0, EVENT: 0}
    participants = len(told)
    for to, _language, kind, _why in _public(change):
        if to.email.lower() not in told:
            told.add(to.email.lower())
            counted[kind] += 1
    return Reach(participants, counted[TO_THE_ACCREDITED], counted[EVENT])


def tell_change(change: Change, *, at: datetime) -> int:
    """Everybody concerned: participants, then the accredited, then subscribers; each address once. How many."""
    told = set()
    for registration in _concerned(change):
        told.add(registration.email.lower())
        _tell_participant(change, registration, at=at)
    for to, language, kind, why in _public(change):
        if to.email.lower() not in told:
            told.add(to.email.lower())
            _write_change(kind, change, to, language, change.event.get_absolute_url, why, at=at)
    return len(told)


def _concerned(change: Change) -> Sequence[Registration]:
    found = Registration.objects.active().filter(event=change.event, registered_at__lte=change.at)
    return list(found.select_related("event__agency", "event__room", "user").order_by("rank"))


def _public(change: Change) -> Iterator[tuple[Recipient, str, MessageKind, Promise]]:
    agency = change.event.agency
    for accreditation in accredited(agency, at=change.at):
        application = accreditation.application
        to = Recipient(application.applicant, application.email, application.full_name)
        yield to, application.language, TO_THE_ACCREDITED, WHY_ACCREDITED
    for subscriber in subscribers(EVENT, agency):
        yield Recipient(None, subscriber.email), subscriber.language, EVENT, WHY_SUBSCRIBED


def _tell_participant(change: Change, registration: Registration, *, at: datetime) -> None:
    to = Recipient(registration.user, registration.email, registration.full_name)
    invitation = render_invitation(registration) if registration.is_seated else ""
    _write_change(
        CHANGE,
        change,
        to,
        registration.language,
        registration.get_absolute_url,
        WHY_REGISTERED,
        invitation=invitation,
        at=at,
    )


def _write_change(
    kind: MessageKind,
    change: Change,
    to: Recipient,
    language: str,
    address: Callable[[], str],
    why: Promise,
    *,
    invitation: str = "",
    at: datetime,
) -> None:
    event = change.event
    with translation.override(language):
        facts = event_facts(event)
        if change.started_at:
            facts.insert(1, Fact(_("Before"), _moment(event, change.started_at)))
        words = change.note or ("" if change.kind == ChangeKind.CANCELLED else event.ground or event.summary)
        action = "" if change.kind == ChangeKind.CANCELLED else _("Open the page of the event")
        news = News(HEADINGS[ChangeKind(change.kind)], words, {"name": event.name}, facts, action, why)
        url = address()
    write(
        kind,
        event.agency,
        to,
        f"event/{event.pk}/{change.pk}/{to.email.lower()}",
        news,
        language=language,
        url=url,
        invitation=invitation,
        at=at,
    )


def event_facts(event: Event) -> list[Fact]:
    """In the language that is active."""
    return [
        Fact(_("When"), _moment(event, event.starts_at)),
        Fact(_("Where"), event.place or event.stream_url),
        Fact(_("From"), event.agency.name),
        Fact(_("State"), pgettext_lazy("an event", "provisional") if event.state == EventState.PROVISIONAL else ""),
    ]


def _tell(
    kind: MessageKind, registration: Registration, key: str, news: News, *, at: datetime, invites: bool = False
) -> None:
    event = registration.event
    with translation.override(registration.language):
        facts = [*news.facts, *event_facts(event)]
        url = registration.get_absolute_url()
        said = News(news.heading, news.text, {"name": event.name}, facts, news.action, news.why)
    write(
        kind,
        event.agency,
        Recipient(registration.user, registration.email, registration.full_name),
        f"registration/{registration.pk}/{key}",
        said,
        language=registration.language,
        url=url,
        invitation=render_invitation(registration) if invites else "",
        at=at,
    )


def _moment(event: Event, moment: datetime | None) -> str:
    return date_format(event.agency.local(moment), "DATETIME_FORMAT") if moment else ""

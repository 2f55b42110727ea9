"""To the people of the agency, each in their own language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import holders, people_with, stand_in
from agencies.states import Permission, Role
from deadlines.models import Duty
from deadlines.reckoning import term_of
from deadlines.services import deciders
from inquiries.models import Answer, Extension, Inquiry, Letter, Note, Supplement, UnitReply, UnitRequest
from inquiries.notices.kinds import APPROVAL, ARRIVED, ASSIGNED, NEWS, UNDELIVERED, UNIT_ASKED
from notifications.kinds import MessageKind
from notifications.services import Recipient, enqueue


@dataclass(frozen=True)
class News:
    """What is said, and the page to open; the heading knows %(number)s."""

    heading: Promise
    text: str
    url: str


def case_url(inquiry: Inquiry) -> str:
    return reverse("admin:inquiries_case", args=[inquiry.agency.slug, inquiry.number])


def tell_arrival(inquiry: Inquiry, duty: Duty, *, at: datetime) -> None:
    """Everybody who may take it: the officers, or who stands in for them."""
    for role in (Role.PRESS_OFFICER, Role.SENIOR_OFFICER):
        for authority in holders(inquiry.agency, role, at=at):
            _tell_of_clock(ARRIVED, inquiry, duty, authority.user, f"arrived/{inquiry.pk}", at)


def tell_assignment(inquiry: Inquiry, duty: Duty, *, at: datetime) -> None:
    if inquiry.assignee:
        user = stand_in(inquiry.assignee, inquiry.agency, at=at).user
        _tell_of_clock(ASSIGNED, inquiry, duty, user, f"assigned/{inquiry.pk}/{at.isoformat()}", at)


def tell_review(answer: Answer, *, at: datetime) -> None:
    """Everybody who may be the second pair of eyes."""
    readers = people_with(Permission.APPROVE_ANSWERS, answer.inquiry.agency, at=at).exclude(pk=answer.author_id)
    heading = _("A draft waits for your approval: %(number)s")
    _tell(APPROVAL, answer.inquiry, readers, f"review/{answer.pk}/{at.isoformat()}", heading, answer.text, at)


def tell_sent_back(answer: Answer, remark: str, by: User, *, at: datetime) -> None:
    heading = _("Your draft was sent back: %(number)s")
    _tell(NEWS, answer.inquiry, [answer.author], f"sent-back/{answer.pk}/{at.isoformat()}", heading, remark, at)


def tell_supplement(supplement: Supplement, *, at: datetime) -> None:
    heading = _("The requester has written: %(number)s")
    _tell_officer(supplement.inquiry, f"supplement/{supplement.pk}", heading, supplement.text, at)


def tell_mail_noted(note: Note, *, at: datetime) -> None:
    heading = _("A mail about a case that it cannot change: %(number)s")
    _tell_officer(note.inquiry, f"mail-note/{note.pk}", heading, note.text, at)


def tell_withdrawal(inquiry: Inquiry, *, at: datetime) -> None:
    _tell_officer(
        inquiry, f"withdrawn/{inquiry.pk}/{at.isoformat()}", _("The inquiry was withdrawn: %(number)s"), "", at
    )


def tell_undelivered(letter: Letter, reason: str, *, at: datetime) -> None:
    """The officer must know: a letter that did not arrive is no answer."""
    heading = _("A letter could not be delivered: %(number)s")
    people = _officers(letter.inquiry, at)
    _tell(UNDELIVERED, letter.inquiry, people, f"undelivered/{letter.pk}", heading, reason, at)


def tell_extension_asked(extension: Extension, *, at: datetime) -> None:
    heading = _("An extension waits for your decision: %(number)s")
    people = deciders(extension.duty, at=at)
    _tell(APPROVAL, extension.inquiry, people, f"extension/{extension.pk}", heading, extension.reason, at)


def tell_extension_decided(extension: Extension, *, at: datetime) -> None:
    granted = extension.state == "GRANTED"
    heading = _("The extension was granted: %(number)s") if granted else _("The extension was declined: %(number)s")
    key = f"extension/{extension.pk}/decided"
    _tell(NEWS, extension.inquiry, [extension.asked_by], key, heading, extension.remark, at)


def tell_unit_asked(request: UnitRequest, *, at: datetime) -> None:
    """The contacts of the unit, or its own address."""
    inquiry, unit = request.inquiry, request.unit
    heading = _("The press office asks your unit: %(number)s")
    contacts = [holder.user for holder in holders(inquiry.agency, Role.UNIT_CONTACT, at=at, unit=unit)]
    people = [Recipient.of(user) for user in contacts] or [Recipient(None, unit.email, str(unit))]
    url = reverse("inquiries:unit_request", args=[request.pk])
    for to in people:
        _write(UNIT_ASKED, inquiry, to, f"unit/{request.pk}", News(heading, request.question, url), at)


def tell_unit_replied(reply: UnitReply, *, at: datetime) -> None:
    heading = _("A unit has answered: %(number)s")
    _tell_officer(reply.request.inquiry, f"unit-reply/{reply.pk}", heading, reply.text, at)


def tell_reply_returned(reply: UnitReply, missing: str, *, at: datetime) -> None:
    heading = _("The press office needs more from your unit: %(number)s")
    request = reply.request
    url = reverse("inquiries:unit_request", args=[request.pk])
    to = Recipient.of(reply.by)
    _write(UNIT_ASKED, request.inquiry, to, f"unit-returned/{reply.pk}", News(heading, missing, url), at)


def _officers(inquiry: Inquiry, at: datetime) -> list[User]:
    """The officer of the case, or who stands in; all officers while nobody took it."""
    if inquiry.assignee:
        return [stand_in(inquiry.assignee, inquiry.agency, at=at).user]
    return [holder.user for holder in holders(inquiry.agency, Role.PRESS_OFFICER, at=at)]


def _tell_officer(inquiry: Inquiry, key: str, heading: Promise, text: str, at: datetime) -> None:
    _tell(NEWS, inquiry, _officers(inquiry, at), key, heading, text, at)


def _tell(
    kind: MessageKind, inquiry: Inquiry, people: Iterable[User], key: str, heading: Promise, text: str, at: datetime
) -> None:
    for user in people:
        with translation.override(user.language):
            news = News(heading, text, case_url(inquiry))
        _write(kind, inquiry, Recipient.of(user), key, news, at)


def _write(kind: MessageKind, inquiry: Inquiry, to: Recipient, key: str, news: News, at: datetime) -> None:
    language = to.user.language if to.user else inquiry.agency.languages[0]
    with translation.override(language):
        heading = str(news.heading) % {"number": inquiry.number}
    enqueue(
        key=f"{key}/{to.email}",
        kind=kind.code,
        to=to,
        language=language,
        template="inquiries/mail/news",
        context={"inquiry": inquiry, "heading": heading, "text": news.text},
        agency=inquiry.agency,
        url=news.url,
        at=at,
    )


def _tell_of_clock(kind: MessageKind, inquiry: Inquiry, duty: Duty, user: User, key: str, at: datetime) -> None:
    with translation.override(user.language):
        enqueue(
            key=f"{key}/{user.pk}",
            kind=kind.code,
            to=Recipient.of(user),
            language=user.language,
            template=f"inquiries/mail/{kind.code.removeprefix('inquiry_')}",
            context={"inquiry": inquiry, "duty": duty, "term": term_of(duty)},
            agency=inquiry.agency,
            url=case_url(inquiry),
            at=at,
        )

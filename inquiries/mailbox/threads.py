"""Which case a mail belongs to, and whether it comes from whoever asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from django.utils.translation import override

from agencies.models import Agency
from inquiries.mailbox.mails import Mail
from inquiries.models import Inquiry, Letter
from inquiries.queries import find_case
from notifications.models import Message
from notifications.states import Channel

NUMBER = re.compile(r"\b(?:INQ|OUT)-\d{4}-\d{6,}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Thread:
    """`is_theirs`: the address is the one the case is answered at. Anybody can write any address: it opens nothing."""

    inquiry: Inquiry
    is_theirs: bool


def thread_of(mail: Mail, agency: Agency) -> Thread | None:
    """By the letter of ours it answers; else by a number in the subject, for whoever asked alone."""
    answered = next(_answered(mail, agency), None)
    if answered:
        return Thread(answered, _is_theirs(mail, answered))
    return next((Thread(case, True) for case in _named(mail, agency) if _is_theirs(mail, case)), None)


def messages_named(ids: tuple[str, ...]) -> Iterator[Message]:
    """E-mails of ours by their Message-IDs, the newest first."""
    found = Message.objects.filter(provider_id__in=ids, channel=Channel.EMAIL).exclude(provider_id="")
    return iter(found.order_by("-pk"))


def case_of(message: Message) -> Inquiry | None:
    """The case a message to its requester tells of."""
    try:
        with override(message.language):
            match = resolve(message.url)
    except Resolver404:
        return None
    return find_case(**match.kwargs) if match.view_name == "inquiries:case" else None


def _answered(mail: Mail, agency: Agency) -> Iterator[Inquiry]:
    for message in messages_named(mail.references):
        case = case_of(message) if message.agency_id == agency.pk else None
        if case:
            yield case


def _named(mail: Mail, agency: Agency) -> Iterator[Inquiry]:
    numbers = [number.upper() for number in NUMBER.findall(mail.subject)]
    yield from Inquiry.objects.filter(agency=agency, number__in=numbers).select_related("agency", "requester")
    for letter in Letter.objects.filter(agency=agency, number__in=numbers).select_related("inquiry__agency"):
        yield letter.inquiry


def _is_theirs(mail: Mail, inquiry: Inquiry) -> bool:
    return mail.sender == inquiry.email.lower()

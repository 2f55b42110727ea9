"""To whoever asked, in the language of the inquiry; and to a body outside the portal."""

from datetime import datetime
from typing import Any

from django.utils import translation

from deadlines.models import DueDateChange, Duty
from deadlines.reckoning import term_of
from documents.services import LetterMail
from inquiries.models import Forwarding, Inquiry
from inquiries.notices.kinds import FORWARDED, LETTER, NEW_DATE, RECEIPT
from notifications.kinds import MessageKind
from notifications.services import Recipient, enqueue


def tell_receipt(inquiry: Inquiry, duty: Duty, *, at: datetime) -> None:
    """Once per clock: who is put under another law gets the new date the same way."""
    _tell_requester(RECEIPT, inquiry, f"receipt/{duty.pk}", {"duty": duty, "term": term_of(duty)}, at)


def tell_new_date(duty: Duty, change: DueDateChange) -> None:
    inquiry = Inquiry.objects.select_related("agency", "requester").get(clocks__duty=duty)
    _tell_requester(NEW_DATE, inquiry, f"new-date/{change.pk}", {"duty": duty, "change": change}, change.at)


def letter_mail(inquiry: Inquiry) -> LetterMail:
    """How a letter of the case goes out: to whoever asked, with the way to the case."""
    with translation.override(inquiry.language):
        return LetterMail(
            kind=LETTER,
            to=_requester(inquiry),
            language=inquiry.language,
            template="inquiries/mail/letter",
            context={"inquiry": inquiry},
            url=inquiry.get_absolute_url(),
        )


def tell_outside_body(forwarding: Forwarding, *, at: datetime) -> None:
    """The question itself, with its files, to a body that is not on the portal."""
    inquiry = forwarding.inquiry
    asked_with = inquiry.attachments.filter(answer=None, reply=None).select_related("file")
    enqueue(
        key=f"forwarded/{inquiry.pk}/{forwarding.pk}",
        kind=FORWARDED.code,
        to=Recipient(None, forwarding.to_email, forwarding.to_name),
        language=inquiry.language,
        template="inquiries/mail/forwarded",
        context={"inquiry": inquiry, "forwarding": forwarding},
        agency=inquiry.agency,
        attachments=[(str(row.file.content.name), row.file.name) for row in asked_with],
        at=at,
    )


def _tell_requester(kind: MessageKind, inquiry: Inquiry, key: str, context: dict[str, Any], at: datetime) -> None:
    """Nothing where there is no e-mail address: a letter is printed then."""
    if not inquiry.email:
        return
    with translation.override(inquiry.language):  # the address of the page has a language too
        enqueue(
            key=key,
            kind=kind.code,
            to=_requester(inquiry),
            language=inquiry.language,
            template=f"inquiries/mail/{kind.code.removeprefix('inquiry_')}",
            context={"inquiry": inquiry, **context},
            agency=inquiry.agency,
            url=inquiry.get_absolute_url(),
            at=at,
        )


def _requester(inquiry: Inquiry) -> Recipient:
    return Recipient(inquiry.requester, inquiry.email, inquiry.name)

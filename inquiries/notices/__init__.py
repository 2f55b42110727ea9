"""What an inquiry writes to people: the requester in the language of the inquiry, officers in their own."""

from inquiries.notices.kinds import MESSAGE_KINDS
from inquiries.notices.mailbox import tell_mail_kept, tell_mailbox_fails
from inquiries.notices.office import (
    tell_arrival,
    tell_assignment,
    tell_extension_asked,
    tell_extension_decided,
    tell_mail_noted,
    tell_reply_returned,
    tell_review,
    tell_sent_back,
    tell_supplement,
    tell_undelivered,
    tell_unit_asked,
    tell_unit_replied,
    tell_withdrawal,
)
from inquiries.notices.requester import letter_mail, tell_new_date, tell_outside_body, tell_receipt

__all__ = [
    "MESSAGE_KINDS",
    "letter_mail",
    "tell_arrival",
    "tell_assignment",
    "tell_extension_asked",
    "tell_extension_decided",
    "tell_mail_kept",
    "tell_mail_noted",
    "tell_mailbox_fails",
    "tell_new_date",
    "tell_outside_body",
    "tell_receipt",
    "tell_reply_returned",
    "tell_review",
    "tell_sent_back",
    "tell_supplement",
    "tell_undelivered",
    "tell_unit_asked",
    "tell_unit_replied",
    "tell_withdrawal",
]

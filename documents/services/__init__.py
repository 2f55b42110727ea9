"""Every write of the document room: private files, and official letters."""

from documents.services.files import drop_drafts, erase_file, keep_drafts, purge_drafts, purge_orphans, store_file
from documents.services.letters import (
    AlreadyDelivered,
    LetterMail,
    deliver_letter,
    fail_letter,
    fail_letters_in,
    mail_letter,
    settle_letters_due,
    sign_letter,
)

__all__ = [
    "AlreadyDelivered",
    "LetterMail",
    "deliver_letter",
    "drop_drafts",
    "erase_file",
    "fail_letter",
    "fail_letters_in",
    "keep_drafts",
    "mail_letter",
    "purge_drafts",
    "purge_orphans",
    "settle_letters_due",
    "sign_letter",
    "store_file",
]

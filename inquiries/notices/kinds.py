"""The kinds of message an inquiry sends."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import MessageKind

RECEIPT = MessageKind("inquiry_receipt", _("Receipt of your inquiry"))
LETTER = MessageKind("inquiry_letter", _("Letter about your inquiry"))
NEW_DATE = MessageKind("inquiry_new_date", _("New date of the answer to your inquiry"))
FORWARDED = MessageKind("inquiry_forwarded", _("An inquiry forwarded to your body"))
ARRIVED = MessageKind("inquiry_arrived", _("An inquiry has arrived"))
ASSIGNED = MessageKind("inquiry_assigned", _("An inquiry was assigned to you"))
NEWS = MessageKind("inquiry_news", _("Something happened in an inquiry of yours"))
APPROVAL = MessageKind("inquiry_approval", _("A draft or an extension waits for your decision"))
UNDELIVERED = MessageKind("letter_undelivered", _("A letter could not be delivered"))
UNIT_ASKED = MessageKind("unit_asked", _("The press office asks your unit"))
MAILBOX = MessageKind("mailbox_fails", _("A mailbox cannot be read"))
MAIL_KEPT = MessageKind("mail_kept", _("A mail was not registered"))
TO_REQUESTERS = (RECEIPT, LETTER, NEW_DATE, FORWARDED)
TO_THE_OFFICE = (ARRIVED, ASSIGNED, NEWS, APPROVAL, UNDELIVERED, UNIT_ASKED, MAILBOX, MAIL_KEPT)
MESSAGE_KINDS = (*TO_REQUESTERS, *TO_THE_OFFICE)

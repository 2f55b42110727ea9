"""To the people of an agency about its mailboxes, and about mails that became nothing by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import holders, people_with
from agencies.models import Agency
from agencies.states import Permission, Role
from inquiries.mailbox.states import Refusal
from inquiries.models import Mailbox, MailItem
from inquiries.notices.kinds import MAIL_KEPT, MAILBOX
from notifications.kinds import MessageKind
from notifications.queries import is_written
from notifications.services import Recipient, enqueue


@dataclass(frozen=True)
class Told:
    """What is said, each time in the reader's language: a heading with %(name)s, a reason, and facts below it."""

    heading: str | Promise
    name: str
    reason: str | Promise
    facts: str
    page: str
    pk: int


def tell_mailbox_fails(mailbox: Mailbox, *, at: datetime) -> None:
    """Once for as long as it fails."""
    since = mailbox.failing_since.isoformat() if mailbox.failing_since else ""
    people = people_with(Permission.EDIT_AGENCY, mailbox.agency, at=at)
    heading = _("The mailbox %(name)s cannot be read")
    told = Told(heading, str(mailbox), mailbox.error, "", "admin:inquiries_mailbox_change", mailbox.pk)
    _tell(MAILBOX, mailbox.agency, people, f"mailbox/{mailbox.pk}/{since}", told, at)


def tell_mail_kept(item: MailItem, *, at: datetime, key: str = "") -> None:
    """Whoever takes inquiries decides what becomes of it. With a `key`, once for all mails of that key."""
    agency = item.mailbox.agency
    roles = (Role.PRESS_OFFICER, Role.SENIOR_OFFICER)
    people = [holder.user for role in roles for holder in holders(agency, role, at=at)]
    heading = _("A mail was kept, but not registered: %(name)s")
    facts = f"{item.sender}\n{item.subject}"
    told = Told(heading, str(item), Refusal(item.reason).label, facts, "admin:inquiries_mailitem_change", item.pk)
    _tell(MAIL_KEPT, agency, people, f"mail/{key or item.pk}", told, at)


def _tell(kind: MessageKind, agency: Agency, people: Iterable[User], key: str, told: Told, at: datetime) -> None:
    for user in people:
        to, own_key = Recipient.of(user), f"{key}/{user.pk}"
        if is_written(key=own_key, to=to):
            continue
        with translation.override(user.language):
            enqueue(
                key=own_key,
                kind=kind.code,
                to=to,
                language=user.language,
                template="inquiries/mail/mailbox",
                context={"heading": str(told.heading) % {"name": told.name}, "told": told},
                agency=agency,
                url=reverse(told.page, args=[told.pk]),
                at=at,
            )

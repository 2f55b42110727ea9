"""What people do to messages on their way. It is audited, so it stands above both `notifications` and `audit`."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from agencies import access
from agencies.access import Authority, NotPermitted
from agencies.states import Permission
from audit.services import record
from notifications.models import Message
from notifications.services import release_message


@transaction.atomic
def resend_message(*, message: Message, by: User, at: datetime) -> None:
    """Send a stuck message again. NotPermitted without the right; MessageMoved when it is no longer stuck."""
    authority = _authority(message, by, at)
    release_message(message=message, by=by, at=at)
    before = {"state": message.state, "attempts": message.attempts, "error": message.error}
    record("message.resent", message, by=authority, at=at, agency=message.agency, before=before)


def _authority(message: Message, by: User, at: datetime) -> Authority:
    """Messages of no agency are for those whose right reaches everywhere."""
    if message.agency:
        return access.require(by, Permission.RESEND_MESSAGES, message.agency, at=at)
    if not access.has_everywhere(by, Permission.RESEND_MESSAGES, at=at):
        raise NotPermitted(Permission.RESEND_MESSAGES)
    return Authority(by)

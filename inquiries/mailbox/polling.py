"""Reading a mailbox: mail by mail, each in a transaction of its own, the server told only afterwards.

Killed anywhere, the next visit goes on where this one has committed: see docs/how-to/mailbox.md.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from inquiries.mailbox.server import TROUBLE, Arrived, Folder, open_folder, words_of
from inquiries.mailbox.services import begin_folder, note_filed, take_mail
from inquiries.models import Mailbox, MailItem
from inquiries.notices import tell_mailbox_fails

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# A server that is away for less is nobody's business.
PATIENCE = timedelta(minutes=10)
# No mail is to blame for these: it stays untaken until they have passed.
PASSING = (OSError, OperationalError, InterfaceError)


def poll_mailbox(*, mailbox: Mailbox, clock: Clock) -> bool:
    """Take what has come since the last visit. False when the mailbox cannot be read, which is noted, and told in time.

    Any number of pollers may visit one mailbox: who finds another at work leaves.
    """
    try:
        with open_folder(mailbox) as folder:
            _visit(mailbox, folder, clock)
    except TROUBLE as error:
        return _note_failure(mailbox, words_of(error), at=clock())
    except Exception as error:
        # One mailbox nobody foresaw must not stop the others.
        logger.exception("Reading mailbox %s failed", mailbox.pk)
        return _note_failure(mailbox, f"{type(error).__name__}: {error}", at=clock())
    _note_success(mailbox, at=clock())
    return True


def _visit(mailbox: Mailbox, folder: Folder, clock: Clock) -> None:
    taken_up_to = begin_folder(mailbox=mailbox, uid_validity=folder.uid_validity)
    _file_taken(mailbox, folder, clock)
    for arrived in folder.arrived(after=taken_up_to, since=mailbox.since_on):
        if not _take(mailbox, arrived, at=clock()):
            return
        _file(mailbox, folder, [arrived.uid], clock)


def _take(mailbox: Mailbox, arrived: Arrived, *, at: datetime) -> bool:
    """A mail that cannot be read is kept as such, and stops no other."""
    try:
        return take_mail(mailbox=mailbox, arrived=arrived, at=at)
    except PASSING:
        raise
    except Exception:
        logger.exception("Mail %s of mailbox %s cannot be read", arrived.uid, mailbox.pk)
        return take_mail(mailbox=mailbox, arrived=arrived, is_readable=False, at=at)


def _file_taken(mailbox: Mailbox, folder: Folder, clock: Clock) -> None:
    """What an earlier visit took and did not live to tell the server."""
    unfiled = MailItem.objects.filter(mailbox=mailbox, uid_validity=folder.uid_validity, filed_at=None)
    uids = list(unfiled.values_list("uid", flat=True))
    if uids:
        _file(mailbox, folder, uids, clock)


def _file(mailbox: Mailbox, folder: Folder, uids: list[int], clock: Clock) -> None:
    folder.file(uids)
    note_filed(uids=uids, mailbox=mailbox, uid_validity=folder.uid_validity, at=clock())


@transaction.atomic
def _note_failure(mailbox: Mailbox, error: str, *, at: datetime) -> bool:
    """Those who keep the agency's settings are told once, when it has failed for a while."""
    Mailbox.objects.filter(pk=mailbox.pk, failing_since=None).update(failing_since=at)
    Mailbox.objects.filter(pk=mailbox.pk).update(error=error)
    found = Mailbox.objects.select_related("agency").get(pk=mailbox.pk)
    if found.failing_since and at - found.failing_since >= PATIENCE:
        tell_mailbox_fails(found, at=at)
    return False


@transaction.atomic
def _note_success(mailbox: Mailbox, *, at: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(checked_at=at, failing_since=None, error="")

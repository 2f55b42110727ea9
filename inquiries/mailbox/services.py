"""Every write about mailboxes and their mails: one transaction each."""

import hashlib
import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from agencies.access import require
from agencies.states import Permission
from audit.services import record
from documents.checks import Upload
from documents.models import File
from documents.seals import seal
from documents.services import store_file
from inquiries.mailbox.asking import ask_by_mail, enclosed, submission_of
from inquiries.mailbox.mails import Mail, Unreadable, message_id_of, read_headers, read_mail, sender_of, subject_of
from inquiries.mailbox.server import HEADERS_LIMIT, Arrived
from inquiries.mailbox.sorting import Became, is_address, sort_mail
from inquiries.mailbox.states import ASIDE, MailKind, Refusal
from inquiries.models import Inquiry, Mailbox, MailItem
from inquiries.notices import tell_mail_kept

PLACE = ("host", "username", "folder")  # another one is another mailbox: its numbers mean other mails
CHANGEABLE = (*PLACE, "port", "security", "processed_folder", "since_on", "is_active")
MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]{1,900}>)", re.IGNORECASE | re.MULTILINE)


class NotRegistrable(Exception):
    """The mail is an inquiry already, or nothing that could be answered."""


@transaction.atomic
def save_mailbox(*, mailbox: Mailbox, password: str = "", by: User, at: datetime) -> Mailbox:
    """Add or change a mailbox. Without `password` the old one stays; it is sealed, and never in the trail."""
    authority = require(by, Permission.EDIT_AGENCY, mailbox.agency, at=at)
    known = Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first()
    before = _facts(known) if known else {}
    if password:
        mailbox.sealed_password = seal(password)
    if known and any(getattr(known, name) != getattr(mailbox, name) for name in PLACE):
        mailbox.uid_validity, mailbox.last_uid = None, 0
    mailbox.full_clean()
    place = ["uid_validity", "last_uid"] if mailbox.uid_validity is None else []
    mailbox.save(update_fields=[*CHANGEABLE, "sealed_password", *place] if known else None)
    after = _facts(mailbox) | ({"password": "new"} if password else {})
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    record("mailbox.changed", mailbox, by=authority, at=at, agency=mailbox.agency, before=before, after=changed)
    return mailbox


def _facts(mailbox: Mailbox) -> dict[str, Any]:
    return {name: str(getattr(mailbox, name)) for name in CHANGEABLE}


@transaction.atomic
def begin_folder(*, mailbox: Mailbox, uid_validity: int) -> int:
    """The number up to which mails are taken. A new UIDVALIDITY gives every mail a new number: all are looked at again.

    Those that are known by their content are passed over.
    """
    found = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if found.uid_validity != uid_validity:
        Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=uid_validity, last_uid=0)
        return 0
    return found.last_uid


@transaction.atomic
def take_mail(*, mailbox: Mailbox, arrived: Arrived, is_readable: bool = True, at: datetime) -> bool:
    """Keep the mail and make of it what it is, once. False while somebody else takes mails of this mailbox."""
    locked = Mailbox.objects.select_for_update(skip_locked=True, of=("self",)).select_related("agency")
    found = locked.filter(pk=mailbox.pk, uid_validity=arrived.uid_validity).first()
    if found is None:
        return False
    if arrived.uid > found.last_uid:
        fingerprint = fingerprint_of(arrived.raw)
        if not MailItem.objects.filter(mailbox=found, fingerprint=fingerprint).exists():
            _keep(found, arrived, fingerprint, is_readable, at)
        Mailbox.objects.filter(pk=found.pk).update(last_uid=arrived.uid)
    return True


def fingerprint_of(raw: bytes) -> str:
    """By name and body: copies of one mail differ in the headers that servers put on it on its way."""
    headers, _empty, body = raw.partition(b"\r\n\r\n")
    name = MESSAGE_ID.search(headers[:HEADERS_LIMIT])
    return hashlib.sha256(name[1] + b"\0" + body if name and body else raw).hexdigest()


def _keep(mailbox: Mailbox, arrived: Arrived, fingerprint: str, is_readable: bool, at: datetime) -> None:
    received_at = min(arrived.received_at, at)  # a server's clock may be fast
    submission = submission_of(mailbox.agency, fingerprint)
    headers = read_headers(arrived.raw[:HEADERS_LIMIT])
    became = _obstacle(arrived, is_readable) or sort_mail(
        mailbox, read_mail(arrived.raw), submission=submission, received_at=received_at, at=at
    )
    item = MailItem.objects.create(
        mailbox=mailbox,
        uid_validity=arrived.uid_validity,
        uid=arrived.uid,
        fingerprint=fingerprint,
        message_id=message_id_of(headers),
        sender=sender_of(headers)[1][:254],
        subject=subject_of(headers),
        received_at=received_at,
        raw=_store(mailbox, arrived.raw, at) if arrived.is_whole else None,
        kind=became.kind,
        reason=became.reason or "",
        inquiry=became.inquiry,
    )
    if became.reason and not became.is_quiet:
        many = f"many/{mailbox.pk}/{item.sender}/{mailbox.agency.local(at).date()}"
        tell_mail_kept(item, key=many[:150] if became.reason is Refusal.TOO_MANY else "", at=at)


def _obstacle(arrived: Arrived, is_readable: bool) -> Became | None:
    if not arrived.is_whole:
        return Became(MailKind.REFUSED, reason=Refusal.TOO_LARGE)
    return None if is_readable else Became(MailKind.REFUSED, reason=Refusal.UNREADABLE)


def _store(mailbox: Mailbox, raw: bytes, at: datetime) -> File:
    """The mail as it came: evidence, of a kind that no form takes."""
    digest = hashlib.sha256(raw).hexdigest()
    name = f"{digest[:12]}.eml"
    upload = Upload(ContentFile(raw, name), name, "message/rfc822", len(raw), digest)
    return store_file(upload, agency=mailbox.agency, by=None, at=at)


@transaction.atomic
def note_filed(*, uids: list[int], mailbox: Mailbox, uid_validity: int, at: datetime) -> None:
    """The server has been told that these are taken."""
    MailItem.objects.filter(mailbox=mailbox, uid_validity=uid_validity, uid__in=uids).update(filed_at=at)


@transaction.atomic
def register_mail(*, item: MailItem, by: User, at: datetime) -> Inquiry:
    """An officer makes an inquiry of a mail that was kept aside; its term runs from the day it arrived."""
    agency = item.mailbox.agency
    require(by, Permission.ANSWER_INQUIRIES, agency, at=at)
    locked = MailItem.objects.select_for_update(of=("self",)).filter(pk=item.pk, kind__in=ASIDE, inquiry=None)
    found = locked.select_related("raw").first()
    if found is None or found.raw is None:
        raise NotRegistrable
    mail = _reread(found.raw)
    inquiry = ask_by_mail(
        agency,
        mail,
        enclosed(mail.files).files,
        submission=submission_of(agency, found.fingerprint),
        received_at=found.received_at,
        by=by,
        at=at,
    )
    MailItem.objects.filter(pk=found.pk).update(kind=MailKind.INQUIRY, inquiry=inquiry)
    record("mail.registered", inquiry, by=by, at=at, agency=agency, after={"reason": found.reason})
    return inquiry


def _reread(raw: File) -> Mail:
    with raw.content.open("rb") as file:
        content = file.read()
    try:
        mail = read_mail(content)
    except (Unreadable, ValidationError) as error:
        raise NotRegistrable from error
    if not is_address(mail.sender):
        raise NotRegistrable
    return mail

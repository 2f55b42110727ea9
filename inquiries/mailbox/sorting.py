"""What a mail is, and what follows from it. Called inside the transaction that keeps the mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.models import Agency
from audit.services import record
from documents.services import fail_letters_in
from inquiries.mailbox.asking import SAID_LIMIT, ask_by_mail, enclosed
from inquiries.mailbox.automatic import Bounce, is_nobody
from inquiries.mailbox.mails import AttachedFile, Mail
from inquiries.mailbox.states import MailKind, Refusal
from inquiries.mailbox.texts import without_quote
from inquiries.mailbox.threads import Thread, case_of, messages_named, thread_of
from inquiries.models import Inquiry, Mailbox, MailItem, Note
from inquiries.notices import tell_mail_noted
from inquiries.services import CaseClosed, supplement_inquiry

# More inquiries than this a day come from no person: a machine that does not say so would be answered for ever.
A_DAY = 20


@dataclass(frozen=True)
class Became:
    """What the mail turned out to be. `reason`: why it became nothing; officers are told unless `is_quiet`."""

    kind: MailKind
    inquiry: Inquiry | None = None
    reason: Refusal | None = None
    is_quiet: bool = False


def sort_mail(mailbox: Mailbox, mail: Mail, *, submission: UUID, received_at: datetime, at: datetime) -> Became:
    """Machines first: nothing of theirs is ever answered. Then the case the mail belongs to; else it is an inquiry."""
    if mail.bounce:
        return _return_letter(mailbox.agency, mail.bounce, at)
    if mail.is_automatic or is_nobody(mail.sender) or mail.sender in own_addresses(mailbox):
        return Became(MailKind.AUTO_REPLY)
    if not is_address(mail.sender):
        return Became(MailKind.REFUSED, reason=Refusal.NO_SENDER)
    if thread := thread_of(mail, mailbox.agency):
        return Became(MailKind.REPLY, _continue_case(thread, mail, submission, at))
    suspected = _suspicion(mailbox, mail, at)
    return suspected or Became(MailKind.INQUIRY, register(mailbox.agency, mail, submission, received_at, at))


def _suspicion(mailbox: Mailbox, mail: Mail, at: datetime) -> Became | None:
    if mail.is_marked_spam:
        return Became(MailKind.SUSPECT, reason=Refusal.MARKED, is_quiet=True)
    if is_flood(mailbox, mail.sender, at=at):
        return Became(MailKind.SUSPECT, reason=Refusal.TOO_MANY)
    return None


def own_addresses(mailbox: Mailbox) -> set[str]:
    """What we write ourselves is no inquiry."""
    ours = (mailbox.username, mailbox.agency.email, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return {address.lower() for address in ours}


def is_address(sender: str) -> bool:
    try:
        validate_email(sender)
    except ValidationError:
        return False
    return True


def is_flood(mailbox: Mailbox, sender: str, *, at: datetime) -> bool:
    asked = MailItem.objects.filter(mailbox=mailbox, sender=sender, kind=MailKind.INQUIRY)
    return asked.filter(received_at__gt=at - timedelta(days=1)).count() >= A_DAY


def register(agency: Agency, mail: Mail, submission: UUID, received_at: datetime, at: datetime) -> Inquiry:
    """A new inquiry; what could not be taken of it is said in a note."""
    with override(agency.languages[0]):
        files = enclosed(mail.files)
    fields = {"submission": submission, "received_at": received_at, "by": None, "at": at}
    inquiry = ask_by_mail(agency, mail, files.files, **fields)  # type: ignore[arg-type]  # named above
    _note_losses(inquiry, mail, mail.text, files.problems, at)
    return inquiry


def _continue_case(thread: Thread, mail: Mail, submission: UUID, at: datetime) -> Inquiry:
    """A supplement of an open case; a note for the officers where the case is closed, or the address another."""
    inquiry, text = thread.inquiry, without_quote(mail.text)
    if not thread.is_theirs:
        return _note_mail(inquiry, mail, text, at)
    with override(inquiry.agency.languages[0]):
        files = enclosed(mail.files)
    said = text[:SAID_LIMIT] or mail.subject or "…"
    try:
        supplement_inquiry(inquiry=inquiry, text=said, files=files.files, submission=submission, by=None, at=at)
    except CaseClosed:
        return _note_mail(inquiry, mail, text, at)
    _note_losses(inquiry, mail, text, files.problems, at)
    return inquiry


def _note_mail(inquiry: Inquiry, mail: Mail, text: str, at: datetime) -> Inquiry:
    with override(inquiry.agency.languages[0]):
        words = _("A mail from %(sender)s, which changes nothing by itself:") % {"sender": mail.sender}
    note = _note(inquiry, "\n\n".join([words, mail.subject, text, *_names(mail.files)]), at)
    tell_mail_noted(note, at=at)
    return inquiry


def _names(files: tuple[AttachedFile, ...]) -> list[str]:
    return ["\n".join(file.name for file in files)] if files else []


def _note_losses(inquiry: Inquiry, mail: Mail, text: str, problems: Sequence[str], at: datetime) -> None:
    with override(inquiry.agency.languages[0]):
        losses = list(problems)
        if mail.is_cut:
            losses.append(_("The mail has more parts than are looked at."))
        if len(text) > SAID_LIMIT:
            losses.append(_("The text is longer than is shown here."))
        kept = _("The whole mail is kept among the mails of the mailbox.")
    if losses:
        _note(inquiry, "\n".join([*losses, kept]), at)


def _note(inquiry: Inquiry, text: str, at: datetime) -> Note:
    note = Note.objects.create(inquiry=inquiry, text=text[:SAID_LIMIT], by=None, at=at)
    record("inquiry.noted", inquiry, by=None, at=at, agency=inquiry.agency, note=note.text)
    return note


def _return_letter(agency: Agency, bounce: Bounce, at: datetime) -> Became:
    """Letters in it failed, unless their server still tries. They may be of any agency: all go out from one address."""
    messages = list(messages_named(bounce.ids))
    if bounce.is_final:
        fail_letters_in(messages=messages, reason=bounce.reason, at=at)
    cases = (case_of(message) for message in messages if message.agency_id == agency.pk)
    return Became(MailKind.BOUNCE, next((case for case in cases if case), None))

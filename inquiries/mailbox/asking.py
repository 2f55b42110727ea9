"""An inquiry made of a mail: who asks, what, in which language, with which files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from agencies.models import Agency
from documents.checks import Upload, check_uploads
from inquiries.mailbox.mails import AttachedFile, Mail
from inquiries.mailbox.texts import language_of
from inquiries.models import Inquiry
from inquiries.rules import regime_for
from inquiries.services import Asker, Origin, Question, receive_inquiry
from inquiries.states import AskerKind, Source

SAID_LIMIT = 10_000  # characters of an inquiry, a supplement or a note
# Behind these everybody has an address: the domain tells nothing of an outlet.
PUBLIC_DOMAINS: tuple[str, ...] = ("gmail.com", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "rambler.ru")
PUBLIC_DOMAINS += ("mail.kz", "inbox.kz", "yandex.ru", "yandex.kz", "yandex.com", "ya.ru", "outlook.com", "hotmail.com")
PUBLIC_DOMAINS += ("live.com", "yahoo.com", "icloud.com", "me.com", "proton.me", "protonmail.com", "gmx.com")


@dataclass(frozen=True)
class Enclosed:
    """The files we keep, and in words what we do not."""

    files: Sequence[Upload]
    problems: Sequence[str]


def enclosed(files: Sequence[AttachedFile]) -> Enclosed:
    uploads = [SimpleUploadedFile(file.name, file.content) for file in files]
    accepted, refused = check_uploads(uploads)
    return Enclosed(accepted, [message for problem in refused for message in _messages(problem)])


def _messages(problem: ValidationError) -> list[str]:
    return [str(message) for message in problem.messages]


def submission_of(agency: Agency, fingerprint: str) -> UUID:
    """The same mail in two mailboxes of an agency is one inquiry."""
    return uuid5(NAMESPACE_URL, f"mail:{agency.pk}:{fingerprint}")


def ask_by_mail(
    agency: Agency,
    mail: Mail,
    files: Sequence[Upload],
    *,
    submission: UUID,
    received_at: datetime,
    by: User | None,
    at: datetime,
) -> Inquiry:
    """Received when the mail server had it, whatever the sender's clock says."""
    asker = asker_of(mail, agency)
    return receive_inquiry(
        agency=agency,
        asker=asker,
        question=_question(agency, mail, files, asker.kind),
        origin=Origin(Source.EMAIL, received_at=received_at, received_by=by),
        submission=submission,
        by=by,
        at=at,
    )


def _question(agency: Agency, mail: Mail, files: Sequence[Upload], kind: AskerKind) -> Question:
    guess = language_of(f"{mail.subject} {mail.text}")
    language = guess if guess in agency.languages else agency.languages[0]
    with override(language):
        subject = mail.subject or _("Inquiry by e-mail")
        text = mail.text[:SAID_LIMIT] or (_("The question is in the attached files.") if files else subject)
    return Question(subject, text, language, regime_for(kind), files=files)


def asker_of(mail: Mail, agency: Agency) -> Asker:
    """A person, unless this address, or its outlet's domain, has asked this agency for an outlet before."""
    account = User.objects.filter(email__iexact=mail.sender, is_active=True).first()
    outlet = _outlet_of(mail.sender, agency)
    kind = AskerKind.OUTLET if outlet else AskerKind.PERSON
    return Asker(kind, mail.name or mail.sender, mail.sender, outlet=outlet, requester=account)


def _outlet_of(address: str, agency: Agency) -> str:
    asked = Inquiry.objects.filter(agency=agency, asker=AskerKind.OUTLET).exclude(outlet="")
    domain = address.rpartition("@")[2]
    found = asked.filter(email__iexact=address)
    if not found.exists() and domain not in PUBLIC_DOMAINS:
        found = asked.filter(email__iendswith=f"@{domain}")
    return found.order_by("-received_at").values_list("outlet", flat=True).first() or ""

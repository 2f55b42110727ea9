"""Official letters: signed and frozen once, sent once, and watched until they have arrived."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from agencies.access import Authority, require
from agencies.services import take_number
from audit.services import record
from documents.checks import Upload
from documents.correspondence import Correspondence, all_correspondence, correspondence_of
from documents.models import OfficialLetter
from documents.official_letters import LetterWords, office_line, render_official, signature_of
from documents.services.files import store_file
from kernel.sweeping import each_apart
from notifications.kinds import MessageKind
from notifications.models import Message
from notifications.services import Recipient, enqueue
from notifications.states import STUCK, Channel, State

PREFIX = "OUT"
PDF = "application/pdf"
# Most mail servers refuse letters above 20 to 25 MB, and a letter carries its files a third larger.
ATTACHED_LIMIT = 12 * 1024 * 1024


class AlreadyDelivered(Exception):
    """Somebody was faster: the letter has arrived."""


@dataclass(frozen=True)
class LetterMail:
    """The e-mail that carries a letter. Its `template` extends documents/mail/letter; `url` leads to the matter."""

    kind: MessageKind
    to: Recipient
    language: str
    template: str
    context: Mapping[str, object]
    url: str = ""


def sign_letter(*, letter: OfficialLetter, words: LetterWords, by: Authority, at: datetime) -> None:
    """Number, sign and freeze a new letter; call inside the transaction of the move it belongs to.

    It comes unsaved, with agency, language, text and what its room adds. Without `mail_letter` it waits for the post.
    """
    agency = letter.agency
    letter.number = take_number(agency=agency, prefix=PREFIX, year=agency.local(at).year)
    letter.signed_by, letter.signed_at = by.user, at
    letter.signature = signature_of(by, agency, letter.language, at=at)
    upload = Upload.of_ours(render_official(letter, words, at=at), f"{letter.number}.pdf", PDF)
    letter.pdf = store_file(upload, agency=agency, by=by.user, at=at)
    letter.save()


def mail_letter(*, letter: OfficialLetter, words: LetterWords, mail: LetterMail, at: datetime) -> None:
    """Send the letter as PDF with its files, once; the fate of the e-mail is the fate of the letter."""
    enclosed = [letter.pdf, *words.files]
    attached = enclosed if sum(file.size for file in enclosed) <= ATTACHED_LIMIT else [letter.pdf]
    sent = enqueue(
        key=f"letter/{letter.agency_id}/{letter.number}",
        kind=mail.kind.code,
        to=mail.to,
        language=mail.language,
        template=mail.template,
        context={
            "letter": letter,
            "words": words,
            "office": office_line(letter.agency, mail.language),
            "is_attached": len(attached) == len(enclosed),
            **mail.context,
        },
        agency=letter.agency,
        url=mail.url,
        attachments=[(str(file.content.name), file.name) for file in attached],
        at=at,
    )
    letter.message = next((message for message in sent if message.channel == Channel.EMAIL), None)
    letter.save(update_fields=["message"])


@transaction.atomic
def deliver_letter(*, letter: OfficialLetter, how: str, by: User, at: datetime) -> None:
    """Record that the letter was delivered otherwise: by post, by hand, by telephone; `how` names the proof."""
    room = correspondence_of(letter)
    authority = require(by, room.permission, letter.agency, at=at)
    if not room.letters.filter(pk=letter.pk, delivered_at=None).update(delivered_at=at, delivered_how=how):
        raise AlreadyDelivered(letter.number)
    _arrive(room, letter, how, authority, at)


def settle_letters_due(*, at: datetime, limit: int) -> int:
    """See what became of the letters in the outbox: each room is told what has arrived and what is stuck.

    One transaction per letter, so that one bad letter stops no other; at most `limit` of each room. Returns how many
    were settled.
    """
    settled = 0
    for room in all_correspondence():
        underway = room.letters.underway().filter(message__state__in=[State.SENT, *STUCK])
        keys = list(underway.order_by("pk").values_list("pk", flat=True)[:limit])
        settled += each_apart(partial(_settle, room=room, at=at), keys, what=room.model._meta.label_lower)
    return settled


@transaction.atomic
def _settle(pk: int, *, room: Correspondence[Any], at: datetime) -> bool:
    locked = room.letters.underway().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    letter: OfficialLetter | None = locked.first()
    if letter is None or letter.message is None:
        return False
    if letter.message.state == State.SENT:
        letter.delivered_at, letter.delivered_how = letter.message.sent_at, letter.message.address
        letter.save(update_fields=["delivered_at", "delivered_how"])
        _arrive(room, letter, letter.delivered_how, None, at)
    else:
        fail_letter(letter=letter, reason=letter.message.error, at=at)
    return True


@transaction.atomic
def fail_letter(*, letter: OfficialLetter, reason: str, at: datetime) -> None:
    """The mail server refused it, or it came back: people must deliver it otherwise. Told once."""
    room = correspondence_of(letter)
    if room.letters.filter(pk=letter.pk, failed_at=None).update(failed_at=at, delivered_at=None):
        after = {"number": letter.number}
        case = room.case(letter)
        record("letter.undelivered", case, by=None, at=at, agency=letter.agency, after=after, note=reason)
        room.on_failure(letter, reason, at)


def fail_letters_in(*, messages: Iterable[Message], reason: str, at: datetime) -> None:
    """These e-mails came back: so did the letters in them, whichever room wrote them."""
    keys = [message.pk for message in messages]
    for room in all_correspondence():
        for letter in room.letters.filter(message__in=keys):
            fail_letter(letter=letter, reason=reason, at=at)


def _arrive(room: Correspondence[Any], letter: OfficialLetter, how: str, by: Authority | None, at: datetime) -> None:
    room.on_arrival(letter, by, at)
    after = {"number": letter.number, "how": how}
    record("letter.delivered", room.case(letter), by=by, at=at, agency=letter.agency, after=after)

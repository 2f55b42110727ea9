"""The ways a message leaves the house: one function per channel, told apart by how they fail."""

import hashlib
import hmac
import json
import smtplib
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import formataddr, parseaddr
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.utils import translation

from notifications.kinds import kind_of
from notifications.models import Message
from notifications.services import unsubscribe_url
from notifications.states import Channel
from notifications.web import Answer, Forbidden, NoAnswer, NoConnection, post

TELEGRAM_LIMIT = 4096  # characters in one Telegram message
TEMPORARY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class Failure(Exception):
    """Why a message was not handed over, or may not have been; in words for the admin."""


class Refused(Failure):
    """The other side will never take this message."""


class Postponed(Failure):
    """The other side does not take this message now."""


class Unreachable(Failure):
    """The channel as a whole does not work now: no message would get through."""


class Unanswered(Failure):
    """The message may have been handed over: there was no answer, or one that does not tell."""


def send_email(message: Message) -> str:
    """By the configured mail server; the provider's number is the Message-ID."""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise Unreachable(str(error)) from error
    try:
        mail = compose(message)
        mail.connection = connection
        mail.send()
    except OSError as error:  # SMTPException is one
        raise _smtp_failure(error) from error
    finally:
        # A quarrel about parting does not make a sent mail unsent.
        with suppress(OSError):
            connection.close()
    return message.message_id


def _smtp_failure(error: OSError) -> Failure:
    """4xx is temporary, 5xx final. What the server says of us (sender, sign-in) must not bury every message."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _refusal(*next(iter(error.recipients.values())))
        case smtplib.SMTPDataError():
            return _refusal(error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():
            return Unreachable(str(error))
        case _:
            return Unanswered(str(error))


def _refusal(code: int, reason: bytes | str) -> Failure:
    words = f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
    return Refused(words) if code >= 500 else Postponed(words)


def compose(message: Message) -> EmailMultiAlternatives:
    """From the portal in the agency's name; answers go to the agency. Refused for no address or a lost attachment."""
    try:
        validate_email(message.address)
    except ValidationError as error:
        raise Refused(f"{message.address!r} is not an e-mail address.") from error
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    agency = message.agency
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        formataddr((agency.name_in(message.language), sender[1])) if agency else settings.DEFAULT_FROM_EMAIL,
        [formataddr((message.name, message.address))],
        reply_to=[agency.email] if agency else None,
        headers=_headers(message),
    )
    mail.attach_alternative(message.html, "text/html")
    if message.invitation:
        mail.attach_alternative(message.invitation, f"text/calendar; method={_method(message.invitation)}")
    for stored_as, name in message.attachments:
        try:
            with default_storage.open(stored_as) as file:
                mail.attach(name, file.read())
        except OSError as error:
            raise Refused(f"The attachment {name} cannot be read.") from error
    return mail


def _method(invitation: str) -> str:
    """RFC 6047 2.4: the type of the part says the same as the calendar in it."""
    return next(line.partition(":")[2] for line in invitation.splitlines() if line.startswith("METHOD:"))


def _headers(message: Message) -> dict[str, str]:
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if kind_of(message.kind).optional:
        with translation.override(message.language):
            headers["List-Unsubscribe"] = f"<{unsubscribe_url(message.address, message.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def send_telegram(message: Message) -> str:
    """Subject and link alone: what a case says stays on the portal. Telegram knows no repeats."""
    url = f"{settings.TELEGRAM_API}/bot{settings.TELEGRAM_BOT_TOKEN}/sendMessage"
    words = f"{message.subject}\n\n{_absolute(message)}".strip()[:TELEGRAM_LIMIT]
    body = json.dumps({"chat_id": message.address, "text": words}).encode()
    try:
        answer = post(url, body, {}, public=False)
    except NoConnection as error:
        raise Unreachable(str(error)) from error
    except NoAnswer as error:
        raise Unanswered(str(error)) from error
    return _telegram_number(answer)


def _telegram_number(answer: Answer) -> str:
    words = answer.body.decode(errors="replace")[:500]
    match answer.status:
        case HTTPStatus.OK:
            return str(json.loads(answer.body)["result"]["message_id"])
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            raise Unreachable(words)  # too much at once, or our token: no message would get through
        case status if status < 500:
            raise Refused(words)
        case _:
            raise Unanswered(words)


def send_webhook(message: Message) -> str:
    """POST signed JSON; the receiver knows a repeat by its Idempotency-Key."""
    body = json.dumps(_payload(message), ensure_ascii=False).encode()
    secret = webhook_secret(message.recipient_id, message.address)
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Idempotency-Key": message.fingerprint, "X-Pressoffice-Signature": f"sha256={signature}"}
    try:
        answer = post(message.address, body, headers, public=not settings.RELAXED)
    except Forbidden as error:
        raise Refused(str(error)) from error
    except NoConnection as error:
        raise Postponed(str(error)) from error
    except NoAnswer as error:
        raise Unanswered(str(error)) from error
    if 200 <= answer.status < 300:
        return ""
    if answer.status >= 500 or answer.status in TEMPORARY:
        raise Postponed(f"HTTP {answer.status}")
    raise Refused(f"HTTP {answer.status}")


def webhook_secret(user_id: int | None, address: str) -> str:
    """Each receiver has its own, so that none can write in our name to another."""
    return hmac.new(settings.WEBHOOK_SECRET.encode(), f"{user_id}|{address}".encode(), hashlib.sha256).hexdigest()


def _payload(message: Message) -> Mapping[str, str]:
    return {
        "key": message.key,
        "kind": message.kind,
        "language": message.language,
        "subject": message.subject,
        "text": message.text,
        "url": _absolute(message),
        "written_at": message.queued_at.isoformat(),
    }


def _absolute(message: Message) -> str:
    return f"{settings.SITE_URL}{message.url}" if message.url else ""


# The inbox is not among them: its rows are delivered by being written.
SENDERS: Mapping[str, Callable[[Message], str]] = {
    Channel.EMAIL: send_email,
    Channel.TELEGRAM: send_telegram,
    Channel.WEBHOOK: send_webhook,
}

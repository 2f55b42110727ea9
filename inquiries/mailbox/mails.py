"""A mail as bytes, read without trusting a byte of it. No Django, no database: everything here is arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any

from inquiries.mailbox.automatic import Bounce, bounce_of, ids_in, is_automatic, is_marked_spam
from inquiries.mailbox.charsets import clean, clean_line, decode, decode_words
from inquiries.mailbox.texts import text_of_html

HEADER_LIMIT = 8_000  # characters of one header; the parser of the standard library is slow on long ones
NESTED_LIMIT = 100  # multiparts and mails within a mail
PARTS_LIMIT = 200
DEPTH_LIMIT = 10
TEXT_LIMIT = 100_000
SUBJECT_LIMIT, NAME_LIMIT, ADDRESS_LIMIT, ID_LIMIT = 200, 200, 254, 255
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


class Unreadable(Exception):
    """Built to hurt: nested deeper than any mail of people."""


class TolerantPolicy(EmailPolicy):
    """The default policy, but headers are plain words: its reader of headers raises, or takes hours, on bad ones."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return decode_words(value[:HEADER_LIMIT])


TOLERANT = TolerantPolicy()


@dataclass(frozen=True)
class AttachedFile:
    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What a mail says. `references` are the Message-IDs it answers; `is_cut`: it has more parts than we look at."""

    message_id: str
    sender: str
    name: str
    subject: str
    text: str
    references: tuple[str, ...]
    files: tuple[AttachedFile, ...]
    is_cut: bool
    bounce: Bounce | None
    is_automatic: bool
    is_marked_spam: bool


@dataclass
class _Parts:
    texts: list[str] = field(default_factory=list)
    attached: list[AttachedFile] = field(default_factory=list)
    inline: list[AttachedFile] = field(default_factory=list)  # pictures in the text: after what was attached on purpose
    seen: int = 0

    @property
    def is_full(self) -> bool:
        return self.seen >= PARTS_LIMIT


def read_mail(raw: bytes) -> Mail:
    """Unreadable for what is built to hurt; any other bytes are a mail, however poor."""
    lowered = raw.lower()
    if lowered.count(b"multipart/") + lowered.count(b"message/rfc822") > NESTED_LIMIT:
        raise Unreadable
    message = message_from_bytes(raw, policy=TOLERANT)
    parts = _Parts()
    _collect(message, parts, 0)
    name, sender = sender_of(message)
    text = clean("\n\n".join(filter(None, parts.texts)), TEXT_LIMIT)
    return Mail(
        message_id=message_id_of(message),
        sender=sender,
        name=name,
        subject=subject_of(message),
        text=text,
        references=ids_in(f"{message.get('In-Reply-To', '')} {message.get('References', '')}"),
        files=(*parts.attached, *parts.inline),
        is_cut=parts.is_full,
        bounce=bounce_of(message, raw, sender, text),
        is_automatic=is_automatic(message),
        is_marked_spam=is_marked_spam(message),
    )


def read_headers(raw: bytes) -> Message:
    """The headers alone, of a mail whose body was not fetched."""
    return message_from_bytes(raw, policy=TOLERANT)


def message_id_of(message: Message) -> str:
    return clean_line(str(message.get("Message-ID", "")), ID_LIMIT)


def subject_of(message: Message) -> str:
    return clean_line(str(message.get("Subject", "")), SUBJECT_LIMIT)


def sender_of(message: Message) -> tuple[str, str]:
    """Name and address of From, parted before the name is decoded: a name must not pose as an address."""
    raw = next((value for name, value in message.raw_items() if name.lower() == "from"), "")
    name, address = parseaddr(str(raw)[:HEADER_LIMIT].replace("\r", "").replace("\n", ""))
    return clean_line(decode_words(name), NAME_LIMIT), clean_line(decode_words(address), ADDRESS_LIMIT + 1).lower()


def _collect(part: Message, parts: _Parts, depth: int) -> None:
    if parts.is_full or depth > DEPTH_LIMIT:
        return
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        _collect_alternative(part, parts, depth)
    elif kind == "message/rfc822":
        _collect_mail(part, parts, depth)
    elif part.is_multipart():
        for child in _children(part):
            _collect(child, parts, depth + 1)
    else:
        parts.seen += 1
        _collect_leaf(part, kind, parts)


def _children(part: Message) -> Iterator[Message]:
    payload: Any = part.get_payload()
    if part.get_content_maintype() == "multipart":
        yield from payload


def _collect_alternative(part: Message, parts: _Parts, depth: int) -> None:
    """The same words in several shapes: plain ones, unless they are empty. Whatever is no text is kept."""
    children = list(_children(part))
    plain = next((child for child in children if child.get_content_type() == "text/plain" and _text(child)), None)
    for child in children:
        is_other_shape = plain is not None and child is not plain and child.get_content_maintype() == "text"
        if is_other_shape:
            parts.seen += 1
            continue
        before = len(parts.texts)
        _collect(child, parts, depth + 1)
        if plain is not None and child is not plain:
            del parts.texts[before:]  # the HTML beside its pictures


def _collect_mail(part: Message, parts: _Parts, depth: int) -> None:
    """A mail attached to the mail: who wrote it, what, and its files."""
    payload: Any = part.get_payload()
    nested = payload[0] if isinstance(payload, list) and payload else None
    if nested is None:
        return
    name, address = sender_of(nested)
    parts.texts.append(f"--- {subject_of(nested)}\n--- {name} {address}".rstrip())
    _collect(nested, parts, depth + 1)


def _collect_leaf(part: Message, kind: str, parts: _Parts) -> None:
    name, disposition = _name(part), part.get_content_disposition()
    is_said = kind in ("text/plain", "text/html") and disposition != "attachment" and not name
    if is_said:
        parts.texts.append(_text(part))
    elif kind not in SIGNATURES and part.get_content_maintype() != "message":
        is_inline = disposition == "inline" or "Content-ID" in part
        content = part.get_payload(decode=True) or b""
        file = AttachedFile(name or kind.replace("/", "."), bytes(content))
        (parts.inline if is_inline else parts.attached).append(file)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    words = decode(content, part.get_content_charset("") or "") if isinstance(content, bytes) else ""
    return text_of_html(words) if part.get_content_type() == "text/html" else words.strip()


def _name(part: Message) -> str:
    """RFC 2231 or 2047, or neither of them as the standard wants it."""
    try:
        return clean_line(part.get_filename() or "", NAME_LIMIT)
    except (ValueError, TypeError, LookupError):
        return "file"


__all__ = ["AttachedFile", "EmailMessage", "Mail", "Unreadable", "read_headers", "read_mail"]

"""Mails nobody wrote: letters that came back, and answers of machines. None of them is ever answered."""

import re
from dataclasses import dataclass
from email.message import Message

IDS = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,255}>")
# How our own letters are named (notifications.models.Message.message_id).
OURS = re.compile(rb"<[0-9a-f]{40}@[^<>\s@]{1,255}>")
LOOKED_AT = 300_000  # bytes of a returned letter in which its name is looked for
NOBODY = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply|donotreply|bounces?|mail-?daemon)([+._-].*)?@"
)
DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-?daemon|bounces?)([+._-].*)?@")
RETURNED = re.compile(
    r"undeliver|not delivered|delivery (status|failure|has failed)|failure notice|returned mail|mail delivery failed|"
    r"could not be delivered|не доставлен|недоставлен|не удалось доставить|ошибка доставки|жеткізілмеді|жеткізілмеген",
    re.IGNORECASE,
)
DELAYED = re.compile(r"delay|warning|still (being )?retr|отложен|задерж|кешіктірілді|кешігу", re.IGNORECASE)
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
AWAY = re.compile(
    r"^\s*(re:\s*)?(auto(matic)?[\s-]?(reply|response|answer)|auto:|out of (the )?office|away from|"
    r"автоответ\b|автоматическ(ий|ое) (ответ|уведомление|сообщение)|вне офиса|нет на месте|нет в офисе|в отпуске|"
    r"нахожусь в отпуске|автожауап|автоматты (түрде )?жауап|кеңседе жоқ|жұмыста жоқ|демалыста)",
    re.IGNORECASE,
)
# Not "list": an office whose address is a group of its mail provider gets every mail with that.
BULK = ("bulk", "junk", "auto_reply", "auto-reply")
MACHINE = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress")


@dataclass(frozen=True)
class Bounce:
    """A letter came back. `ids`: names of letters of ours in it. `is_final`: nobody tries again."""

    ids: tuple[str, ...]
    is_final: bool
    reason: str


def ids_in(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(IDS.findall(words)))[:50]


def is_nobody(address: str) -> bool:
    """An address that no person reads."""
    return NOBODY.match(address) is not None


def is_automatic(message: Message) -> bool:
    """RFC 3834, and the habits of those who have not read it."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or any(name in message for name in MACHINE)
        or _header(message, "Precedence").strip().lower() in BULK
        or _header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or AWAY.match(_header(message, "Subject")) is not None
    )


def is_marked_spam(message: Message) -> bool:
    """By a filter before us."""
    flag, status = _header(message, "X-Spam-Flag"), _header(message, "X-Spam-Status")
    return flag.strip().lower() == "yes" or status.strip().lower().startswith("yes")


def bounce_of(message: Message, raw: bytes, sender: str, text: str) -> Bounce | None:
    """RFC 3464, else what looks like a returned letter; None for any other mail."""
    ids = tuple(dict.fromkeys(name.decode() for name in OURS.findall(raw[:LOOKED_AT]) if name.isascii()))
    fields = list(_status_fields(message))
    if fields:
        return _standard_bounce(fields, ids)
    subject = _header(message, "Subject")
    is_from_daemon = DAEMON.match(sender) or _header(message, "Return-Path").strip() == "<>"
    says_so = RETURNED.search(subject) or RETURNED.search(text)
    if "X-Failed-Recipients" not in message and not (is_from_daemon and says_so):
        return None
    return _homemade_bounce(subject, text, ids)


def _status_fields(message: Message) -> "list[Message]":
    """The fields of each recipient, and of the report itself."""
    reports = (part for part in message.walk() if part.get_content_type() == "message/delivery-status")
    report = next(reports, None)
    payload = report.get_payload() if report is not None else None
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _standard_bounce(fields: "list[Message]", ids: tuple[str, ...]) -> Bounce:
    """«failed» is final, also with a status 4: then the time to try is over. Without an action the status decides."""
    about = [block for block in fields if "Action" in block or "Status" in block]
    actions = [_header(block, "Action").strip().lower() for block in about]
    statuses = [_header(block, "Status").strip() for block in about]
    is_final = "failed" in actions if any(actions) else any(status.startswith("5") for status in statuses)
    said = [f"{_header(block, 'Status')} {_header(block, 'Diagnostic-Code')}".strip() for block in about]
    return Bounce(ids, is_final, " ".join(said)[:500])


def _homemade_bounce(subject: str, text: str, ids: tuple[str, ...]) -> Bounce:
    classes = set(STATUS.findall(text))
    is_delay = bool(DELAYED.search(subject)) or classes == {"4"}
    status = STATUS.search(text)
    start = max(status.start() - 100, 0) if status else 0
    return Bounce(ids, not is_delay, " ".join(text[start : start + 500].split()) or subject)


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))

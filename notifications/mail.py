"""The mail of the demo: every letter is a file, named by its Message-ID, so that a repeat is the same file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"[\w.@-]+")


class FileBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FILES)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            mail = message.message()
            name = "".join(NAME.findall(str(mail["Message-ID"])))
            with NamedTemporaryFile(dir=folder, delete=False) as file:
                file.write(mail.as_bytes())
            Path(file.name).replace(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class MailFile:
    """A letter as its reader sees it."""

    name: str
    mail: ParsedMail

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or "" for part in self.mail.iter_attachments()]

    def _part(self, subtype: str) -> str:
        part = self.mail.get_body((subtype,))
        return str(part.get_content()) if part else ""


def mail_files(limit: int) -> list[MailFile]:
    """The newest first."""
    found = sorted(Path(settings.MAIL_FILES).glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_parsed(path) for path in found[:limit]]


def mail_file(name: str) -> MailFile | None:
    """By the name `mail_files` gave; None for any other."""
    path = Path(settings.MAIL_FILES) / f"{name}.eml"
    return _parsed(path) if NAME.fullmatch(name) and path.is_file() else None


def _parsed(path: Path) -> MailFile:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, ParsedMail)  # noqa: S101 - what the default policy makes
    return MailFile(path.stem, mail)

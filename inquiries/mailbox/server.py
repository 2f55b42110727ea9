"""The mail server: an IMAP folder, read by number, never trusted to answer in time."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.fernet import InvalidToken
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from inquiries.mailbox.states import Security
from inquiries.models import Mailbox

TIME_OUT = SocketTimeout(connect=10, read=30)
MAIL_LIMIT = 40 * 1024 * 1024  # bytes; mail servers take 25 MB, which base64 makes a third larger
HEADERS_LIMIT = 64 * 1024
AT_ONCE = 100  # mails of one visit
# What goes wrong with a server or the way to it: it passes, or an officer must change the mailbox.
TROUBLE = (OSError, IMAPClientError, InvalidToken)


@dataclass(frozen=True)
class Arrived:
    """A mail as the server has it: number, moment of arrival, bytes; the headers alone where `is_whole` is False."""

    uid_validity: int
    uid: int
    received_at: datetime
    raw: bytes
    is_whole: bool = True


@dataclass(frozen=True)
class Folder:
    client: Any  # IMAPClient, which has no types
    uid_validity: int
    processed: str

    def arrived(self, *, after: int, since: date) -> Iterator[Arrived]:
        """Mails with a number above `after`, the lowest first; one is fetched when it is asked for."""
        found = self.client.search(["UID", f"{after + 1}:*", "SINCE", since])
        uids = sorted(uid for uid in found if uid > after)[:AT_ONCE]  # «n:*» always holds the last one
        facts = self.client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"]) if uids else {}
        for uid in uids:
            if uid in facts and (mail := self._fetch(uid, facts[uid])):
                yield mail

    def _fetch(self, uid: int, facts: Any) -> Arrived | None:
        """None for a mail that somebody removed meanwhile."""
        is_whole = facts[b"RFC822.SIZE"] <= MAIL_LIMIT
        wanted = "BODY.PEEK[]" if is_whole else f"BODY.PEEK[HEADER]<0.{HEADERS_LIMIT}>"
        answer = self.client.fetch([uid], [wanted]).get(uid, {})
        raw = next((value for name, value in answer.items() if name.startswith(b"BODY[")), None)
        return None if raw is None else Arrived(self.uid_validity, uid, facts[b"INTERNALDATE"], raw, is_whole)

    def file(self, uids: Collection[int]) -> None:
        """Mark taken mails as read, and put them away. Again for the same ones does nothing."""
        self.client.add_flags(uids, [b"\\Seen"], silent=True)
        if not self.processed:
            return
        if self.client.has_capability("MOVE"):
            self.client.move(uids, self.processed)
        else:
            self.client.copy(uids, self.processed)
            self.client.delete_messages(uids, silent=True)
            self.client.expunge()


@contextmanager
def open_folder(mailbox: Mailbox) -> Iterator[Folder]:
    """Signed in, the folder selected. One of TROUBLE where that is not to be had."""
    is_closed = mailbox.security == Security.TLS
    client = IMAPClient(mailbox.host, port=mailbox.port, ssl=is_closed, timeout=TIME_OUT)
    client.normalise_times = False  # keep the zone of INTERNALDATE
    try:
        if mailbox.security == Security.STARTTLS:
            client.starttls()
        client.login(mailbox.username, mailbox.password)
        if mailbox.processed_folder:
            _require_folder(client, mailbox.processed_folder)
        yield Folder(client, client.select_folder(mailbox.folder)[b"UIDVALIDITY"], mailbox.processed_folder)
    finally:
        _part(client)


def _require_folder(client: Any, name: str) -> None:
    if not client.folder_exists(name):
        client.create_folder(name)


def _part(client: Any) -> None:
    """A quarrel about parting changes nothing."""
    try:
        client.logout()
    except TROUBLE:
        with suppress(OSError):
            client.shutdown()


def check_connection(mailbox: Mailbox) -> str:
    """What is wrong with the mailbox, in the words of the server; empty when it can be read."""
    try:
        with open_folder(mailbox):
            return ""
    except TROUBLE as error:
        return words_of(error)


def words_of(error: Exception) -> str:
    """Servers answer in bytes, which Python's library shows as such."""
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return words.removeprefix("b'").removesuffix("'")[:500] or type(error).__name__

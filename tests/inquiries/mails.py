"""Mails as people and machines write them."""

from email.message import EmailMessage
from itertools import count
from typing import Any

_numbers = count(1)
DANA = "Dana Omarova <dana@people.example>"
CRLF = b"\r\n"


def mail(text: str = "How many houses?", *, files: tuple[tuple[str, bytes], ...] = (), **headers: Any) -> bytes:
    """`subject="…"`, `in_reply_to="…"`: a header each. Every mail has its own Message-ID."""
    message = EmailMessage()
    said = {"from": DANA, "to": "press@agency.example", "subject": "Floods"}
    said |= {"message_id": f"<mail-{next(_numbers)}@people.example>"}
    for name, value in (said | headers).items():
        if value is not None:
            message[name.replace("_", "-").title()] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def raw(headers: str, body: bytes = b"", encoding: str = "utf-8") -> bytes:
    """Byte for byte, as no library would write it."""
    return headers.strip().replace("\n", "\r\n").encode(encoding) + CRLF + CRLF + body.replace(b"\n", CRLF)


def bounce(message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """RFC 3464, as Postfix writes it."""
    return raw(
        """
Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: press@example.kz
Subject: Undelivered Mail Returned to Sender
Message-ID: <20260319@mail.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
""",
        f"""--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; aigul@outlet.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--B
Content-Type: message/rfc822

From: press@example.kz
Message-ID: {message_id}
Subject: answer

text
--B--
""".encode(),
    )

"""The other side of each channel, remembering what it was told and answering as it is bid."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port


class MailServer:
    """Says `answer_from` to any sender (MAIL), `answer_to` to a recipient (RCPT), `answer` to a whole mail (DATA)."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer_from = self.answer = "250 OK"
        self.answer_to: dict[str, str] = {}
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)

    @property
    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        envelope.mail_from = address
        return self.answer_from

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answer_to.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def __enter__(self) -> Self:
        self.controller.start()
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.controller.stop()


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class HttpServer:
    """Answers 200 as Telegram does, or what `answers` says, one after the other; None hangs up without a word."""

    requests: list[Request] = field(default_factory=list)
    answers: list[int | None] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def handler_for(owner: HttpServer) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            owner.requests.append(Request(self.path, dict(self.headers), body))
            status = owner.answers.pop(0) if owner.answers else 200
            if status is None:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in owner.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps({"ok": True, "result": {"message_id": len(owner.requests)}}).encode())

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    return Handler

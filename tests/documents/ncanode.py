"""The other side of the NCANode verifier: answers what it is bid, and remembers what it was asked."""

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


def certificate(*, valid=True, revoked=False):
    """As NCANode 3 describes one, shortened to what is read and a little more."""
    states = [{"revoked": revoked, "by": "OCSP"}, {"revoked": False, "by": "CRL"}]
    return {"valid": valid, "revocations": states, "serialNumber": "1", "subject": {"commonName": "ТЕСТ"}}


def answer(*signers, valid=True):
    return {"status": 200, "message": "OK", "valid": valid, "signers": [{"certificates": [*one]} for one in signers]}


@dataclass
class NcanodeServer:
    says: Any = None  # JSON, or bytes as they are; None hangs up without a word
    status: int = 200
    asked: list[tuple[str, dict]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def handler_for(owner):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            owner.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            if owner.says is None:
                self.close_connection = True
                return
            self.send_response(owner.status)
            self.end_headers()
            self.wfile.write(owner.says if isinstance(owner.says, bytes) else json.dumps(owner.says).encode())

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    return Handler

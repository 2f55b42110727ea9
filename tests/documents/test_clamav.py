"""The virus scanner, against a server that speaks clamd's INSTREAM over real sockets."""

import socketserver
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.checks import check_upload, check_uploads, scanner

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n"


class Clamd(socketserver.StreamRequestHandler):
    """Verdicts like clamd's. `answer` replaces them; a server without one hangs up."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)
        self.server.may_answer.wait(10)
        if self.server.answer is None:
            verdict = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        else:
            verdict = self.server.answer
        self.wfile.write(verdict)


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def running(server):
    server.seen, server.answer, server.may_answer = [], None, threading.Event()
    server.may_answer.set()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["unix", "host:port", "[address]:port"])
def clamd(request, settings, tmp_path):
    if request.param == "unix":
        settings.CLAMAV_SOCKET = str(tmp_path / "clamd.ctl")
        server = UnixServer(settings.CLAMAV_SOCKET, Clamd)
    else:
        server = TcpServer(("127.0.0.1", 0), Clamd)
        host = "localhost" if request.param == "host:port" else "[127.0.0.1]"
        settings.CLAMAV_SOCKET = f"{host}:{server.server_address[1]}"
    with running(server):
        yield server


def uploaded(name, content):
    return SimpleUploadedFile(name, content)


def refused(name, content):
    with pytest.raises(ValidationError) as refusal:
        check_upload(uploaded(name, content))
    return refusal.value.messages


def test_clean_file_is_let_in_after_every_byte_was_looked_at(clamd):
    content = PDF + bytes(scanner.CHUNK * 2 + 7)
    assert check_upload(uploaded("a.pdf", content)).content_type == "application/pdf"
    assert clamd.seen == [content]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.txt", EICAR, id="text"),
        pytest.param("a.pdf", PDF + bytes(scanner.CHUNK - 20) + EICAR, id="over the border of two chunks"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n" + EICAR, id="an image, before it is opened"),
    ],
)
def test_virus_is_refused_with_its_name(clamd, name, content):
    assert refused(name, content) == [f"{name} contains a virus: Eicar-Signature. It was not kept."]


UNCHECKED = ["a.pdf cannot be checked for viruses now. Try again in a few minutes."]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="it hangs up"),
        pytest.param(b"INSTREAM size limit exceeded. ERROR\0", id="too large for it"),
        pytest.param(b"stream: Can't allocate memory ERROR\0", id="it cannot"),
        pytest.param(b"stream: NOT OK\0", id="nothing clamd says"),
        pytest.param(b"OK\0", id="a verdict on nothing"),
        pytest.param(b"x" * 100_000, id="an answer without an end"),
    ],
)
def test_file_without_a_verdict_is_not_let_in(clamd, answer):
    clamd.answer = answer
    assert refused("a.pdf", PDF) == UNCHECKED


def test_scanner_that_takes_too_long_is_not_waited_for(clamd, monkeypatch):
    monkeypatch.setattr(scanner, "SCAN_FOR", 0.05)
    monkeypatch.setattr(scanner, "CONNECT_FOR", 60)
    clamd.may_answer.clear()
    assert refused("a.pdf", PDF) == UNCHECKED


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "localhost:1", "nowhere.invalid:3310"])
def test_file_is_not_let_in_while_the_scanner_is_away(settings, address):
    settings.CLAMAV_SOCKET = address
    assert refused("a.pdf", PDF) == UNCHECKED


def test_other_files_of_a_choice_are_still_let_in(clamd):
    accepted, problems = check_uploads([uploaded("a.txt", EICAR), uploaded("b.pdf", PDF)])
    assert [upload.name for upload in accepted] == ["b.pdf"]
    assert [problem.messages for problem in problems] == [["a.txt contains a virus: Eicar-Signature. It was not kept."]]


def test_without_a_scanner_nobody_looks(settings):
    settings.CLAMAV_SOCKET = ""
    assert check_upload(uploaded("a.txt", EICAR)).name == "a.txt"

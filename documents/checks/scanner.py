"""A ClamAV daemon looks at what comes in: a client of clamd's INSTREAM, the one command it takes."""

import logging
import socket
import struct
from typing import IO

from django.conf import settings

CHUNK = 64 * 1024
ANSWER_LIMIT = 4096
CONNECT_FOR, SCAN_FOR = 3, 20  # seconds
CLEAN, FOUND = "stream: OK", " FOUND"
logger = logging.getLogger(__name__)


class ScannerSilent(Exception):
    """No scanner answered, or not with a verdict."""


def find_virus(file: IO[bytes]) -> str:
    """Its name, or nothing. Without settings.CLAMAV_SOCKET nobody looks."""
    if not settings.CLAMAV_SOCKET:
        return ""
    try:
        with _connect(settings.CLAMAV_SOCKET) as scanner:
            answer = _ask(scanner, file)
    except OSError as error:
        logger.warning("the virus scanner does not answer: %s", error)
        raise ScannerSilent from error
    if answer == CLEAN:
        return ""
    if answer.endswith(FOUND):
        return answer.removeprefix("stream: ").removesuffix(FOUND)
    logger.warning("the virus scanner gave no verdict: %s", answer)
    raise ScannerSilent


def _connect(address: str) -> socket.socket:
    """A path is a unix socket, anything else host:port."""
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_FOR)
    scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    scanner.settimeout(CONNECT_FOR)
    try:
        scanner.connect(address)
    except OSError:
        scanner.close()
        raise
    return scanner


def _ask(scanner: socket.socket, file: IO[bytes]) -> str:
    """Chunks go out behind their length, a length of zero ends them; the answer ends with a zero byte."""
    scanner.settimeout(SCAN_FOR)
    scanner.sendall(b"zINSTREAM\0")
    file.seek(0)
    while chunk := file.read(CHUNK):
        scanner.sendall(struct.pack(">I", len(chunk)) + chunk)
    scanner.sendall(struct.pack(">I", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_LIMIT and (part := scanner.recv(ANSWER_LIMIT)):
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace")

"""One POST to an address that somebody else chose: bounded, without redirects, and never into our own network."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

PORTS = {"https": 443, "http": 80}
TIMEOUT = 10  # seconds, for each of connecting, sending and waiting
ANSWER_LIMIT = 64 * 1024  # bytes read of an answer


class Forbidden(Exception):
    """The address is not one we may ask."""


class NoConnection(Exception):
    """Nothing was sent."""


class NoAnswer(Exception):
    """The request may have arrived; what became of it is unknown."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class PublicConnection(http.client.HTTPSConnection):
    """HTTPS to a public address: the one that was checked is the one that is asked, whatever the name says next."""

    def connect(self) -> None:
        peer = public_address(self.host, self.port)
        self.sock = ssl.create_default_context().wrap_socket(
            socket.create_connection((peer, self.port), self.timeout), server_hostname=self.host
        )


def public_address(host: str, port: int) -> str:
    """The first address of the name; Forbidden when any of them is private, local or otherwise not public."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(ipaddress.ip_address(address).is_global for address in found):
        raise Forbidden(f"{host} is not a public address")
    return found[0]


def post(url: str, body: bytes, headers: Mapping[str, str], *, public: bool) -> Answer:
    """POST and read the answer, whatever its status. `public` allows HTTPS to public addresses only."""
    parts = urlsplit(url)
    connection = _connection(parts, public=public)
    try:
        _connect(connection)
        return _ask(connection, parts, body, headers)
    finally:
        connection.close()


def _connection(parts: SplitResult, *, public: bool) -> http.client.HTTPConnection:
    try:
        host, port = parts.hostname, parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise Forbidden(str(error)) from error
    if not host or parts.username or (public and parts.scheme != "https"):
        raise Forbidden("Only https addresses without a password are asked")
    if public:
        return PublicConnection(host, port, timeout=TIMEOUT)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(host, port, timeout=TIMEOUT)


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except (OSError, UnicodeError) as error:
        raise NoConnection(str(error)) from error


def _ask(connection: http.client.HTTPConnection, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(ANSWER_LIMIT))
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error

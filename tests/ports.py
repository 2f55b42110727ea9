"""Ports for the servers of a test."""

import socket
from contextlib import suppress
from random import SystemRandom

# Below those the kernel gives to outgoing connections: one of them could take a free port before its server does.
PORTS = range(20_000, 32_000)
_chance = SystemRandom()  # pytest-randomly seeds the common one alike in every worker


def free_port() -> int:
    while True:
        port = _chance.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port

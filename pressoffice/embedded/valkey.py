"""Valkey on a socket: the broker and the cache. What was queued survives a kill of the server."""

from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from pressoffice.embedded.children import Program, end_leftovers
from pressoffice.embedded.places import Places, valkey_program


class Valkey:
    def __init__(self, places: Places, *, logs: Path, durable: bool) -> None:
        self.socket = places.sockets / "valkey.sock"
        data = places.make("valkey")
        end_leftovers("valkey-server", self.socket)
        self.socket.unlink(missing_ok=True)
        self.child = Program(
            "Valkey",
            [
                valkey_program(places.account),
                *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--dir", data, "--save", "", "--appendonly", "yes" if durable else "no"),
                *("--maxmemory-policy", "noeviction"),  # a broker never forgets a message to make room
            ],
            log=logs / "valkey.log",
            account=places.account,
            env={},
        )

    def wait(self) -> str:
        """Its address, once it answers."""
        self.child.wait_until(self.answers)
        return f"unix://{self.socket}"

    def answers(self) -> bool:
        # Without the client's own retries, which make one refused connection last four seconds.
        client = Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False
        finally:
            client.close()

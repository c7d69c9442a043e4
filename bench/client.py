"""The client that measures: one keep-alive connection for each server, one clock, every sample recorded."""

import gzip
import http.client
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.figures import milliseconds

PATIENCE_S = 60
IDLE_S = 1.0
"""A server may close a connection that is idle for longer than this."""
CHROMIUM = "gzip, deflate, br, zstd"
"""What Chromium takes over a secure connection, and from this machine."""


@dataclass(frozen=True)
class Answer:
    """One answer: its status, headers (names in small letters), body as sent, and how long all of it took (ms)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    ms: float

    @property
    def sent_bytes(self) -> int:
        """How many bytes the body takes on its way: as sent when it came compressed, else as gzip would make it."""
        if self.headers.get("content-encoding"):
            return len(self.body)
        return compressed(self.body)

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


def compressed(body: bytes) -> int:
    """Return the size of a body after gzip level 6, as a proxy in front of the app would send it."""
    return len(gzip.compress(body, 6, mtime=0))


class Client:
    """A visitor to one server on this machine, over one connection."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        if parts.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("the bench measures servers on this machine only")
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_S)
        self._asked_at = time.monotonic()

    def get(self, address: str, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """Ask for an address such as `/services?q=x`, and time it to its last byte. Raises OSError when it fails."""
        return self._ask("GET", address, {"Accept-Encoding": "gzip", **dict(headers)})

    def post(self, address: str, form: str, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """Send a form, as `urlencode` writes it, and time the answer to its last byte. Raises OSError when it fails."""
        sent_as = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self._ask("POST", address, {"Accept-Encoding": "gzip", **sent_as, **dict(headers)}, form)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body_sent: str | None = None) -> Answer:
        if time.monotonic() - self._asked_at > IDLE_S:
            self._connection.close()
            self._connection.connect()
        started = time.perf_counter_ns()
        self._connection.request(method, address, body=body_sent, headers=dict(headers))
        response = self._connection.getresponse()
        body = response.read()
        taken = milliseconds(time.perf_counter_ns() - started)
        self._asked_at = time.monotonic()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body, taken)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

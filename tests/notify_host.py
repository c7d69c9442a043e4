"""A stand-in for GOV.UK Notify on this machine: it speaks the same interface and does as a test tells it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

KEY = f"test-{'1' * 8}-{'1' * 4}-{'1' * 4}-{'1' * 4}-{'1' * 12}-{'5' * 8}-{'5' * 4}-{'5' * 4}-{'5' * 4}-{'5' * 12}"
EMAIL, SMS = "template-of-email", "template-of-sms"


@dataclass(frozen=True)
class Accepted:
    """A message that was taken to be carried on."""

    path: str
    said: dict[str, Any]

    @property
    def reference(self) -> str:
        reference: str = self.said["reference"]
        return reference

    @property
    def body(self) -> str:
        body: str = self.said["personalisation"]["body"]
        return body


class NotifyHost(ThreadingHTTPServer):
    """Accepts every message, unless `answer` gives another status for it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answer: Callable[[str], int] = lambda _reference: 201
        self.more: dict[str, str] = {}
        self.message = "it was for staff@example.org"
        self.accepted: list[Accepted] = []
        self.asked = 0

    @property
    def setting(self) -> str:
        """What PATHWAY_NOTIFY is, for messages to come here."""
        return f"notify:{KEY}?email={EMAIL}&sms={SMS}&url=http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Say nothing: whoever asked was killed, or waited no longer."""


class Answer(BaseHTTPRequestHandler):
    server: NotifyHost

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        status = self.server.answer(said["reference"])
        answer: dict[str, Any] = {"id": str(uuid4())}
        if status == 201:
            assert self.headers["Authorization"].startswith("Bearer ")
            self.server.accepted.append(Accepted(self.path, said))
        else:
            answer = {"status_code": status, "errors": [{"error": "Error", "message": self.server.message}]}
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in (self.server.more | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """What a redirect would lead to."""
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def notify_host() -> Iterator[NotifyHost]:
    """Run one on a free port."""
    server = NotifyHost()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

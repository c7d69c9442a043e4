"""A host of map pictures on this machine, which does as a test tells it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


class TileHost(ThreadingHTTPServer):
    """A host of pictures that does as it is told and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.status, self.body, self.more = 200, PNG, {"Content-Type": "image/png"}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def template(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/m/{{z}}/{{x}}/{{y}}.png?key=k"


class Answer(BaseHTTPRequestHandler):
    server: TileHost

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.send_response(self.server.status)
        for name, value in self.server.more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def tile_host() -> Iterator[TileHost]:
    """Run one on a free port."""
    server = TileHost()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

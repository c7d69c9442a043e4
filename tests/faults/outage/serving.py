"""A real server over a database that is about to fail, and requests to it, each with how long it took."""

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from tests.integration.notifications.running import environment, pathway, running, wait_until

PATIENCE_S = 60


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds. Status 0: nothing."""

    path: str
    status: int
    text: str
    seconds: float


class Site:
    """The server's address, and asking it."""

    def __init__(self, port: int) -> None:
        self._origin = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask(urllib.request.Request(self._origin + path))

    def post(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """Send a form as our own page does, each from another network: one network may send so many a day."""
        asked = urllib.request.Request(self._origin + path, urlencode(fields or {}).encode())
        asked.add_header("Sec-Fetch-Site", "same-origin")
        asked.add_header("X-Forwarded-For", str(IPv4Address(0x0A000000 + next(_networks))))
        return self._ask(asked)

    def all_at_once(self, paths: list[str]) -> list[Answer]:
        """Open many pages, each at the same moment."""
        with ThreadPoolExecutor(len(paths)) as threads:
            return list(threads.map(self.get, paths))

    def _ask(self, asked: urllib.request.Request) -> Answer:
        began, path = time.monotonic(), asked.selector
        try:
            with _opener.open(asked, timeout=PATIENCE_S) as got:
                return Answer(path, got.status, got.read().decode(errors="replace"), time.monotonic() - began)
        except urllib.error.HTTPError as error:
            return Answer(path, error.code, error.read().decode(errors="replace"), time.monotonic() - began)
        except (OSError, TimeoutError):
            return Answer(path, 0, "", time.monotonic() - began)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere: what a form answers is asked about, and not the page after it."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)
_networks = count(1)


class Load:
    """Requests sent one after another by a few threads, until the block ends: each thread's own kind."""

    def __init__(self, *kinds: Callable[[], Answer]) -> None:
        self.answers: list[Answer] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(kind,)) for kind in kinds]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def _send(self, kind: Callable[[], Answer]) -> None:
        while not self._over.is_set():
            self.answers.append(kind())


@contextmanager
def serving(folder: Path, database_url: str, *, prepared: bool = False, **more: str) -> Iterator[Site]:
    """Serve over a database; `pathway init` makes it ready first, unless it is `prepared`."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    told = environment(folder, database_url, f"dir:{folder / 'messages'}", **more)
    told |= {"PATHWAY_ORIGIN": f"http://127.0.0.1:{port}", "PATHWAY_PROXIES": "1"}
    if not prepared:
        made = pathway(told, "init")
        assert made.returncode == 0, made.stderr
        worked = pathway(told, "worker", "--once")  # writes the file of public pages
        assert worked.returncode == 0, worked.stderr
    with running(told, folder / "serve.log", "serve", "--port", str(port)) as process:
        site = Site(port)

        def answers() -> bool:
            assert process.poll() is None, (folder / "serve.log").read_text("utf-8")[-2000:]
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/stay-safe", timeout=5):
                return True
            return False

        wait_until(answers)
        yield site

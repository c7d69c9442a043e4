"""A real server over a database that is about to fail, and requests to it, each with how long it took."""

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
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

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form as our own page does."""
        asked = urllib.request.Request(self._origin + path, urlencode(fields).encode())
        asked.add_header("Sec-Fetch-Site", "same-origin")
        return self._ask(asked)

    def all_at_once(self, paths: list[str]) -> list[Answer]:
        """Open many pages, each at the same moment."""
        with ThreadPoolExecutor(len(paths)) as threads:
            return list(threads.map(self.get, paths))

    def _ask(self, asked: urllib.request.Request) -> Answer:
        began, path = time.monotonic(), asked.selector
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_S) as got:
                return Answer(path, got.status, got.read().decode(errors="replace"), time.monotonic() - began)
        except urllib.error.HTTPError as error:
            return Answer(path, error.code, error.read().decode(errors="replace"), time.monotonic() - began)
        except (OSError, TimeoutError):
            return Answer(path, 0, "", time.monotonic() - began)


class Load:
    """Requests sent one after another by a few threads, until the block ends."""

    def __init__(self, site: Site, paths: list[str], threads: int) -> None:
        self.answers: list[Answer] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(site, paths)) for _ in range(threads)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def _send(self, site: Site, paths: list[str]) -> None:
        sent = 0
        while not self._over.is_set():
            self.answers.append(site.get(paths[sent % len(paths)]))
            sent += 1


@contextmanager
def serving(folder: Path, database_url: str, *, prepared: bool = False, **more: str) -> Iterator[Site]:
    """Serve over a database; `pathway init` makes it ready first, unless it is `prepared`."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    told = environment(folder, database_url, f"dir:{folder / 'messages'}", **more)
    told["PATHWAY_ORIGIN"] = f"http://127.0.0.1:{port}"
    if not prepared:
        made = pathway(told, "init")
        assert made.returncode == 0, made.stderr
    with running(told, folder / "serve.log", "serve", "--port", str(port)) as process:
        site = Site(port)

        def answers() -> bool:
            assert process.poll() is None, (folder / "serve.log").read_text("utf-8")[-2000:]
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/stay-safe", timeout=5):
                return True
            return False

        wait_until(answers)
        yield site

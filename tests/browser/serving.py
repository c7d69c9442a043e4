"""The real server of a run: `pathway serve` as a process of its own, on a free port, over a database of its own."""

import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pathway.config import ROOT, Settings
from tests.services import KEYS, KEYS_ENVIRONMENT

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday morning in winter: 10:00 in London."""

NIGHT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""03:00 in London on the same day."""

LEAVE_TO = "https://leave.example.org/"
START_WITHIN_S = 30
STOP_WITHIN_S = 15


class Server:
    """A server that was started; `origin` is its address, "http://127.0.0.1:<port>"."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.database = folder / "pathway.db"
        self._clock = folder / "clock"
        self._log = folder / "log"
        self._key = secrets.token_urlsafe(48)
        self._process: subprocess.Popen[bytes] | None = None
        self.set_time(NOW)

    def start(self) -> None:
        """Prepare the database, start serving, and wait until a page answers."""
        self.prepare()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command("serve", "--port", str(self.port)),
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_it_answers()

    def prepare(self) -> None:
        """Make the database."""
        subprocess.run(self._command("init"), env=self._environment(), check=True, capture_output=True, timeout=60)

    def stop(self) -> None:
        """End the server, and nothing else."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_WITHIN_S)

    def set_time(self, moment: datetime) -> None:
        """Make the server's time stand still at an aware moment."""
        new = self._clock.with_suffix(".new")
        new.write_text(moment.isoformat(), "utf-8")
        new.replace(self._clock)  # a request never reads half a date

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Read from the server's database."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def log(self) -> str:
        """Everything the server has written so far."""
        return self._log.read_text("utf-8", errors="replace")

    def settings(self) -> Settings:
        """Settings for an app in this process over the server's database."""
        return Settings(
            env="test",
            origin=self.origin,
            secret_keys=(self._key,),
            database_url=f"sqlite:///{self.database}",
            **KEYS,
        )

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", "from pathway.cli import main; main()", *words]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAY_")}
        return kept | {
            "PATHWAY_ENV": "test",
            "PATHWAY_INSTANCE": str(self.folder),
            "PATHWAY_ORIGIN": self.origin,
            "PATHWAY_SECRET_KEYS": self._key,
            **KEYS_ENVIRONMENT,
            "PATHWAY_TEST_CLOCK": str(self._clock),
            "PATHWAY_LEAVE_TO": LEAVE_TO,
            "PYTHONPATH": str(ROOT),
        }

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"The server ended at once:\n{self.log()}")
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.origin}/stay-safe", timeout=5).close()
                return
            time.sleep(0.05)
        raise RuntimeError(f"The server did not answer within {START_WITHIN_S} s:\n{self.log()}")


def why_no_assets() -> str | None:
    """Say why pages would be drawn without styles and scripts; None when they are built."""
    manifest = ROOT / "static" / "dist" / "manifest.json"
    if not manifest.exists():
        return "static/dist has not been built: run make assets"
    lost = [name for name in json.loads(manifest.read_text("utf-8")).values() if not (manifest.parent / name).exists()]
    return f"static/dist lacks {', '.join(lost)}: run make assets" if lost else None


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port

"""The real server with demo accounts at a time of the test's own, and what its worker does at each."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from pathway import create_app, jobs
from pathway.accounts import queries, sessions
from pathway.accounts.vocabulary import SignInMethod
from pathway.cli.worker import carrier_of
from pathway.core import clock
from pathway.extensions import db, writing
from pathway.notifications import delivery
from pathway.upkeep import demo
from tests.browser.serving import NOW, Server
from tests.browser.staffed import StaffedServer


@dataclass(frozen=True)
class Delivered:
    """A message as it arrived."""

    to: str
    channel: str
    subject: str
    body: str


class ClockedServer(StaffedServer):
    """The server reads its time from a file, and this process has the same: `go_to` moves both.

    No worker runs beside it: `go_to` does what the worker would do at that moment, with the same jobs and the same
    delivery. While a test has one, the time of its process stands still.
    """

    app: Flask

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.now = NOW
        self._read: set[Path] = set()

    def start(self) -> None:
        """Serve."""
        clock.stop(self.now)
        Server.start(self)

    def prepare(self) -> None:
        """Make the database at the first moment of all."""
        Server.prepare(self)
        settings = replace(self.settings(), instance=self.folder, notify=f"dir:{self.messages}")
        self.app = create_app(settings)
        self.demo = dict(demo.load(self.app))
        self._carrier = carrier_of(self.app)

    def stop(self) -> None:
        """End it; time goes on."""
        clock.stop(None)
        with self.app.app_context():
            db.engine.dispose()
        Server.stop(self)

    def go_to(self, moment: datetime) -> list[Delivered]:
        """Move the time to a moment and do what the worker does then; return what was delivered since the last."""
        self.now = moment
        self.set_time(moment)
        clock.stop(moment)
        with self.app.app_context():
            jobs.run_due(self._carrier.worker)
            while delivery.deliver(self._carrier):
                pass
        unread = set(self.messages.glob("*.json")) - self._read
        self._read |= unread
        found = [json.loads(path.read_text("utf-8")) for path in sorted(unread)]
        return [Delivered(one["to"], one["channel"], one["subject"], one["body"]) for one in found]

    def session_of(self, person: dict[str, Any]) -> str:
        """The cookie of a session of somebody's that begins at this moment."""
        with self.app.test_request_context(), writing():
            begun = sessions.begin(queries.user(UUID(person["id"])), SignInMethod.PASSWORD)
            db.session.flush()
            return begun.token

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"PATHWAY_TEST_CLOCK": str(self._clock)}

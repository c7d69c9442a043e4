"""A server with demo accounts and a worker beside it, reached by a host name, as passkeys want one."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
from playwright.sync_api import Page

from pathway import create_app
from pathway.accounts import queries, sessions
from pathway.accounts.vocabulary import SignInMethod
from pathway.extensions import db, writing
from pathway.upkeep import demo
from pathway.upkeep.prepare import mark_prepared
from tests.browser.serving import Server

WAIT_S = 20

_DEMO: list[tuple[bytes, dict[str, Any]]] = []
"""The database with demo accounts, and how they sign in; made with the keys of every test."""


class StaffedServer(Server):
    """The real server and the real worker, in real time: what the worker sends lands in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.origin = f"http://localhost:{self.port}"
        self.messages = folder / "messages"
        self.demo: dict[str, Any] = {}
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and start the worker."""
        super().start()
        with (self.folder / "worker-log").open("wb") as log:
            self._worker = subprocess.Popen(
                self._command("worker"), env=self._environment(), stdout=log, stderr=subprocess.STDOUT
            )

    def prepare(self) -> None:
        """Load demo accounts, once in a run: each server begins with a copy of them."""
        if not _DEMO:
            super().prepare()
            app = create_app(replace(self.settings(), instance=self.folder))
            # Without the clocks of the demo: a test that wants some makes its own.
            accounts = demo.load(app)
            with app.app_context():
                db.engine.dispose()
            _DEMO.append((self.database.read_bytes(), dict(accounts)))
        database, self.demo = _DEMO[0]
        self.database.write_bytes(database)
        mark_prepared(replace(self.settings(), instance=self.folder))

    def stop(self) -> None:
        """End both."""
        if self._worker is not None:
            self._worker.terminate()
            self._worker.wait(WAIT_S)
        super().stop()

    def pathway(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `pathway` command over the same database."""
        return subprocess.run(
            self._command(*words), env=self._environment(), check=False, capture_output=True, text=True, timeout=60
        )

    def person(self, role: str, number: int = 1) -> dict[str, Any]:
        """A demo account."""
        kind = "enforcement" if role == "enforcement" else None
        email = f"{role.replace('_', '-')}@demo-{kind or 'charity'}-{number}.example.org"
        return next(user for user in self.demo["users"] if user["email"] == email)

    def session_of(self, person: dict[str, Any]) -> str:
        """The cookie of a new session of somebody's: pages are looked at without signing in each time."""
        app = create_app(self.settings())
        with app.test_request_context(), writing():
            begun = sessions.begin(queries.user(UUID(person["id"])), SignInMethod.PASSWORD)
        with app.app_context():
            db.engine.dispose()
        return begun.token

    def sent_to(self, address: str, subject: str, holding: str = "") -> dict[str, Any]:
        """The newest message of a subject, with some words in it, that was delivered to an address; waits for one."""
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            found = [json.loads(path.read_text("utf-8")) for path in sorted(self.messages.glob("*.json"))]
            mine = sorted(
                (one for one in found if one["to"] == address and one["subject"] == subject and holding in one["body"]),
                key=lambda one: one["at"],
            )
            if mine:
                return mine[-1]
            time.sleep(0.1)
        raise AssertionError(f"nothing was delivered; the worker said {self._worker_log()}")

    def _worker_log(self) -> str:
        return (self.folder / "worker-log").read_text("utf-8", "replace")[-2000:]

    def _environment(self) -> dict[str, str]:
        given = super()._environment()
        del given["PATHWAY_TEST_CLOCK"]  # codes of an app go by the real time
        return given | {"PATHWAY_NOTIFY": f"dir:{self.folder / 'messages'}"}


@contextmanager
def staffed_server(folder: Path) -> Iterator[StaffedServer]:
    """Serve until the block ends."""
    server = StaffedServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def sign_in(page: Page, person: dict[str, Any]) -> None:
    """Sign in with a password and the app's code, as she would."""
    page.goto("/sign-in")
    way = page.get_by_role("region", name="Password and app")
    way.get_by_label("E-mail address").fill(person["email"])
    way.get_by_label("Password").fill(person["password"])
    way.get_by_label("Code from your app").fill(pyotp.TOTP(person["totp_secret"]).now())
    way.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/manage")


def virtual_authenticator(page: Page) -> None:
    """Give the browser a security key of its own, that says yes at once."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

"""Somebody who reads the mailbox of an agency: the mails that came to it, and a browser that follows their links."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pathway.extensions import db
from pathway.notifications.models import OutboxMessage
from tests.integration.reading import SAME_ORIGIN
from tests.referrals import MAILBOX


def mails(app: Flask, to: str = MAILBOX) -> list[tuple[str, dict[str, str]]]:
    """What waits in the outbox for a mailbox: template and values, oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id))
        return [(row.template, json.loads(row.content or "{}")) for row in rows if row.recipient == to]


def links_to(app: Flask, to: str = MAILBOX) -> list[str]:
    """The paths of the links that were sent to a mailbox, oldest first."""
    return [urlsplit(values["link"]).path for _, values in mails(app, to) if "link" in values]


def codes_to(app: Flask, to: str = MAILBOX) -> list[str]:
    """The codes that were sent to a mailbox, oldest first."""
    return [values["code"] for template, values in mails(app, to) if template == "mailbox_code"]


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', " ".join(page.text.split()))
    assert found, name
    return found[1]


@dataclass
class MailboxReader:
    """A browser of theirs."""

    app: Flask
    client: FlaskClient

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address, buffered=True)

    def post(self, address: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """Send a form without a token, as the pages before the code do."""
        return self.client.post(address, data=data or {}, headers=SAME_ORIGIN | headers)

    def ask(self, link: str) -> str:
        """Press the button of a link; return what the page carries on."""
        page = self.post(link, {"do": "code"})
        assert page.status_code == 200, page.text
        return hidden(page, "asked")

    def type_code(self, link: str, asked: str, code: str, **more: str) -> TestResponse:
        """Type a code."""
        return self.post(link, {"do": "check", "asked": asked, "code": code} | more)

    def come_in(self, link: str) -> None:
        """Do both, with the code that was sent."""
        before = codes_to(self.app)
        asked = self.ask(link)
        (code,) = set(codes_to(self.app)) - set(before)
        arrived = self.type_code(link, asked, code)
        assert (arrived.status_code, arrived.location) == (303, "/answer"), arrived.text

    def press(self, act: str, version: int | None = None, **typed: str) -> TestResponse:
        """Do something as the page of the leg would send it."""
        page = self.get("/answer")
        shown = hidden(page, "version") if version is None else str(version)
        fields = {f"{act}-{name}": value for name, value in typed.items()}
        return self.post(f"/answer/acts/{act}", fields | {"version": shown, "csrf_token": hidden(page, "csrf_token")})


def reader(app: Flask) -> MailboxReader:
    """A browser that has been nowhere."""
    return MailboxReader(app, app.test_client())

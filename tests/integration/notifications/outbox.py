"""Messages for tests: put one in the outbox, send with a sender that remembers, look at the bare rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text

from pathway.extensions import db, writing
from pathway.notifications import delivery
from pathway.notifications.delivery import Carrier
from pathway.notifications.operations import enqueue
from pathway.notifications.senders import Outgoing

RECIPIENT = "staff@example.org"
WORDS = "Only for her eyes."


@dataclass
class Remembering:
    """A sender that does as `act` says for each message, and remembers those it took."""

    act: Callable[[Outgoing], None] = lambda _message: None
    taken: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing) -> None:
        """Take a message, or raise."""
        self.act(message)
        self.taken.append(message)

    @property
    def references(self) -> list[str]:
        return [message.reference for message in self.taken]


def raising(error: Exception) -> Callable[[Outgoing], None]:
    """An act that fails."""

    def act(_message: Outgoing) -> None:
        raise error

    return act


def post(app: Flask, reference: str = "r1", template: str = "note", **more: Any) -> None:
    """Save a message."""
    with app.app_context(), writing():
        enqueue(template, RECIPIENT, {"what": WORDS}, reference=reference, **more)


def send(app: Flask, words: Path, sender: Any, worker: str = "one", **more: Any) -> int:
    """Send what is due, as a worker of this name."""
    with app.app_context():
        return delivery.deliver(Carrier(sender, words, "https://pathway.example.org", worker), **more)


def row(app: Flask, reference: str = "r1") -> dict[str, Any]:
    """A message as it stands in the database, without our model."""
    with app.app_context():
        found = db.session.execute(
            text("SELECT * FROM outbox_message WHERE reference = :reference"), {"reference": reference}
        )
        return dict(found.mappings().one())


def number_of_rows(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(text("SELECT count(*) FROM outbox_message")) or 0

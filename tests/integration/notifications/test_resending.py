"""What people may know of a message that could not be delivered, and do with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from pathway.core.errors import InvalidTransitionError
from pathway.extensions import db, writing
from pathway.notifications import operations, queries
from pathway.notifications.models import OutboxMessage
from pathway.notifications.senders import PermanentFailureError
from tests.integration.notifications.outbox import RECIPIENT, WORDS, Remembering, post, raising, row, send

At = Callable[[datetime], None]
Act = Callable[[OutboxMessage, "Manager"], None]


@dataclass(frozen=True)
class Manager:
    """Somebody signed in."""

    id: UUID = field(default_factory=uuid4)
    organization_id: UUID = field(default_factory=uuid4)


@pytest.fixture
def dead(app: Flask, words: Path, now: datetime) -> Flask:
    """An app with a dead message, `r1`."""
    post(app)
    send(app, words, Remembering(raising(PermanentFailureError("Notify answered 400"))))
    return app


def do(app: Flask, act: Act, by: Manager, reference: str = "r1") -> None:
    with app.app_context(), writing():
        message_id = db.session.scalar(
            text("SELECT id FROM outbox_message WHERE reference = :reference").columns(id=OutboxMessage.id.type),
            {"reference": reference},
        )
        message = queries.locked_message(message_id)
        assert message is not None
        act(message, by)


def trail(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [
            (said.action, said.subject)
            for said in db.session.execute(text("SELECT action, subject FROM audit_event ORDER BY sequence"))
            if said.action.startswith("message.")
        ]


def test_a_message_that_is_tried_again_goes(dead: Flask, words: Path, now: datetime, at: At) -> None:
    at(now + timedelta(days=1))

    do(dead, operations.retry, Manager())

    stored = row(dead)
    assert (stored["status"], stored["attempts"], stored["ended_at"]) == ("waiting", 0, None)
    sender = Remembering()
    send(dead, words, sender)
    assert sender.references == ["r1"]
    assert [action for action, _ in trail(dead)] == ["message.retried"]


def test_a_message_that_is_given_up_is_forgotten(dead: Flask) -> None:
    do(dead, operations.discard, Manager())

    stored = row(dead)
    assert (stored["status"], stored["recipient_sealed"], stored["content_sealed"]) == ("discarded", None, None)
    ((action, subject),) = trail(dead)
    assert action == "message.discarded"
    assert subject.startswith("message:")


@pytest.mark.parametrize("act", [operations.retry, operations.discard])
def test_only_what_is_dead_is_tried_again_or_given_up(app: Flask, words: Path, now: datetime, act: Act) -> None:
    post(app)

    with pytest.raises(InvalidTransitionError, match="waiting"):
        do(app, act, Manager())
    send(app, words, Remembering())
    with pytest.raises(InvalidTransitionError, match="sent"):
        do(app, act, Manager())

    assert trail(app) == []


def test_an_id_that_was_never_given_is_nobodys(app: Flask) -> None:
    with app.app_context():
        assert queries.locked_message(uuid4()) is None


def test_dead_letters_tell_neither_whom_nor_what(dead: Flask, now: datetime) -> None:
    with dead.app_context():
        (letter,) = queries.dead_letters()
        beyond = queries.dead_letters(2)

    assert (letter.reference, letter.template, letter.attempts) == ("r1", "note", 1)
    assert (letter.created_at, letter.ended_at, letter.last_error) == (now, now, "Notify answered 400")
    assert RECIPIENT not in repr(letter)
    assert WORDS not in repr(letter)
    assert beyond == []


def test_how_the_outbox_stands(dead: Flask, now: datetime, at: At) -> None:
    for hours in (2, 1):
        at(now + timedelta(hours=hours))
        post(dead, f"after {hours}")

    with dead.app_context():
        standing = queries.standing()

    assert (standing.waiting, standing.oldest, standing.dead) == (2, now + timedelta(hours=1), 1)


def test_an_empty_outbox_has_no_oldest(app: Flask) -> None:
    with app.app_context():
        assert queries.standing() == queries.Standing(0, None, 0)

"""A sealed column in a real table."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text, update

from pathway.core.errors import SealError
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.notifications.operations import enqueue

ADDRESS = "someone@example.org"


@pytest.fixture
def messages(app: Flask) -> Flask:
    """Two messages to two people."""
    with app.app_context(), writing():
        enqueue("one", ADDRESS, {"link": "https://example.org/first"}, reference="one")
        enqueue("two", "other@example.org", {"link": "https://example.org/second"}, reference="two")
    return app


def read(reference: str) -> OutboxMessage:
    db.session.expire_all()
    return db.session.query(OutboxMessage).filter_by(reference=reference).one()


def test_what_is_stored_holds_none_of_the_text(messages: Flask) -> None:
    with messages.app_context():
        for column in ("recipient_sealed", "content_sealed"):
            for stored in db.session.scalars(text(f"SELECT {column} FROM outbox_message")):
                assert bytes(stored).startswith(b"test:")
                assert b"example" not in bytes(stored)
        assert read("one").recipient == ADDRESS
        assert read("one").content == '{"link": "https://example.org/first"}'


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE outbox_message SET recipient_sealed = other.recipient_sealed FROM outbox_message other "  # noqa: ISC004 - one statement in two lines
        "WHERE other.reference = 'two' AND outbox_message.reference = 'one'",
        "UPDATE outbox_message SET recipient_sealed = content_sealed WHERE reference = 'one'",
    ],
)
def test_bytes_moved_to_another_row_or_column_do_not_open(messages: Flask, move: str) -> None:
    with messages.app_context():
        with writing():
            db.session.execute(text(move))

        with pytest.raises(SealError, match="changed, or moved"):
            _ = read("one").recipient
        assert read("two").recipient == "other@example.org"


def test_a_row_under_another_id_does_not_open(messages: Flask) -> None:
    with messages.app_context():
        with writing():
            db.session.execute(update(OutboxMessage).where(OutboxMessage.reference == "one").values(id=uuid4()))

        with pytest.raises(SealError):
            _ = read("one").recipient


def test_none_takes_the_value_away(messages: Flask) -> None:
    with messages.app_context():
        with writing():
            read("one").recipient = None

        assert read("one").recipient_sealed is None
        assert read("one").recipient is None

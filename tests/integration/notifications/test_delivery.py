"""What becomes of a message, on both engines."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update

from pathway import create_app
from pathway.core.crypto import new_key
from pathway.extensions import db, writing
from pathway.notifications.backoff import DELAYS
from pathway.notifications.models import OutboxMessage
from pathway.notifications.senders import Outgoing, PermanentFailureError, TemporaryFailureError
from pathway.notifications.vocabulary import Channel
from tests import services
from tests.integration.notifications.outbox import RECIPIENT, WORDS, Remembering, post, raising, row, send

At = Callable[[datetime], None]


@pytest.fixture
def rotated(app: Flask) -> Iterator[Flask]:
    """The app in a process that was given a newer key before the others were."""
    keys = f"{new_key('next')},{services.KEYS['field_keys']}"
    rotated = create_app(replace(app.config["SETTINGS"], field_keys=keys))
    yield rotated
    services.dispose(rotated)


def test_a_message_is_sent_once_and_then_forgotten(app: Flask, words: Path, now: datetime) -> None:
    post(app)
    sender = Remembering()

    assert send(app, words, sender) == 1
    assert send(app, words, sender) == 0

    assert sender.taken == [Outgoing("r1", Channel.EMAIL, RECIPIENT, "A note", f"{WORDS}\n")]
    stored = row(app)
    assert stored["status"] == "sent"
    assert stored["recipient_sealed"] is None
    assert stored["content_sealed"] is None
    assert (stored["leased_by"], stored["leased_until"], stored["last_error"]) == (None, None, None)


def test_no_transaction_is_open_while_a_message_is_under_way(app: Flask, words: Path, now: datetime) -> None:
    post(app)
    seen = []

    send(app, words, Remembering(lambda _: seen.append((db.session().in_transaction(), db.engine.pool.checkedout()))))

    assert seen == [(False, 0)]


def test_the_oldest_is_sent_first_and_no_more_than_the_limit(app: Flask, words: Path, now: datetime, at: At) -> None:
    for minutes, reference in ((2, "third"), (0, "first"), (1, "second")):
        at(now + timedelta(minutes=minutes))
        post(app, reference)
    at(now + timedelta(minutes=3))
    sender = Remembering()

    assert send(app, words, sender, limit=2) == 2
    assert sender.references == ["first", "second"]


def test_a_worker_asked_to_stop_finishes_the_message_in_hand(app: Flask, words: Path, now: datetime) -> None:
    for number in range(3):
        post(app, f"r{number}")
    sender = Remembering()

    assert send(app, words, sender, stopping=lambda: bool(sender.taken)) == 1
    assert len(sender.taken) == 1


def test_what_fails_is_tried_again_later_and_later_and_then_is_dead(
    app: Flask, words: Path, now: datetime, at: At
) -> None:
    post(app)
    sender = Remembering(raising(TemporaryFailureError("the mail server answered 450")))
    moment = now

    for number, delay in enumerate(DELAYS):
        if delay:
            at(moment + delay - timedelta(seconds=1))
            assert send(app, words, sender) == 0
        moment += delay
        at(moment)
        assert row(app)["status"] == "waiting"
        assert send(app, words, sender) == 1
        assert row(app)["attempts"] == number + 1

    stored = row(app)
    assert (stored["status"], stored["last_error"]) == ("dead", "the mail server answered 450")
    assert stored["recipient_sealed"] is not None  # for whoever tries again
    at(moment + timedelta(days=7))
    assert send(app, words, sender) == 0


def test_what_is_refused_is_dead_at_once(app: Flask, words: Path, now: datetime) -> None:
    post(app)

    send(app, words, Remembering(raising(PermanentFailureError("Notify answered 400"))))

    stored = row(app)
    assert (stored["status"], stored["attempts"], stored["last_error"]) == ("dead", 1, "Notify answered 400")


def test_a_message_goes_at_last(app: Flask, words: Path, now: datetime, at: At) -> None:
    post(app)
    send(app, words, Remembering(raising(TemporaryFailureError("away"))))
    at(now + timedelta(minutes=1))
    sender = Remembering()

    send(app, words, sender)

    assert sender.references == ["r1"]
    assert (row(app)["status"], row(app)["attempts"], row(app)["last_error"]) == ("sent", 2, None)


def test_a_fault_of_the_sender_is_waited_out_and_what_it_said_is_not_kept(
    app: Flask, words: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    post(app)

    with caplog.at_level(logging.INFO):
        send(app, words, Remembering(raising(RuntimeError(f"cannot write to {RECIPIENT}"))))

    assert (row(app)["status"], row(app)["last_error"]) == ("waiting", "RuntimeError")
    assert "message r1 (note) waits" in caplog.text
    assert RECIPIENT not in caplog.text


def test_no_log_says_whom_it_is_for_or_what_it_says(
    app: Flask, words: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    post(app, "good")
    post(app, "bad", "no-such-template")

    with caplog.at_level(logging.DEBUG):
        send(app, words, Remembering())

    assert "message good (note) sent" in caplog.text
    assert "message bad (no-such-template) is dead" in caplog.text
    assert RECIPIENT not in caplog.text
    assert WORDS not in caplog.text


def test_after_its_time_a_message_is_forgotten_and_not_sent(app: Flask, words: Path, now: datetime, at: At) -> None:
    post(app, expires_at=now + timedelta(minutes=10))
    at(now + timedelta(minutes=10))
    sender = Remembering()

    send(app, words, sender)

    assert not sender.taken
    stored = row(app)
    assert (stored["status"], stored["attempts"]) == ("expired", 0)
    assert (stored["recipient_sealed"], stored["content_sealed"]) == (None, None)


def test_what_would_come_too_late_is_forgotten_at_once(app: Flask, words: Path, now: datetime) -> None:
    post(app, expires_at=now + timedelta(seconds=30))

    send(app, words, Remembering(raising(TemporaryFailureError("away"))))

    stored = row(app)
    assert (stored["status"], stored["last_error"]) == ("expired", "away")
    assert (stored["recipient_sealed"], stored["content_sealed"]) == (None, None)


@pytest.mark.parametrize("template", ["no-such-template", "lacking"])
def test_without_words_a_message_is_dead(app: Flask, words: Path, now: datetime, template: str) -> None:
    (words / "email" / "lacking.txt").write_text("Subject: A note\n\n{{ nothing }}\n")
    post(app, "bad", template)
    post(app, "good")
    sender = Remembering()

    assert send(app, words, sender) == 2

    assert sender.references == ["good"]
    assert row(app, "bad")["status"] == "dead"


def test_a_message_that_does_not_open_stops_no_other(app: Flask, words: Path, now: datetime) -> None:
    post(app, "moved")
    post(app, "good")
    with app.app_context(), writing():
        db.session.execute(
            text(
                "UPDATE outbox_message SET recipient_sealed ="
                " (SELECT recipient_sealed FROM outbox_message WHERE reference = 'good') WHERE reference = 'moved'"
            )
        )
    sender = Remembering()

    send(app, words, sender)

    assert sender.references == ["good"]
    stored = row(app, "moved")
    assert stored["status"] == "dead"
    assert "does not open" in stored["last_error"]


@pytest.mark.parametrize("sealed", ["recipient", "content"])
def test_a_message_sealed_with_a_key_not_known_here_yet_waits_for_it(
    app: Flask, rotated: Flask, words: Path, now: datetime, at: At, sealed: str
) -> None:
    post(app)
    with rotated.app_context(), writing():
        message = db.session.query(OutboxMessage).one()
        setattr(message, sealed, getattr(message, sealed))
    sender = Remembering()

    send(app, words, sender)

    stored = row(app)
    assert (stored["status"], stored["attempts"]) == ("waiting", 1)
    assert "not among PATHWAY_FIELD_KEYS" in stored["last_error"]
    at(now + timedelta(minutes=1))
    send(rotated, words, sender, worker="another")
    assert sender.references == ["r1"]
    assert row(app)["status"] == "sent"


@pytest.mark.parametrize("value", [b"junk", b"no key:junk", f"test:{'j' * 40}".encode()])
def test_a_message_that_was_changed_is_dead_at_once(app: Flask, words: Path, now: datetime, value: bytes) -> None:
    post(app)
    with app.app_context(), writing():
        db.session.execute(update(OutboxMessage).values(recipient_sealed=value))

    send(app, words, Remembering())

    assert (row(app)["status"], row(app)["attempts"]) == ("dead", 1)


def test_a_message_whose_content_is_no_content_stops_no_other(app: Flask, words: Path, now: datetime) -> None:
    post(app, "odd")
    post(app, "good")
    with app.app_context(), writing():
        odd = db.session.query(OutboxMessage).filter_by(reference="odd").one()
        odd.content = "{"
    sender = Remembering()

    send(app, words, sender)

    assert sender.references == ["good"]
    assert (row(app, "odd")["status"], row(app, "odd")["last_error"]) == ("dead", "JSONDecodeError")

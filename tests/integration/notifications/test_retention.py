"""What is forgotten, and when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from pathway.notifications import delivery
from pathway.notifications.senders import PermanentFailureError
from tests.integration.notifications.outbox import Remembering, number_of_rows, post, raising, row, send

At = Callable[[datetime], None]
SECOND = timedelta(seconds=1)


def forget(app: Flask, now: datetime) -> None:
    with app.app_context():
        delivery.forget_old(now)


def test_a_sent_message_is_deleted_after_thirty_days(app: Flask, words: Path, now: datetime) -> None:
    post(app)
    send(app, words, Remembering())

    forget(app, now + timedelta(days=30))
    assert number_of_rows(app) == 1

    forget(app, now + timedelta(days=30) + SECOND)
    assert number_of_rows(app) == 0


def test_an_expired_message_is_deleted_after_thirty_days(app: Flask, words: Path, now: datetime) -> None:
    post(app, expires_at=now)
    send(app, words, Remembering())

    forget(app, now + timedelta(days=30) + SECOND)

    assert number_of_rows(app) == 0


def test_a_dead_message_is_forgotten_after_fourteen_days_and_deleted_after_thirty(
    app: Flask, words: Path, now: datetime
) -> None:
    post(app)
    send(app, words, Remembering(raising(PermanentFailureError("no"))))

    forget(app, now + timedelta(days=14))
    assert (row(app)["status"], row(app)["recipient_sealed"] is None) == ("dead", False)

    forget(app, now + timedelta(days=14) + SECOND)
    stored = row(app)
    assert stored["status"] == "discarded"
    assert (stored["recipient_sealed"], stored["content_sealed"]) == (None, None)

    forget(app, now + timedelta(days=30) + SECOND)
    assert number_of_rows(app) == 0


def test_a_message_that_waits_is_kept(app: Flask, now: datetime) -> None:
    post(app)

    forget(app, now + timedelta(days=365))

    assert row(app)["status"] == "waiting"

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from pathway.extensions import begin_writing, db, writing
from pathway.notifications.operations import enqueue
from tests.integration.notifications.outbox import RECIPIENT, WORDS, Remembering, number_of_rows, post, row, send


class ChangedHerMindError(Exception):
    """Something that undoes a page."""


def enqueue_and_fail() -> None:
    with writing():
        enqueue("note", RECIPIENT, {"what": WORDS})
        db.session.flush()
        raise ChangedHerMindError


def test_a_message_is_undone_with_what_it_tells_of(app: Flask, words: Path, now: datetime) -> None:
    sender = Remembering()

    with app.app_context(), pytest.raises(ChangedHerMindError):
        enqueue_and_fail()

    assert number_of_rows(app) == 0
    assert send(app, words, sender) == 0
    assert not sender.taken


def test_nothing_is_sent_before_the_commit(app: Flask, words: Path, now: datetime) -> None:
    sender = Remembering()

    with app.app_context():
        begin_writing()
        enqueue("note", RECIPIENT, {"what": WORDS})
        db.session.flush()
        assert send(app, words, sender) == 0
        db.session.commit()

    assert send(app, words, sender) == 1


def test_the_same_thing_is_not_told_twice(app: Flask, words: Path, now: datetime) -> None:
    post(app, "referral-1-accepted")

    with pytest.raises(IntegrityError):
        post(app, "referral-1-accepted")

    sender = Remembering()
    send(app, words, sender)
    assert sender.references == ["referral-1-accepted"]


def test_whom_it_is_for_and_what_it_says_are_sealed(app: Flask, now: datetime) -> None:
    post(app)

    told = repr(row(app))
    assert RECIPIENT not in told
    assert WORDS not in told

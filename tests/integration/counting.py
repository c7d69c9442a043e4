"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from pathway.extensions import db


@contextmanager
def counted(app: Flask, *, everything: bool = False) -> Iterator[list[str]]:
    """Collect the SELECTs that are sent, or every statement."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if everything or statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)

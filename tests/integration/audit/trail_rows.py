"""Rows of the trail for tests: made through the app, then read and tampered with by raw SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection, text

from pathway.audit import trail
from pathway.extensions import db, writing

TRIGGERS = {
    "sqlite": ("audit_event_no_update", "audit_event_no_delete"),
    "postgresql": ("audit_event_kept ON audit_event", "audit_event_not_emptied ON audit_event"),
}


@dataclass(frozen=True)
class Somebody:
    """Who acts."""

    id: UUID
    organization_id: UUID


WORKER = Somebody(UUID(int=11), UUID(int=21))


def record_many(number: int, *, action: str = "thing.done", by: Somebody | None = WORKER) -> None:
    """Record so many events, in one transaction."""
    with writing():
        for one in range(number):
            trail.record(action, f"thing:{one}", by)


def rows() -> list[Any]:
    """Every row, as the database gives it without our types."""
    found = list(db.session.execute(text("SELECT * FROM audit_event ORDER BY sequence")))
    db.session.rollback()
    return found


@contextmanager
def tampering(app: Flask) -> Iterator[Connection]:
    """A connection of somebody who may do anything to the database and took away what keeps the trail."""
    with db.engine.connect() as connection:
        for trigger in TRIGGERS[db.engine.dialect.name]:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        yield connection
        connection.commit()

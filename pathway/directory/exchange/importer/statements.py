"""Bulk inserts, updates and deletes without the ORM: one statement for many rows, none for no rows."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from pathway.directory.exchange.importer.row_values import Values


def insert_rows(session: Session, model: Any, rows: Iterable[Values]) -> None:
    """Insert rows, each by the names of its columns."""
    if values := list(rows):
        session.execute(insert(model.__table__), values)


def delete_rows(session: Session, model: Any, ids: Iterable[UUID]) -> None:
    """Delete the rows with these ids."""
    if keys := [{"_id": id_} for id_ in ids]:
        session.execute(delete(model.__table__).where(model.__table__.c.id == bindparam("_id")), keys)


def update_rows(session: Session, model: Any, rows: Sequence[Values], **more: Any) -> None:
    """Update rows, each by its id; `more` are values for all of them."""
    if rows:
        table = model.__table__
        names = [name for name in rows[0] if name != "id"]
        statement = update(table).where(table.c.id == bindparam("_id"))
        statement = statement.values({**{name: bindparam(f"_{name}") for name in names}, **more})
        session.execute(statement, [{f"_{name}": value for name, value in row.items()} for row in rows])

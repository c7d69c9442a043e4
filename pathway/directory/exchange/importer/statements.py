"""Bulk inserts, updates and deletes: one statement for many rows, none for no rows."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

Values = dict[str, Any]


class Statements:
    """Writes to tables without the ORM. A row is a mapping of column names to values."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def insert(self, model: Any, rows: Iterable[Values]) -> None:
        """Insert rows."""
        if values := list(rows):
            self.session.execute(insert(model.__table__), values)

    def delete(self, model: Any, ids: Iterable[UUID]) -> None:
        """Delete the rows with these ids."""
        if keys := [{"_id": id_} for id_ in ids]:
            self.session.execute(delete(model.__table__).where(model.__table__.c.id == bindparam("_id")), keys)

    def update(self, model: Any, rows: Sequence[Values], **more: Any) -> None:
        """Update rows, each by its id; `more` are values for all of them."""
        if rows:
            table = model.__table__
            names = [name for name in rows[0] if name != "id"]
            statement = update(table).where(table.c.id == bindparam("_id"))
            statement = statement.values({**{name: bindparam(f"_{name}") for name in names}, **more})
            self.session.execute(statement, [{f"_{name}": value for name, value in row.items()} for row in rows])

"""One statement for many rows, and nothing for none."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

Values = dict[str, Any]


class Statements:
    """Writes to tables past the ORM. Rows are given by column name; ids are those of the rows."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def insert(self, model: Any, rows: Iterable[Values]) -> None:
        """Add rows."""
        if found := list(rows):
            self.session.execute(insert(model.__table__), found)

    def delete(self, model: Any, ids: Iterable[UUID]) -> None:
        """Take rows out."""
        if found := [{"_id": id_} for id_ in ids]:
            self.session.execute(delete(model.__table__).where(model.__table__.c.id == bindparam("_id")), found)

    def update(self, model: Any, rows: Sequence[Values], **more: Any) -> None:
        """Change rows, each by its id; `more` is the same for all."""
        if rows:
            table = model.__table__
            names = [name for name in rows[0] if name != "id"]
            statement = update(table).where(table.c.id == bindparam("_id"))
            statement = statement.values({**{name: bindparam(f"_{name}") for name in names}, **more})
            self.session.execute(statement, [{f"_{name}": value for name, value in row.items()} for row in rows])

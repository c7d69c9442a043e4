"""What one person changes at a time, for as long as nobody else may be half-way through the same."""

from sqlalchemy import text

from pathway.core.database import Base
from pathway.extensions import db


def change_alone(table: type[Base]) -> None:
    """Block other writers of a table until the transaction ends, but not readers. On SQLite the transaction does."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))

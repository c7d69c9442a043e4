"""Everything in a database, to compare before with after."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from pathway.core.database import Base
from pathway.extensions import db


def dump(app: Flask, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of ours, sorted; `without` names columns left out."""
    with app.app_context():
        found = {
            table.name: sorted((tuple(row) for row in db.session.execute(select(*_columns(table, without)))), key=repr)
            for table in Base.metadata.sorted_tables
        }
        db.session.rollback()
    return found


def _columns(table: Any, without: tuple[str, ...]) -> list[Any]:
    return [column for column in table.columns if column.name not in without]

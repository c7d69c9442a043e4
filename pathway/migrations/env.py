"""How Alembic runs: on the app's own engine, in one transaction, with the same naming on both databases."""

from alembic import context
from flask import current_app

from pathway.core.database import Base

database = current_app.extensions["migrate"].db


def run_online() -> None:
    """Migrate the database that the app is configured for."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=_is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()


def _is_ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    # The full-text tables of SQLite are made by hand in the migration and have no model.
    return not (kind == "table" and reflected and (name or "").startswith(("search_fts", "search_vocabulary")))


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not as a script.")
run_online()

"""How Alembic runs: on the app's own engine, in one transaction, with the same naming on both databases."""

from alembic import context
from flask import current_app

from pathway.core.database import Base
from pathway.migrations import belongs_to_models

database = current_app.extensions["migrate"].db


def run_online() -> None:
    """Migrate the database that the app is configured for."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=belongs_to_models(connection.dialect.name),
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not as a script.")
run_online()

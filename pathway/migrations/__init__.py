"""Numbered migrations of the database, one head."""

from collections.abc import Callable

FULL_TEXT = ("search_fts", "search_vocabulary")
POSTGRESQL_ONLY = frozenset({"ix_search_entry_vector"})


def belongs_to_models(dialect: str) -> Callable[[object, str | None, str, bool, object], bool]:
    """Return what decides, for this engine, whether a table or index is compared with the models (Alembic's hook)."""

    def compared(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        name = name or ""
        if kind == "table" and reflected and name.startswith(FULL_TEXT):
            return False  # SQLite's full-text tables are made by hand in a migration and have no model
        return not (kind == "index" and name in POSTGRESQL_ONLY and dialect != "postgresql")

    return compared

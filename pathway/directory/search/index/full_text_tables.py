"""SQLite's full-text tables over the index, for a database that is made without migrations."""

from sqlalchemy import Connection

_COLUMNS = "name_words, kind_words, more_words, tags"
_NEW = "new.docid, new.name_words, new.kind_words, new.more_words, new.tags"
_OLD = "old.docid, old.name_words, old.kind_words, old.more_words, old.tags"
_INSERT = f"INSERT INTO search_fts (rowid, {_COLUMNS}) VALUES ({_NEW});"  # noqa: S608 # nosec B608 - words written here
_REMOVE = f"INSERT INTO search_fts (search_fts, rowid, {_COLUMNS}) VALUES ('delete', {_OLD});"  # noqa: S608 # nosec B608 - as above

_OVER = f"{_COLUMNS}, content='search_entry', content_rowid='docid', tokenize='ascii', prefix='4 5 6'"

STATEMENTS = (
    f"CREATE VIRTUAL TABLE search_fts USING fts5({_OVER})",
    "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_fts, 'col')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {_INSERT} END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {_REMOVE} END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN {_REMOVE} {_INSERT} END",
)
"""As the first migration makes them: a test compares the two."""


def create_full_text_tables(connection: Connection) -> None:
    """Create them, beside a table of entries that is empty."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)

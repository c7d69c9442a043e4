"""Every SELECT that the driver of a SQLite database is handed while a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

# The full-text index reads tables of its own, by statements that nobody here wrote.
_ITS_OWN = ("search_fts_", "search_vocabulary_")


@contextmanager
def sent_to(engine: Engine) -> Iterator[list[str]]:
    """Collect the SELECTs sent over an engine's connections, those past SQLAlchemy's cursors too."""
    sent: list[str] = []

    def note(statement: str) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) and not any(own in statement for own in _ITS_OWN):
            sent.append(statement)

    def listen(connection: Any, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(note)

    def stop(connection: Any, _record: object) -> None:
        connection.set_trace_callback(None)

    event.listen(engine, "checkout", listen)
    event.listen(engine, "checkin", stop)
    try:
        yield sent
    finally:
        event.remove(engine, "checkout", listen)
        event.remove(engine, "checkin", stop)

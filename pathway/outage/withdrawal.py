"""Whatever is changed of a listing takes it out of the file in the same act; the worker puts it in again, as changed.

So a number that was hidden, a service that was closed and a place that became confidential are never shown from the
file, whatever becomes of the worker; nor does it say that the 72-hour pathway runs once that was turned off. It is
taken out before the change is committed, and nobody may put another file in place until that is done. Where it cannot
be taken out, the whole file is removed; where even that fails, nothing is changed.
"""

import logging
import sqlite3
from collections.abc import Collection
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import has_app_context
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from pathway.core.errors import PublicFileError
from pathway.directory.models import Fallback
from pathway.directory.search.index.indexer import CHANGED
from pathway.extensions import db
from pathway.outage import public_file
from pathway.outage.renewal import path_of_file
from pathway.referral import queries as referral

logger = logging.getLogger("pathway.outage")

_LOCK = "pathway_file_lock"
_GOES_WITH_ITS_SERVICE = (
    "service_term",
    "schedule",
    "phone",
    "schedule_exception",
    "service_area",
    "language",
    "source",
    "service_at_location",
    "service_capacity",
    "contact_change",
    "former_identifier",
    "search_entry",
)


@dataclass(frozen=True)
class _Rest:
    """What the file may say beside listings: these words for when we list nobody, and that the pathway `runs`."""

    words: frozenset[str]
    runs: bool


def init_withdrawal() -> None:
    """Watch the sessions of the app."""
    for name, listener in (("before_commit", _before), ("after_commit", _over), ("after_soft_rollback", _over)):
        if not event.contains(db.session, name, listener):
            event.listen(db.session, name, listener)


def _before(session: Session) -> None:
    changed: set[UUID] | None = session.info.get(CHANGED)
    path = path_of_file() if changed is not None and has_app_context() else None
    if path is None or changed is None or _LOCK in session.info or public_file.stamp_of(path) is None:
        return
    rest = None if changed else _Rest(frozenset(_words(session)), runs=referral.pathway_is_running())
    try:
        # To the end of the transaction: nobody who read the listing as it was may put that in place meanwhile.
        lock = session.info[_LOCK] = ExitStack()
        lock.enter_context(public_file.locked(path))
        _take_out_or_remove(path, changed, rest)
    except OSError as error:
        raise PublicFileError(f"the file of public pages cannot be changed ({type(error).__name__})") from error


def _take_out_or_remove(path: Path, changed: Collection[UUID], rest: _Rest | None) -> None:
    try:
        enough_is_left = _take_out(path, changed, rest)
    except (OSError, sqlite3.Error) as error:
        logger.error("the file of public pages is removed: it cannot be changed (%s)", type(error).__name__)
        enough_is_left = False
    if not enough_is_left:
        public_file.remove(path)


def _over(session: Session, previous: SessionTransaction | None = None) -> None:
    if previous is not None and previous.nested:
        return
    session.info.pop(CHANGED, None)
    lock: ExitStack | None = session.info.pop(_LOCK, None)
    if lock is not None:
        lock.close()


def _words(session: Session) -> list[str]:
    """Return the words for when we list nobody, as they will be."""
    return list(session.scalars(select(Fallback.text).order_by(Fallback.text)))


def _take_out(path: Path, services: Collection[UUID], rest: _Rest | None) -> bool:
    """Put a file in place that has neither these services nor anything else that is not so any more.

    Return whether half of it is left: a page from less would say of much that nobody is listed for it.
    """
    with public_file.changed_copy(path) as copy, closing(sqlite3.connect(copy, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("BEGIN")
        file.execute("UPDATE about SET state = ''")  # whoever renews it sees that it is not whole
        (before,) = file.execute("SELECT count(*) FROM service").fetchone()
        ids = [(service_id.hex,) for service_id in services]
        for table in _GOES_WITH_ITS_SERVICE:
            file.executemany(f"DELETE FROM {table} WHERE service_id = ?", ids)  # noqa: S608 # nosec B608 - names above
        file.executemany("DELETE FROM service WHERE id = ?", ids)
        file.execute("DELETE FROM location WHERE id NOT IN (SELECT location_id FROM service_at_location)")
        file.execute("DELETE FROM organization WHERE id NOT IN (SELECT organization_id FROM service)")
        if rest is not None:
            there = {text for (text,) in file.execute("SELECT text FROM fallback")}
            file.executemany("DELETE FROM fallback WHERE text = ?", [(text,) for text in there - rest.words])
            if not rest.runs:
                file.execute("DELETE FROM pathway_switch")
        (after,) = file.execute("SELECT count(*) FROM service").fetchone()
        file.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
        file.execute("COMMIT")
        file.execute("VACUUM")  # what was deleted is not in it any more
    return bool(after * 2 >= before)

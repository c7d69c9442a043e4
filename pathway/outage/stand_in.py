"""Answering from the file while the database is away."""

import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app, g
from sqlalchemy import Engine, QueuePool, create_engine

from pathway.core.clock import LONDON
from pathway.core.formats import long_date
from pathway.extensions import db
from pathway.outage import public_file
from pathway.outage.public_file import Stamp
from pathway.outage.renewal import path_of_file

_KEPT = "pathway_stand_in_file"
_USED = "outage"
_lock = threading.Lock()


@dataclass(frozen=True)
class StandIn:
    """The file as it was opened."""

    stamp: Stamp
    engine: Engine
    made_at: datetime

    @property
    def when(self) -> str:
        """When it was made, for a page: "14:05 on 28 November 2026"."""
        local = self.made_at.astimezone(LONDON)
        return f"{local:%H:%M} on {long_date(local.date())}"


def begin() -> bool:
    """Let the rest of this request ask the file; return whether there is one."""
    found = _found()
    if found is None:
        return False
    db.ask_instead(found.engine)
    setattr(g, _USED, found)
    return True


def end() -> None:
    """Go back to the database."""
    if g.pop(_USED, None) is not None:
        db.ask_instead(None)


def used() -> StandIn | None:
    """Return the file that this request is answered from; None where it asks the database."""
    stand_in: StandIn | None = g.get(_USED)
    return stand_in


def _found() -> StandIn | None:
    """Open the file that lies there now. Whatever was taken out of it is not shown from memory either."""
    path = path_of_file()
    stamp = public_file.stamp_of(path) if path else None
    with _lock:
        kept: StandIn | None = current_app.extensions.get(_KEPT)
        if kept is not None and kept.stamp == stamp:
            return kept
        if kept is not None:
            kept.engine.dispose()
        about = public_file.read_about(path) if path and stamp else None
        opened = StandIn(stamp, _engine(path), about.made_at) if path and stamp and about else None
        # Replaced while it was opened: the next request looks again.
        current_app.extensions[_KEPT] = opened
        return opened


def _engine(path: Path) -> Engine:
    address = public_file.address_of(path)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)

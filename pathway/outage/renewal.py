"""The worker renews the file when what it shows has changed, and once an hour."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from pathway.directory.search.index.snapshot import STATE
from pathway.extensions import db
from pathway.outage import public_file
from pathway.outage.public_file import About
from pathway.outage.public_rows import read_public_rows
from pathway.referral import queries as referral
from pathway.referral.models import RoutingTable, SignOff, TableStatus
from pathway.turnaround.queries import newest_version

logger = logging.getLogger("pathway.outage")

RENEW_AFTER = timedelta(hours=1)
MOST_TRIES = 5


def path_of_file() -> Path | None:
    """Return where the file lies; None where this installation keeps none."""
    path: Path | None = current_app.config["SETTINGS"].snapshot
    return path


def renew(now: datetime) -> None:
    """Write the file anew, unless it shows what the database holds and is not old."""
    path = path_of_file()
    if path is None:
        return
    about = public_file.read_about(path)
    if about is not None and about.state == _state() and timedelta(0) <= now - about.made_at < RENEW_AFTER:
        db.session.rollback()
        return
    for _ in range(MOST_TRIES):
        if _write(path, now):
            return
    logger.warning("listings changed too often while the public pages were written down; later")


def _write(path: Path, now: datetime) -> bool:
    """Write the file; return whether nothing was changed meanwhile, without which it is thrown away."""
    state = _state()
    rows = read_public_rows(now)
    db.session.rollback()  # while the file is written, nobody waits for what was read
    path.parent.mkdir(parents=True, exist_ok=True)
    new = public_file.build(path, rows, About(now, state))
    try:
        with public_file.locked(path):
            if _state() != state:
                return False
            public_file.put_in_place(new, path)
            return True
    finally:
        db.session.rollback()
        new.unlink(missing_ok=True)


def _state() -> str:
    """Return what changes whenever something that the file shows is changed."""
    db.session.rollback()
    tables = select(RoutingTable.number, RoutingTable.content_hash).where(RoutingTable.status == TableStatus.PUBLISHED)
    signed = db.session.scalars(select(SignOff.role).order_by(SignOff.role)).all()
    return public_file.state_words(
        index=db.session.scalar(STATE),
        tables=[[number, digest] for number, digest in db.session.execute(tables.order_by(RoutingTable.number))],
        signed=[role.value for role in signed],
        runs=referral.pathway_is_running(),
        policy=newest_version(),
    )

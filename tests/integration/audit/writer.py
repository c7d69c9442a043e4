"""One of several processes that add to the trail at once."""

import os
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import OperationalError

from pathway import configure, init_keys
from pathway.audit.trail import init_trail
from pathway.extensions import db, init_database
from tests.integration.audit.trail_rows import record_many
from tests.integration.conftest import settings_for

READY_WITHIN_S = 60


def write(url: str, commits: int, each: int, all_ready: Barrier, log: Path) -> None:
    """Wait for the others, then record so many events in each of so many commits. What is said goes to a file."""
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    app = Flask("pathway")
    settings = settings_for(url)
    configure(app, settings)
    init_keys(app, settings)
    init_database(app)
    init_trail()
    with app.app_context():
        db.session.connection()
        db.session.rollback()
        all_ready.wait(READY_WITHIN_S)
        for _ in range(commits):
            until_saved(each)


def until_saved(each: int) -> None:
    """Record so many events; where SQLite, which queues nobody, let others go first for too long, try again."""
    while True:
        try:
            return record_many(each)
        except OperationalError:
            db.session.rollback()

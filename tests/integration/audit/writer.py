"""One of several processes that add to the trail at once: `python -m ...writer URL COMMITS EACH`."""

import sys

from flask import Flask
from sqlalchemy.exc import OperationalError

from pathway import configure, init_keys
from pathway.audit.trail import init_trail
from pathway.extensions import db, init_database
from tests.integration.audit.trail_rows import record_many
from tests.integration.conftest import settings_for


def main(url: str, commits: int, each: int) -> None:
    """Wait for a line, then record so many events in each of so many commits."""
    app = Flask("pathway")
    settings = settings_for(url)
    configure(app, settings)
    init_keys(app, settings)
    init_database(app)
    init_trail()
    with app.app_context():
        db.session.connection()
        db.session.rollback()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for _ in range(commits):
            until_saved(each)


def until_saved(each: int) -> None:
    """Record so many events; where SQLite, which queues nobody, let others go first for too long, try again."""
    while True:
        try:
            return record_many(each)
        except OperationalError:
            db.session.rollback()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

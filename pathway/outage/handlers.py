"""What answers where the database is away, slow or full."""

import logging
from contextlib import suppress

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from pathway.extensions import DATABASE_ERRORS, CommitReplyLostError, db
from pathway.outage.not_sent import not_known, not_sent, unavailable

logger = logging.getLogger("pathway.errors")

SAFE = {"GET", "HEAD", "OPTIONS"}


def init_outage(app: Flask) -> None:
    """Answer every error of the database with a page that needs none."""
    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, _answer)


def _answer(error: Exception) -> ResponseReturnValue:
    # The class only: a driver's message may hold what somebody typed.
    logger.error("database error %s on %s", type(getattr(error, "orig", error)).__name__, request.endpoint)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    # Who is signed in cannot be known any more, and her menu asks the database.
    for name in ("person", "reader"):
        g.pop(name, None)
    if request.method in SAFE:
        return unavailable()
    return not_known() if isinstance(error, CommitReplyLostError) else not_sent()

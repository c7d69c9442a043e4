"""What answers where the database is away, slow or full: public pages from the file, other pages without data."""

import logging
from contextlib import suppress

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, NotFound

from pathway.core.errors import PublicFileError
from pathway.extensions import DATABASE_ERRORS, CommitReplyLostError, breaker_here, db
from pathway.outage import stand_in
from pathway.outage.not_sent import not_known, not_sent, unavailable
from pathway.outage.withdrawal import init_withdrawal
from pathway.web.security import never_stored

logger = logging.getLogger("pathway.errors")

SAFE = {"GET", "HEAD", "OPTIONS"}

FROM_THE_FILE = frozenset(
    {
        "site.home",
        "site.help_now",
        "site.you",
        "site.stay_safe",
        "directory.index",
        "directory.find",
        "directory.show",
        "directory.shortlist",
        "referral.check",
        "referral.result",
        "guidance.pathway",
        "guidance.identify_and_respond",
        "guidance.report_a_crime",
    }
)
"""The pages that are answered from the file. None of them writes anything."""


def init_outage(app: Flask) -> None:
    """Answer from the file where that is known to be needed, and where the database fails meanwhile."""
    init_withdrawal()
    app.before_request(_do_not_wait)
    app.after_request(_never_store)
    app.teardown_request(lambda _error: stand_in.end())
    app.context_processor(lambda: {"outage": stand_in.used()})
    for kind in (*DATABASE_ERRORS, PublicFileError):
        app.register_error_handler(kind, _answer)


def _do_not_wait() -> ResponseReturnValue | None:
    if request.endpoint not in FROM_THE_FILE or not breaker_here().is_open or not stand_in.begin():
        return None
    _forget_who_reads()
    return _from_the_file()


def _answer(error: Exception) -> ResponseReturnValue:
    # The class only: a driver's message may hold what somebody typed.
    logger.error(
        "nothing can be saved or read: %s on %s", type(getattr(error, "orig", error)).__name__, request.endpoint
    )
    with suppress(SQLAlchemyError):
        db.session.rollback()
    _forget_who_reads()
    if request.endpoint in FROM_THE_FILE and stand_in.used() is None:
        return _from_the_file()
    if request.method in SAFE:
        return unavailable()
    return not_known() if isinstance(error, CommitReplyLostError) else not_sent()


def _from_the_file() -> ResponseReturnValue:
    if not (stand_in.used() or stand_in.begin()):
        return unavailable()
    view = current_app.ensure_sync(current_app.view_functions[request.endpoint or ""])
    try:
        return make_response(view(**(request.view_args or {})))
    except NotFound:
        return unavailable()  # it may be there
    except HTTPException as error:
        return current_app.handle_http_exception(error)
    except SQLAlchemyError as error:
        logger.error("the file of public pages cannot be read: %s", type(error).__name__)
        return unavailable()


def _forget_who_reads() -> None:
    """Draw pages as for anybody: who is signed in cannot be known, and her menu may ask the database."""
    for name in ("person", "reader", "csrf_session_id"):
        g.pop(name, None)


def _never_store(response: Response) -> Response:
    return response if stand_in.used() is None else never_stored(response)

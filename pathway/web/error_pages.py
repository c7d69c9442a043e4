"""Error pages: what happened, what to do, and the numbers that are on every page."""

import math

from flask import Flask, Response, make_response, render_template
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from pathway.core.errors import ChangeRefusedError, LimitExceededError

PAGES = (400, 403, 404, 405, 409, 410, 413, 414, 429, 500, 503)
TEMPLATES = {414: 400}
"""Statuses that share another's page."""


def init_error_pages(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ChangeRefusedError, _refused)
    app.register_error_handler(StaleDataError, _changed_meanwhile)
    app.register_error_handler(LimitExceededError, _too_many)


def _page(status: int, description: str | None = None, **words: object) -> Response:
    shown = status if status in PAGES else (500 if status >= 500 else 400)
    template = f"errors/{TEMPLATES.get(shown, shown)}.html"
    # `description` is only ever a sentence of ours, never what was typed.
    return make_response(render_template(template, status=status, description=description, **words), status)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    ours = type(error).description != error.description and not isinstance(error, SecurityError)
    response = _page(status, error.description if ours and not isinstance(error, InternalServerError) else None)
    if status == 405:
        response.headers["Allow"] = dict(error.get_headers()).get("Allow", "GET")
    return response


def _refused(error: ChangeRefusedError) -> Response:
    return _page(409, f"Nothing was done. {error}.")


def _changed_meanwhile(_error: StaleDataError) -> Response:
    """Answer the second of two who changed the same row: what she saw is not what there is any more."""
    return _page(409, "Nothing was done: somebody changed this at the same moment. Load the page again and look.")


def _too_many(error: LimitExceededError) -> Response:
    minutes = max(1, math.ceil(error.wait.total_seconds() / 60))
    response = _page(429, minutes=minutes)
    response.headers["Retry-After"] = str(minutes * 60)
    return response

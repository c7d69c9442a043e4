"""The app with three extra pages to measure against: two that are empty, and a few bytes of hello.

The empty page goes through the same base template, headers and logs as every other, that of staff through the guard,
the session and the menu too; the hello page shows what the framework and the server cost before any of that. None is a
route of the app.
"""

from datetime import UTC, datetime

from flask import Blueprint, Flask, current_app, render_template
from flask.typing import ResponseReturnValue

from pathway import create_app
from pathway.config import Settings
from pathway.core import clock
from pathway.web.access import SELF, public, requires
from pathway.web.logs import to_stderr

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""The moment at which every measurement is taken: a Tuesday, 10:00 in London, when most services are open."""

EMPTY = "/bench/empty"
STAFF_EMPTY = "/bench/staff"
HELLO = "/bench/hello"

bp = Blueprint("bench", __name__)


@bp.get(EMPTY)
@public
def empty() -> ResponseReturnValue:
    """Draw the base template around nothing."""
    return render_template(current_app.extensions["pathway_bench_empty"])


@bp.get(STAFF_EMPTY)
@requires(SELF)
def staff_empty() -> ResponseReturnValue:
    """Draw the frame of staff pages around nothing."""
    return render_template(current_app.extensions["pathway_bench_staff_empty"])


@bp.get(HELLO)
@public
def hello() -> ResponseReturnValue:
    """Answer with a few bytes."""
    return b"hello", {"Content-Type": "text/plain"}


def create_bench_app(settings: Settings | None = None) -> Flask:
    """Build the app with the three pages."""
    app = create_app(settings)
    # Compiled once, as a template in a file is: compiling at each request would flatter every page beside it.
    for name, frame in (("empty", "base.html"), ("staff_empty", "staff.html")):
        app.extensions[f"pathway_bench_{name}"] = app.jinja_env.from_string(
            f'{{% extends "{frame}" %}}{{% block title %}}Empty{{% endblock %}}'
        )
    app.register_blueprint(bp)
    return app


def worker_app() -> object:
    """Build it inside a server process, as `pathway serve` does; its clock is stopped so that runs compare."""
    to_stderr()
    app = create_bench_app()
    clock.stop(NOW)
    return app

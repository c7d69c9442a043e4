"""Each request has one budget of time for everything that it asks of the database."""

from flask import Flask, g, request

from pathway.core import time_budget


def init_database_budget(app: Flask) -> None:
    """Begin a budget with each request that may ask the database. Called before anything that asks it.

    It ends after the session of the request: to roll back is to ask, too.
    """
    app.before_request(_begin)
    app.teardown_appcontext(_end)


def _begin() -> None:
    if request.endpoint != "static":
        time_budget.begin()
        g.has_database_budget = True


def _end(_error: BaseException | None) -> None:
    if g.pop("has_database_budget", False):
        time_budget.end()

"""Apps that are given to one test after another, each over the database of that test.

To make an app, with its 150 addresses and the templates it reads, takes as long as two requests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import Flask

from pathway import create_app
from pathway.config import Settings
from pathway.directory.look_ups.operations import init_look_ups
from pathway.extensions import db, engine_options, prepare_engine
from tests import services

FROM_FILES = {"pathway_gazetteer"}
"""What an app remembers between requests that no database had a part in."""


@dataclass(frozen=True)
class _Free:
    """An app that nobody has, and the names of what it was made with."""

    app: Flask
    extensions: frozenset[str]


class Apps:
    """Apps of the same settings, but for the database."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._free: list[_Free] = []

    @contextmanager
    def over(self, url: str) -> Iterator[Flask]:
        """Give an app over a database. One that somebody changed is not given again."""
        settings = replace(self._settings, database_url=url)
        if self._free:
            one = self._free.pop()
            _move(one.app, settings)
        else:
            app = create_app(settings)
            one = _Free(app, frozenset(app.extensions) | FROM_FILES)
        before = _parts(one.app)
        try:
            yield one.app
        finally:
            services.dispose(one.app)
            if _parts(one.app) == before:
                for name in set(one.app.extensions) - one.extensions:
                    del one.app.extensions[name]
                init_look_ups(one.app)  # what was counted of one test is not written by the next
                self._free.append(one)


def _move(app: Flask, settings: Settings) -> None:
    """Put an app over another database, with an engine of its own: what is remembered by engine is forgotten."""
    options = engine_options(settings.database_url)
    app.config.update(
        SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.database_url, SQLALCHEMY_ENGINE_OPTIONS=options
    )
    given = options | {"url": settings.database_url}
    with app.app_context():
        db._apply_driver_defaults(given, app)
        db._app_engines[app][None] = db._make_engine(None, given, app)
        prepare_engine(db.engine)


def _parts(app: Flask) -> tuple[object, ...]:
    """What a test may have added to an app or set in it."""
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    counts = [sum(map(len, by_blueprint.values())) for by_blueprint in hooks]
    rules = len(app.url_map._rules)
    return dict(app.config), rules, counts, list(app.jinja_env.globals), app.__dict__.get("wsgi_app"), app.debug

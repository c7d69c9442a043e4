"""The statements that this process has compiled, for all its apps: each app has an engine, and each engine a cache."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.util import LRUCache

MOST = 3_000

_make = SQLAlchemy._make_engine
_dialects: dict[tuple[str, str], tuple[Dialect, Any]] = {}


def compile_statements_once() -> None:
    """Let all engines of one kind share a dialect and what was compiled for it: SQL follows from these alone."""
    SQLAlchemy._make_engine = _sharing  # type: ignore[method-assign] # a private part of Flask-SQLAlchemy


def _sharing(self: SQLAlchemy, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
    engine = _make(self, bind_key, options, app)
    kind = (engine.dialect.name, engine.dialect.driver)
    if engine.dialect.name == "postgresql":
        # Learnt from the first connection, which the first engine of all may never have had.
        engine.dialect.default_isolation_level = "READ COMMITTED"
    # What asks the server on the first connection stays with the pool: each engine asks for its own dialect.
    own = engine.dialect
    shared, engine._compiled_cache = _dialects.setdefault(kind, (own, LRUCache(MOST)))
    engine.dialect = shared
    if own is not shared:
        event.listen(engine.pool, "connect", lambda *_: _learn(shared, own), once=True)
    return engine


def _learn(shared: Dialect, own: Dialect) -> None:
    """Tell the shared dialect what another learnt of its server, such as its version: its own engine may never ask."""
    asked = {name: value for name, value in vars(own).items() if vars(shared).get(name) is None}
    vars(shared).update(asked)

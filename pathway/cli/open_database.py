"""Opening the database for one command, with a plain message when that does not work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from pathway.config import Settings


@contextmanager
def closing_database(app: "Flask") -> Iterator["Flask"]:
    """Close an app's connections at the end of a command."""
    from pathway.extensions import db

    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def open_directory(settings: "Settings") -> Iterator["Session"]:
    """Yield a session over the database, and close it at the end. A database error ends the command with one line."""
    from sqlalchemy.exc import SQLAlchemyError

    from pathway import create_app
    from pathway.extensions import db

    with create_app(settings).app_context():
        try:
            yield db.session()
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise click.ClickException(
                f"Nothing was done: the database says {reason}. If it is new, run pathway init first."
            ) from error
        finally:
            db.session.remove()
            db.engine.dispose()

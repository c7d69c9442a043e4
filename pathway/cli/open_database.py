"""Settings, the app and its database for one command, with a plain message when one of them cannot be had."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pathway import create_app
from pathway.config import ROOT, Settings, SettingsError
from pathway.extensions import db
from pathway.upkeep.prepare import write_development_keys


@contextmanager
def plain_exit(*kinds: type[Exception], saying: str = "{}") -> Iterator[None]:
    """End the command with one line, `saying` what the error says, where the block raises an error of these kinds."""
    try:
        yield
    except kinds as error:
        raise click.ClickException(saying.format(error)) from error


def settings_or_exit() -> Settings:
    """Read the settings; outside production write development keys first. A bad setting ends the command plainly."""
    with plain_exit(SettingsError):
        if os.environ.get("PATHWAY_ENV", "development") == "development":
            write_development_keys(Path(os.environ.get("PATHWAY_INSTANCE", str(ROOT / "instance"))))
        return Settings.from_environment()


def app_or_exit(*, may_be_away: bool = False) -> Flask:
    """Build the app for a process that goes on running. In production it has to be healthy first.

    `may_be_away`: its database may be away, where the process answers without it.
    """
    from pathway.upkeep.doctor import why_not_to_start

    app = create_app(settings_or_exit())
    if problems := why_not_to_start(app, may_be_away=may_be_away):
        with closing_database(app):
            raise click.ClickException("Not started.\n" + "\n".join(f"  {problem}" for problem in problems))
    return app


@contextmanager
def closing_database(app: Flask) -> Iterator[Flask]:
    """Close an app's connections at the end of a command."""
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@contextmanager
def open_directory(settings: Settings) -> Iterator[Session]:
    """Yield a session over the database, and close it at the end. A database error ends the command with one line."""
    with closing_database(create_app(settings)) as app, app.app_context():
        try:
            yield db.session()
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise click.ClickException(
                f"Nothing was done: the database says {reason}. If it is new, run pathway init first."
            ) from error

"""Running `pathway export` and `pathway import` as somebody would, over a database of the test's own."""

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask
from flask_migrate import upgrade

from pathway import create_app
from pathway.cli import main
from tests import services
from tests.integration.conftest import settings_for

Command = Callable[..., Result]


def command(url: str, folder: Path) -> Command:
    """A function that runs `pathway` with arguments, as from a shell over this database."""
    environment = {
        "PATHWAY_DATABASE_URL": url,
        "PATHWAY_INSTANCE": str(folder / "instance"),
        "PATHWAY_ENV": "test",
        "PATHWAY_SECRET_KEYS": "k" * 40,
        **services.KEYS_ENVIRONMENT,
    }

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(main, arguments, env=environment, input=stdin, catch_exceptions=False)

    return run


def migrate(app: Flask) -> None:
    """Make every table, with nothing in them."""
    with app.app_context():
        upgrade(directory=str(app.config["MIGRATIONS"]))


def migrated(url: str) -> Flask:
    """An app over this database with every table and nothing in them."""
    app = create_app(settings_for(url))
    migrate(app)
    services.dispose(app)
    return app


def exported(run: Command, form: str, *options: str) -> bytes:
    """What `pathway export` writes to standard output."""
    done = run("export", "--format", form, *options)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def taken(run: Command, path: Path, content: bytes | str, *options: str) -> Result:
    """Import a file of this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run("import", str(path), *options)

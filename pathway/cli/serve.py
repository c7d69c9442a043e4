"""`pathway serve`: the web server."""

import os
import signal
import subprocess  # nosec B404 - one fixed command, see worker_beside
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from pathway import create_app
from pathway.cli.open_database import app_or_exit, settings_or_exit
from pathway.config import Settings
from pathway.core import time_budget
from pathway.extensions import DATABASE_ERRORS
from pathway.upkeep.prepare import is_prepared, mark_prepared, prepare
from pathway.web.logs import to_stderr

WORKERS = 1
THREADS = 2 * (os.cpu_count() or 1)
SPARE = 2
"""Threads beside them, for what asks no database, while those wait for it."""
STOP_WITHIN_S = 20


def worker_app() -> object:
    """Build the app inside a server process, with its log on standard error."""
    to_stderr()
    time_budget.crowd.most = THREADS
    return create_app()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--workers", default=WORKERS, show_default=True, help="Server processes.")
@click.option("--with-worker", is_flag=True, help="Start `pathway worker` beside it, and end it with the server.")
def serve_command(host: str, port: int, workers: int, with_worker: bool) -> None:
    """Serve the app. In development the database is made ready first; in production `pathway doctor` has to pass."""
    os.environ.setdefault("PATHWAY_ORIGIN", f"http://{host}:{port}")
    settings = settings_or_exit()
    if settings.env == "development" and not is_prepared(settings):
        _prepare(settings)
    if settings.env == "production":
        app_or_exit(may_be_away=True)
    click.echo(f"Pathway is on {settings.origin}  (stop with Ctrl+C)")
    with worker_beside() if with_worker else nullcontext():
        run_server("pathway.cli.serve:worker_app", host, port, workers)


def _prepare(settings: Settings) -> None:
    click.echo("Preparing the database ...")
    try:
        click.echo(f"{prepare(create_app(settings))} listings added.")
    except DATABASE_ERRORS as error:
        click.echo(f"The database cannot be asked ({type(error).__name__}): serving without it until it is there.")
    else:
        mark_prepared(settings)


@contextmanager
def worker_beside() -> Iterator[None]:
    """Run `pathway worker` as a process of its own until the block ends."""
    # Until the server listens for it itself, SIGTERM would end us at once; the worker would notice, but later.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Not a fork: the child starts afresh, with our environment.
    words = [sys.executable, "-c", "from pathway.cli import main; main()", "worker", "--beside", str(os.getpid())]
    process = subprocess.Popen(words)  # noqa: S603 # nosec B603 - the words are written here, no shell
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_server(target: str, host: str, port: int, workers: int = WORKERS) -> None:
    """Serve the app that the factory `module:name` builds, until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=THREADS + SPARE,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()

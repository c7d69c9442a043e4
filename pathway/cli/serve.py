"""`pathway serve`: the web server."""

import os

import click

from pathway.cli.database import settings_or_exit

WORKERS = 1
THREADS = 2 * (os.cpu_count() or 1)


def worker_app() -> object:
    """Build the app inside a server process, with its log on standard error."""
    from pathway import create_app
    from pathway.web.logs import to_stderr

    to_stderr()
    return create_app()


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--workers", default=WORKERS, show_default=True, help="Server processes.")
def serve_command(host: str, port: int, workers: int) -> None:
    """Serve the app. In development the database is made ready first."""
    from pathway.upkeep.prepare import is_prepared, mark_prepared, prepare

    os.environ.setdefault("PATHWAY_ORIGIN", f"http://{host}:{port}")
    settings = settings_or_exit()
    if settings.env == "development" and not is_prepared(settings):
        from pathway import create_app

        click.echo("Preparing the database ...")
        click.echo(f"{prepare(create_app(settings))} listings added.")
        mark_prepared(settings)
    click.echo(f"Pathway is on {settings.origin}  (stop with Ctrl+C)")
    run_server("pathway.cli.serve:worker_app", host, port, workers)


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
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()

"""`pathway clock`: the 72-hour clocks, looked at by hand."""

import json

import click

from pathway.cli.open_database import app_or_exit, closing_database
from pathway.core.clock import utc_now
from pathway.episodes import clock_sweep


@click.group("clock")
def clock_group() -> None:
    """Look after the 72-hour clocks."""


@clock_group.command("sweep")
def sweep_command() -> None:
    """Tell whoever has to hear of what is late by now, and print how many as JSON. The worker does so every minute.

    What was told before is not told again. Exits with 1 where something could not be raised: the next sweep tries it.
    """
    now = utc_now()
    with closing_database(app_or_exit()) as app, app.app_context():
        swept = clock_sweep.sweep(now)
    click.echo(json.dumps({"at": now.isoformat()} | vars(swept), indent=1))
    if swept.failed:
        raise SystemExit(1)

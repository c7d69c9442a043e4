"""`pathway export-map`: the map as one file that needs no connection."""

import sys
from pathlib import Path

import click

from pathway import create_app
from pathway.cli.open_database import plain_exit, settings_or_exit
from pathway.core.clock import utc_now
from pathway.extensions import db


@click.command("export-map")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write it; standard output otherwise.")
def export_map_command(output: Path | None) -> None:
    """Write a dated map of the public listings, in one HTML file to open without a connection."""
    from pathway.directory.exchange.export import from_one_moment, write_file
    from pathway.upkeep.offline_map import NotBuiltError, offline_map

    app = create_app(settings_or_exit())
    with plain_exit(NotBuiltError), app.app_context():
        from_one_moment(db.session())
        page = offline_map(app, utc_now()).encode()
    if output is None:
        sys.stdout.buffer.write(page)
        sys.stdout.buffer.flush()
        return
    try:
        write_file(output, [page], private=False)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error

"""`pathway export`: the listings as a file."""

import sys
from pathlib import Path

import click

from pathway.cli.open_database import open_directory, settings_or_exit

ONLY_STAFF = "This file holds drafts and notes that are for staff only. Keep it where only they can read it."


@click.command("export")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), required=True, help="A spreadsheet, or JSON.")
@click.option("--all", "everything", is_flag=True, help="Drafts, closed services and staff notes too.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write it; standard output otherwise.")
def export_command(form: str, everything: bool, output: Path | None) -> None:
    """Write the listings that the public sees to a file that `pathway import` reads back."""
    from pathway.directory.exchange import export

    if everything:
        click.echo(ONLY_STAFF, err=True)
    with open_directory(settings_or_exit()) as session:
        export.from_one_moment(session)
        pieces = export.export(session, form, everything=everything)
        try:
            if output is None:
                sys.stdout.buffer.writelines(pieces)
                sys.stdout.buffer.flush()
            else:
                export.write_file(output, pieces, private=everything)
        except OSError as error:
            raise click.ClickException(f"{output or 'The output'} cannot be written: {error.strerror}.") from error

"""`pathway import`: listings from a file."""

import sys
from typing import TYPE_CHECKING

import click

from pathway.cli.open_database import open_directory, settings_or_exit
from pathway.core.clock import utc_now
from pathway.core.errors import ListingFileError
from pathway.core.formats import counted
from pathway.directory.geography import Gazetteer
from pathway.extensions import WRITES

if TYPE_CHECKING:
    from pathway.directory.exchange.importer.report import Outcome

REFUSED = 2


@click.command("import")
@click.argument("file")
@click.option("--apply", "applies", is_flag=True, help="Make the changes. Without it nothing is changed.")
@click.option(
    "--publish", is_flag=True, help="Publish what the file says is published. Without it, it loads as drafts."
)
def import_command(file: str, applies: bool, publish: bool) -> None:
    """Take listings in from FILE (- for standard input), or say what that would change.

    FILE is what `pathway export` writes, CSV or JSON, or an Open Referral (HSDS 3, Open Referral UK) JSON file. All of
    it is taken in, or nothing. Listings that are not in the file are left alone.
    """
    from pathway.directory.exchange.importer import files, reader, run

    settings = settings_or_exit()
    try:
        with files.at_hand(file) as path, open_directory(settings) as session:
            listings = reader.open_file(path, Gazetteer(settings.seed / "geo").sector_point)
            if applies:
                session.connection(execution_options=WRITES)
            quiet = not sys.stderr.isatty()
            with click.progressbar(length=listings.count, label="Reading", file=sys.stderr, hidden=quiet) as bar:
                outcome = run.take_in(
                    session, listings, publish=publish, apply=applies, now=utc_now(), progress=bar.update
                )
            if applies and not outcome.problem_count:
                session.commit()
            else:
                session.rollback()
    except ListingFileError as error:
        click.echo(f"{click.format_filename(file)}: {error}.", err=True)
        click.echo("Nothing was changed.", err=True)
        sys.exit(REFUSED)
    _tell(outcome, file, applies=applies, publish=publish)


def _tell(outcome: "Outcome", file: str, *, applies: bool, publish: bool) -> None:
    if outcome.problem_count:
        for line in outcome.refusal():
            click.echo(line, err=True)
        click.echo(f"Nothing was changed: {counted(outcome.problem_count, 'problem')} in the file.", err=True)
        sys.exit(REFUSED)
    for line in outcome.lines(applied=applies):
        click.echo(line)
    if not outcome.changes_something:
        click.echo("Nothing to change.")
    elif applies:
        click.echo("Done.")
    else:
        again = f"pathway import {click.format_filename(file)} --apply{' --publish' if publish else ''}"
        click.echo(f"Nothing was changed: this was a dry run. To make the changes: {again}")

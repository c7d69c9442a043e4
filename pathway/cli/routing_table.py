"""`pathway table`: the routing table in words, and whether it holds."""

import json
import sys

import click

from pathway.cli.open_database import open_directory, plain_exit, settings_or_exit
from pathway.core.clock import utc_now
from pathway.core.errors import RoutingTableError
from pathway.directory.geography import Gazetteer
from pathway.referral.queries import published_table
from pathway.referral.result.explanation import table_lines
from pathway.referral.table import Table

FAILED = 1


@click.group("table")
def table_group() -> None:
    """Look at the routing table that is in force."""


def published_table_or_exit() -> Table:
    """Return the routing table that is in force now. Where there is none the command ends plainly."""
    with plain_exit(RoutingTableError), open_directory(settings_or_exit()):
        return published_table(utc_now())


@table_group.command("show")
def show_command() -> None:
    """Print the table in words."""
    for line in table_lines(published_table_or_exit()):
        click.echo(line)


@table_group.command("check")
def check_command() -> None:
    """Look for gaps, dead and needless rows; try worked examples, laws, and who is there on a Saturday night.

    Exit status 1 when something is wrong.
    """
    from pathway.referral.table_checks.checks import check
    from pathway.referral.table_checks.cover import cover

    settings = settings_or_exit()
    now = utc_now()
    with plain_exit(RoutingTableError), open_directory(settings):
        table = published_table(now)
        night = cover(Gazetteer(settings.seed / "geo").find("Brent"), now)
    vignettes = json.loads((settings.seed / "vignettes.json").read_text("utf-8"))
    click.echo(f"Routing table {table.version}")
    failed = False
    for outcome in (*check(table, vignettes), night):
        click.echo(f"{'ok  ' if outcome.passed else 'FAIL'}  {outcome.name}: {outcome.looked_at}")
        for problem in outcome.problems:
            click.echo(f"      {problem}")
        failed |= not outcome.passed
    sys.exit(FAILED if failed else 0)

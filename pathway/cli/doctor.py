"""`pathway doctor`: whether this installation is fit to be used."""

import json
import sys

import click

from pathway import create_app
from pathway.cli.open_database import closing_database
from pathway.config import Settings, SettingsError

UNFIT = 1


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor_command(as_json: bool) -> None:
    """Look at settings, database, trail, messages and accounts. Exit status 1 when something fails."""
    from pathway.upkeep.doctor import examine, unsafe_settings

    try:
        with closing_database(create_app(Settings.from_environment())) as app:
            checks = examine(app)
    except SettingsError as error:
        checks = [unsafe_settings(error)]
    if as_json:
        click.echo(json.dumps([check.as_json() for check in checks], indent=1))
    else:
        for check in checks:
            click.echo(f"{check.level.value:5} {check.check}: {check.detail}")
    sys.exit(0 if all(check.ok for check in checks) else UNFIT)

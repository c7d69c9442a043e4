"""`pathway seed`: the starting listings again, or made-up people to try things with."""

import json

import click

from pathway import create_app
from pathway.cli.open_database import closing_database, plain_exit, settings_or_exit
from pathway.core.errors import SeedError
from pathway.upkeep import demo as demonstration
from pathway.upkeep.prepare import mark_prepared, prepare


@click.command("seed")
@click.option("--demo", is_flag=True, help="Add made-up organisations and people, and print how they sign in (JSON).")
def seed_command(demo: bool) -> None:
    """Load missing listings. With --demo, add accounts to try Pathway with; refused in production."""
    settings = settings_or_exit()
    if demo and settings.env == "production":
        raise click.ClickException("Demo accounts are for development and tests only. Nothing was added.")
    with closing_database(create_app(settings)) as app:
        added = prepare(app)
        mark_prepared(settings)
        if not demo:
            click.echo(f"{added} listings added.")
            return
        with plain_exit(SeedError):
            click.echo(json.dumps(demonstration.load(app), indent=1))

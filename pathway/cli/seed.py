"""`pathway seed`: the starting listings again, or made-up people to try things with."""

import json

import click

from pathway import create_app
from pathway.cli.open_database import closing_database, plain_exit, settings_or_exit
from pathway.core.errors import SeedError
from pathway.upkeep import demo as demonstration
from pathway.upkeep import demo_clocks
from pathway.upkeep.prepare import mark_prepared, prepare


@click.command("seed")
@click.option(
    "--demo",
    is_flag=True,
    help="Add made-up organisations, people, referrals and clocks, and print how they sign in (JSON).",
)
def seed_command(demo: bool) -> None:
    """Load missing listings. With --demo, add what Pathway is tried with, and let the 72-hour pathway run.

    The demo is refused in production.
    """
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
            accounts = demonstration.load(app)
            click.echo(json.dumps({**accounts, "clocks": demo_clocks.load(app)}, indent=1))

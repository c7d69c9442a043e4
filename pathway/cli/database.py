"""`pathway init`: keys for development, an up-to-date database, the starting listings, the first administrators."""

import click
from flask import Flask

from pathway import create_app
from pathway.cli.open_database import closing_database, plain_exit, settings_or_exit
from pathway.core.addresses import AddressError
from pathway.core.errors import PathwayError, SeedError
from pathway.extensions import db, writing
from pathway.upkeep import first_administrators
from pathway.upkeep.grants import grant_app_role
from pathway.upkeep.prepare import mark_prepared, prepare


@click.command("init")
@click.option("--admin", "admins", multiple=True, help="Work e-mail address of an administrator. Given twice.")
@click.option("--anew", is_flag=True, help="With --admin: a new link also for an administrator who has signed in.")
@click.option("--app-role", help="PostgreSQL: the role the app runs as. It gets what it needs, and no more.")
def init_command(admins: tuple[str, ...], anew: bool, app_role: str | None) -> None:
    """Write development keys, bring the database up to date and load missing listings.

    With --admin given twice, add the first two administrators and print a link for each, by which she sets up how she
    signs in. Each link works once, for seven days. Later, --admin brings an administrator back who was shut out, or
    adds one where fewer than two are left; with --anew it prints a new link for one who lost what she signs in with.
    """
    settings = settings_or_exit()
    with closing_database(create_app(settings)) as app:
        with plain_exit(SeedError, saying="Nothing was loaded. {}"):
            added = prepare(app)
        mark_prepared(settings)
        click.echo(f"Database ready; {added} listings added.")
        if app_role:
            _grant(app, app_role)
        if admins:
            _add_administrators(app, admins, anew=anew)


def _add_administrators(app: Flask, admins: tuple[str, ...], *, anew: bool) -> None:
    with (
        plain_exit(PathwayError, saying="No administrator was added: {}."),
        plain_exit(AddressError, saying="{}."),
        app.app_context(),
        app.test_request_context(),
        writing(),
    ):
        links = first_administrators.add(admins, anew=anew)
    for email, link in links.items():
        click.echo(f"{email}: {link}")
    click.echo("Give each link to its owner only. It works once, for seven days.")


def _grant(app: Flask, role: str) -> None:
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            raise click.ClickException("--app-role is for PostgreSQL.")
        with plain_exit(ValueError, saying="{}."), db.engine.begin() as connection:
            grant_app_role(connection, role)
    click.echo(f"{role} may read and write, and only add to the audit trail.")

"""`pathway keys`: the keys of sealed fields."""

import json
import sys

import click

from pathway.audit import trail
from pathway.cli.open_database import open_directory, plain_exit, settings_or_exit
from pathway.core.clock import london_today
from pathway.core.crypto import KEY_ID, keys, new_key
from pathway.core.errors import SealError
from pathway.extensions import writing
from pathway.upkeep.rotation import counts, rotate

LOST = 1


@click.group("keys")
def keys_group() -> None:
    """Look after the keys of sealed fields."""


@keys_group.command("new")
@click.option("--id", "name", help="What to call it; today's date otherwise.")
def new_command(name: str | None) -> None:
    """Print a new key as id:base64.

    Put it second in PATHWAY_FIELD_KEYS in every process, then first in every process, then run pathway keys rotate;
    then the old one may go.
    """
    name = name or london_today().isoformat()
    if not KEY_ID.fullmatch(name):
        raise click.ClickException("An id is up to 24 letters, digits, . _ or -")
    click.echo(new_key(name))


@keys_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status_command(as_json: bool) -> None:
    """Print how many values each key sealed."""
    with plain_exit(SealError, saying="{}."), open_directory(settings_or_exit()):
        by_place = counts()
    if as_json:
        click.echo(json.dumps(by_place, indent=1))
        return
    for place, by_key in by_place.items():
        click.echo(f"{place}: {', '.join(f'{name} {number:,}' for name, number in sorted(by_key.items())) or 'none'}")


@keys_group.command("rotate")
def rotate_command() -> None:
    """Seal with the newest key whatever an older one sealed. People may go on working; it may be stopped and run again.

    Exit status 1 if a value does not open: each is named, and left as it is.
    """
    with plain_exit(SealError, saying="Nothing was done: {}."), open_directory(settings_or_exit()):
        newest, *older = keys().fields.by_id
        done = rotate()
        if done.resealed:
            with writing():
                trail.record("keys.rotated", f"key:{newest}", None)
    click.echo(f"{done.resealed:,} values sealed anew with {newest}.")
    for place in done.lost:
        click.echo(f"{place} does not open with any key we have.", err=True)
    if done.left:
        click.echo(f"{done.left:,} values are still sealed with another key. Take no key away.", err=True)
    elif older:
        click.echo(
            f"Nothing is sealed with {', '.join(older)} any more. Once every process runs with the new keys, run this "
            "again; if it still says so, take it out of PATHWAY_FIELD_KEYS. Backups made before today still need it."
        )
    sys.exit(LOST if done.lost else 0)

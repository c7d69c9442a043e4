"""`pathway init`: keys for development, an up-to-date database, the starting listings."""

import click

from pathway.config import Settings, SettingsError


@click.command("init")
def init_command() -> None:
    """Write development keys, bring the database up to date and load missing listings."""
    from pathway import create_app
    from pathway.upkeep.prepare import mark_prepared, prepare

    settings = settings_or_exit()
    added = prepare(create_app(settings))
    mark_prepared(settings)
    click.echo(f"Database ready; {added} listings added.")


def settings_or_exit() -> Settings:
    """Read the settings; outside production write development keys first. A bad setting ends the command plainly."""
    import os
    from pathlib import Path

    from pathway.config import ROOT
    from pathway.upkeep.prepare import write_development_keys

    try:
        if os.environ.get("PATHWAY_ENV", "development") == "development":
            write_development_keys(Path(os.environ.get("PATHWAY_INSTANCE", str(ROOT / "instance"))))
        return Settings.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error

"""`pathway geography build`: rebuilding the tables of postcodes and towns."""

from pathlib import Path

import click

from pathway.cli.open_database import plain_exit, settings_or_exit

NOT_HERE = "The tables come with the product. Run this in a checkout, where the folder seed_tables is"


@click.group("geography")
def geography_group() -> None:
    """Look after the tables that places are looked up in."""


@geography_group.command("build")
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write to; seed/geo otherwise.")
def build_command(output: Path | None) -> None:
    """Remake the tables of postcodes and of towns. The places in Brent, and outlines, are left alone."""
    with plain_exit(ModuleNotFoundError, saying=NOT_HERE):
        from seed_tables import places
        from seed_tables.postcodes import GeographyError, packaged, tables, write

    folder = output or settings_or_exit().seed / "geo"
    if not folder.is_dir():
        raise click.ClickException(f"There is no folder {folder}.")
    try:
        names, towns = places.council_names(), places.packaged_towns()
        files = tables(packaged)
        files[places.FILE] = places.rows(towns, packaged, names)
        files[places.LONDON_FILE] = places.london_rows(files["london_postcode_sectors.csv"][1:], names)
        changed = write(folder, files)
    except GeographyError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"The tables cannot be written: {error.strerror}") from error
    for name, rows in files.items():
        click.echo(f"{name}: {len(rows) - 1:,} rows, {'changed' if changed[name] else 'the same as before'}")

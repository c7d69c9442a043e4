"""`pathway measures`: how long the 72-hour pathway takes, with small numbers hidden as on its page."""

import json

import click

from pathway.cli.open_database import app_or_exit, closing_database
from pathway.core.clock import utc_now
from pathway.insight import pathway_file
from pathway.insight.pathway_figures import figures_at


@click.command("measures")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def measures_command(*, as_json: bool) -> None:
    """Print the measures of the last twelve published months. There is no command that prints small numbers."""
    with closing_database(app_or_exit()) as app, app.app_context():
        figures = figures_at(utc_now(), with_demo=app.config["SETTINGS"].env != "production")
    if as_json:
        click.echo(json.dumps(pathway_file.as_json(figures), indent=1))
    elif figures is None:
        click.echo("No month is published yet. One is a week after it ended, once its clocks are counted.")
    else:
        for row in pathway_file.rows(figures):
            click.echo("  ".join(row))

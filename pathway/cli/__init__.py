"""The `pathway` command."""

import click

from pathway.cli.database import init_command
from pathway.cli.routes import routes_command
from pathway.cli.serve import serve_command


@click.group()
def main() -> None:
    """Look after a Pathway installation."""


main.add_command(init_command)
main.add_command(serve_command)
main.add_command(routes_command)

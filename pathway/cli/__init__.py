"""The `pathway` command."""

import click

from pathway.cli.audit import audit_group
from pathway.cli.bench import bench_group
from pathway.cli.database import init_command
from pathway.cli.doctor import doctor_command
from pathway.cli.export import export_command
from pathway.cli.export_map import export_map_command
from pathway.cli.geography import geography_group
from pathway.cli.import_listings import import_command
from pathway.cli.keys import keys_group
from pathway.cli.route import route_command
from pathway.cli.routes import routes_command
from pathway.cli.routing_table import table_group
from pathway.cli.seed import seed_command
from pathway.cli.serve import serve_command
from pathway.cli.worker import outbox_group, worker_command


@click.group()
def main() -> None:
    """Look after a Pathway installation."""


main.add_command(init_command)
main.add_command(serve_command)
main.add_command(routes_command)
main.add_command(bench_group)
main.add_command(export_map_command)
main.add_command(export_command)
main.add_command(import_command)
main.add_command(geography_group)
main.add_command(route_command)
main.add_command(table_group)
main.add_command(audit_group)
main.add_command(keys_group)
main.add_command(worker_command)
main.add_command(outbox_group)
main.add_command(seed_command)
main.add_command(doctor_command)

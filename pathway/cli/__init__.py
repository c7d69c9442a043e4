"""The `pathway` command. What takes long to import, and only one command needs, is imported by that command."""

import click

from pathway.cli.audit import audit_group
from pathway.cli.bench import bench_group
from pathway.cli.clock import clock_group
from pathway.cli.database import init_command
from pathway.cli.doctor import doctor_command
from pathway.cli.export import export_command
from pathway.cli.export_map import export_map_command
from pathway.cli.geography import geography_group
from pathway.cli.import_listings import import_command
from pathway.cli.keys import keys_group
from pathway.cli.pathway_measures import measures_command
from pathway.cli.referrals import export_referrals_command
from pathway.cli.retention import retention_group
from pathway.cli.route import route_command
from pathway.cli.routes import routes_command
from pathway.cli.routing_table import table_group
from pathway.cli.seed import seed_command
from pathway.cli.serve import serve_command
from pathway.cli.worker import outbox_group, worker_command

COMMANDS = (
    init_command,
    serve_command,
    routes_command,
    bench_group,
    export_map_command,
    export_command,
    import_command,
    export_referrals_command,
    geography_group,
    route_command,
    table_group,
    audit_group,
    keys_group,
    worker_command,
    outbox_group,
    seed_command,
    retention_group,
    clock_group,
    measures_command,
    doctor_command,
)


@click.group(commands=COMMANDS)
def main() -> None:
    """Look after a Pathway installation."""

"""`pathway retention`: what of referrals is forgotten when."""

import json

import click

from pathway.cli.open_database import app_or_exit, closing_database
from pathway.core.clock import utc_now
from pathway.episodes.retention import purge, queries


@click.group("retention")
def retention_group() -> None:
    """Forget what is due of referrals."""


@retention_group.command("run")
@click.option("--dry-run", is_flag=True, help="Forget nothing: say how much is due, and what is kept longer.")
def run_command(dry_run: bool) -> None:
    """Forget what is due now, and print how many of each as JSON. The worker does the same every hour."""
    now = utc_now()
    with closing_database(app_or_exit()) as app, app.app_context():
        report = {"at": now.isoformat(), "dry_run": dry_run, "due": queries.due_counts(now)}
        if not dry_run:
            report["forgotten"] = purge.run(now)
    click.echo(json.dumps(report, indent=1))

"""`pathway routes`: every address and who may open it."""

import json
from typing import Any

import click

from pathway import create_app
from pathway.cli.open_database import settings_or_exit
from pathway.core.permission import Permission
from pathway.web.access import declared


@click.command("routes")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def routes_command(as_json: bool) -> None:
    """Print each route with its methods, endpoint and declared permission."""
    app = create_app(settings_or_exit())
    rows = [
        {
            "rule": rule.rule,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "endpoint": rule.endpoint,
            "permission": declared(app.view_functions[rule.endpoint]),
        }
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{','.join(row['methods']):10} {row['rule']:45} {_named(row['permission'])}")


def _named(permission: Any) -> str:
    """Return a permission with its name, such as "A35 manage_users"."""
    return f"{permission} {Permission(permission).name.lower()}" if permission in set(Permission) else str(permission)

"""`pathway export-referrals`: referrals of some days as FHIR, for whoever may export them."""

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pathway.cli.open_database import settings_or_exit

if TYPE_CHECKING:
    from pathway.accounts.models import User

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("export-referrals")
@click.option("--from", "begins", type=DAY, required=True, help="The first day, as 2026-11-01.")
@click.option("--to", "ends", type=DAY, required=True, help="The last day.")
@click.option("--by", required=True, help="The e-mail address of a coordinator. Her app's code is asked for.")
@click.option("--second", help="The address of a second one: needed for more than fifty rows.")
def export_referrals_command(begins: datetime, ends: datetime, by: str, second: str | None) -> None:
    """Write referrals without names or answers as FHIR R4 to standard output."""
    from pathway import create_app
    from pathway.core.clock import utc_now
    from pathway.episodes.fhir import operations
    from pathway.extensions import writing

    settings = settings_or_exit()
    app = create_app(settings)
    with app.app_context(), writing():
        people = [_shown(address) for address in (by, second) if address]
        days = begins.date(), ends.date()
        rows = operations.rows_between(*days)
        if rows > operations.ALONE and len({person.id for person in people}) < 2:
            raise click.ClickException(f"These are {rows} rows: more than {operations.ALONE} take --second as well.")
        made = operations.export(*days, settings.origin, utc_now(), people[0])
        json.dump(made, sys.stdout, indent=1)
        sys.stdout.write("\n")


def _shown(address: str) -> "User":
    """Return a coordinator who has just shown a factor. Exits where she is none, or the code is wrong."""
    from pathway.accounts import queries, sign_in
    from pathway.accounts.permissions import POLICY, Grant, column_of
    from pathway.accounts.vocabulary import UserStatus
    from pathway.core.permission import Permission

    code = click.prompt(f"Six-digit code of {address}", hide_input=True, err=True)
    user = queries.user_by_email(address.strip().lower(), hold=True)
    may = (
        user is not None
        and user.status is UserStatus.ACTIVE
        and POLICY[Permission.EXPORT_REFERRALS][column_of(user.role, user.organization.kind)] is Grant.STEP
    )
    # The code is asked of whoever it is, so that nothing tells who may.
    if user is None or not sign_in.has_shown_again(user, password_code=code) or not may:
        raise click.ClickException("Nobody who may export referrals has shown this code. Nothing was written.")
    return user

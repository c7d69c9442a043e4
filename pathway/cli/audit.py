"""`pathway audit`: whether the trail holds, and noting its end outside the database."""

import json
import sys
from pathlib import Path

import click

from pathway.audit.anchors import Anchor, append_anchor, read_anchors
from pathway.audit.verification import Verdict, verify
from pathway.cli.open_database import open_directory, settings_or_exit
from pathway.core.clock import utc_now
from pathway.core.crypto import keys
from pathway.core.formats import counted

FAILED = 1


@click.group("audit")
def audit_group() -> None:
    """Look after the audit trail."""


@audit_group.command("verify")
@click.option("--anchor", "anchor_file", type=click.Path(path_type=Path), help="Hold it against this file too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify_command(anchor_file: Path | None, as_json: bool) -> None:
    """Say whether every row is there, in order, as it was written. Exit status 1, with the first bad row, if not."""
    verdict = _verdict(_anchors(anchor_file) if anchor_file else [])
    rows = counted(verdict.rows, "row")
    if as_json:
        click.echo(json.dumps(_as_json(verdict)))
    elif verdict.faults:
        for fault in verdict.faults:
            click.echo(f"{fault}.", err=True)
        click.echo(f"The audit trail does not hold ({rows}).", err=True)
    else:
        beside = f", and agrees with {anchor_file}" if anchor_file else ""
        click.echo(f"{rows}, the chain holds{beside}.")
    sys.exit(FAILED if verdict.faults else 0)


@audit_group.command("anchor")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def anchor_command(file: Path) -> None:
    """Add the present end of the chain to FILE. Keep FILE where nobody who can write to the database can.

    Nothing is added when the chain does not hold, or not to what FILE already says.
    """
    anchors = _anchors(file) if file.exists() else []
    verdict = _verdict(anchors)
    if verdict.faults:
        raise click.ClickException(f"Nothing was anchored: {verdict.faults[0]}.")
    if verdict.head is None:
        raise click.ClickException("Nothing was anchored: there are no rows yet.")
    sequence, mac = verdict.head
    if any((anchor.sequence, anchor.mac) == verdict.head for anchor in anchors):
        click.echo(f"Row {sequence} is anchored already.")
        return
    try:
        append_anchor(file, Anchor(sequence, mac, utc_now()))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"Row {sequence} is anchored.")


def _verdict(anchors: list[Anchor]) -> Verdict:
    with open_directory(settings_or_exit()) as session:
        return verify(session, keys().audit, anchors)


def _anchors(file: Path) -> list[Anchor]:
    try:
        return read_anchors(file.read_text("utf-8"))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not text.") from error
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}.") from error


def _as_json(verdict: Verdict) -> dict[str, object]:
    return {
        "holds": not verdict.faults,
        "rows": verdict.rows,
        "head": {"sequence": verdict.head[0], "mac": verdict.head[1]} if verdict.head else None,
        "faults": list(verdict.faults),
    }

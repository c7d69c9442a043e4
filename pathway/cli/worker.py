"""`pathway worker` and `pathway outbox`: what runs beside the server."""

import logging
import os
import secrets
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.database import app_or_exit

if TYPE_CHECKING:
    from flask import Flask

    from pathway.notifications.delivery import Carrier

logger = logging.getLogger("pathway.worker")

PAUSE_S = 1.0
PAUSE_WITHOUT_DATABASE_S = 5.0


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker_command(once: bool) -> None:
    """Send messages and run scheduled jobs, until told to stop. Several may run at once."""
    from pathway.web.logs import to_stderr

    to_stderr()
    app = app_or_exit()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with app.app_context():
        carrier = carrier_of(app)
        while not stop.is_set():
            pause = _turn(carrier)
            if once:
                break
            stop.wait(pause)


@click.group("outbox")
def outbox_group() -> None:
    """Look after messages that wait."""


@outbox_group.command("run")
@click.option("--once", is_flag=True, required=True, help="Send what is due now, and end.")
def run_command(once: bool) -> None:
    """Send what is due now."""
    from pathway.notifications import delivery, queries

    app = app_or_exit()
    with app.app_context():
        carrier = carrier_of(app)
        taken = 0
        while number := delivery.deliver(carrier):
            taken += number
        standing = queries.standing()
    click.echo(f"{taken} taken up; {standing.waiting} wait, {standing.dead} could not be delivered.")


def carrier_of(app: "Flask") -> "Carrier":
    """Return this process as one who carries messages."""
    from pathway.notifications.delivery import Carrier
    from pathway.notifications.senders import sender_for

    settings = app.config["SETTINGS"]
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    return Carrier(sender_for(settings.notify, settings.mail_from), settings.templates, settings.origin, name)


def _turn(carrier: Any) -> float:
    """Do what is due; return how many seconds to rest."""
    from sqlalchemy.exc import SQLAlchemyError

    from pathway import jobs
    from pathway.extensions import db
    from pathway.notifications import delivery

    try:
        taken = delivery.deliver(carrier)
        jobs.run_due(carrier.worker)
    except SQLAlchemyError as error:
        # The class only: a driver's message may hold what stands in a row.
        logger.error("the database: %s", type(error).__name__)
        db.session.remove()
        return PAUSE_WITHOUT_DATABASE_S
    return 0.0 if taken else PAUSE_S

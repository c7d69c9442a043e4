"""`pathway worker` and `pathway outbox`: what runs beside the server."""

import logging
import os
import secrets
import signal
import socket
import time

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from pathway import jobs
from pathway.cli.open_database import app_or_exit, plain_exit
from pathway.config import SettingsError
from pathway.extensions import db
from pathway.notifications import delivery, queries
from pathway.notifications.delivery import Carrier
from pathway.notifications.senders import sender_for
from pathway.upkeep.beside import has_ended
from pathway.web.logs import to_stderr

logger = logging.getLogger("pathway.worker")

PAUSE_S = 1.0
PAUSE_AFTER_A_FAILURE_S = 2.0
LOOK_UP_S = 0.1


class Stop:
    """Whether somebody asked this process to end. No threading.Event: set in a signal handler, it can deadlock.

    `beside` is the process that started it, where it is to end with that one, however that one ends.
    """

    def __init__(self, beside: int | None) -> None:
        self._beside = beside
        self._signalled = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    @property
    def asked(self) -> bool:
        """Whether to end."""
        return self._signalled or (self._beside is not None and has_ended(self._beside))

    def rest(self, seconds: float) -> None:
        """Rest for so long, or until asked to end."""
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(LOOK_UP_S)

    def _ask(self, *_: object) -> None:
        self._signalled = True


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--beside", type=int, hidden=True, help="End when this process, which started it, has ended.")
def worker_command(once: bool, beside: int | None) -> None:
    """Send messages and run scheduled jobs, until told to stop. Several may run at once."""
    app = app_or_exit()
    to_stderr()
    carrier = carrier_of(app)
    stop = Stop(beside)
    logger.info("worker %s begins", carrier.worker)  # from here on it ends cleanly when asked to
    with app.app_context():
        while not stop.asked:
            done = _turn(carrier, stop)
            if once and done is None:
                raise SystemExit(1)
            if once and not done:
                return
            if not done:
                stop.rest(PAUSE_AFTER_A_FAILURE_S if done is None else PAUSE_S)


@click.group("outbox")
def outbox_group() -> None:
    """Look after messages that wait."""


@outbox_group.command("run")
@click.option("--once", is_flag=True, required=True, help="Send what is due now, and end.")
def run_command(once: bool) -> None:
    """Send what is due now, and say how many."""
    to_stderr(logging.WARNING)
    app = app_or_exit()
    carrier = carrier_of(app)
    with app.app_context():
        try:
            taken = 0
            while number := delivery.deliver(carrier):
                taken += number
            standing = queries.standing()
        except SQLAlchemyError as error:
            raise click.ClickException(
                f"The database cannot be asked ({type(error).__name__}). If it is new, run pathway init first."
            ) from None
    click.echo(f"{taken} taken up; {standing.waiting} wait, {standing.dead} could not be delivered.")


def carrier_of(app: Flask) -> Carrier:
    """Return this process as one who carries messages. A bad setting ends the command plainly."""
    settings = app.config["SETTINGS"]
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    with plain_exit(SettingsError):
        sender = sender_for(settings.notify, settings.mail_from)
    return Carrier(sender, settings.templates, settings.origin, name)


def _turn(carrier: Carrier, stop: Stop) -> int | None:
    """Do what is due; return how many messages were taken up, or None where it failed."""
    try:
        taken = delivery.deliver(carrier, stopping=lambda: stop.asked)
        jobs.run_due(carrier.worker)
    except Exception as error:  # noqa: BLE001 - a database that is away comes back, and messages wait until then
        # The class only: a driver's message may hold the content of a row.
        logger.error("a turn failed: %s", type(error).__name__)
        db.session.remove()
        return None
    return taken

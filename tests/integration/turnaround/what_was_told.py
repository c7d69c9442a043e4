"""What was told of clocks, for tests: who heard what, what was raised, and taking it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import event, func, select, text

from pathway.accounts.models import User
from pathway.episodes.models import Episode
from pathway.extensions import db, writing
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.models import OutboxMessage
from pathway.turnaround import escalations, queries
from pathway.turnaround.models import Escalation, EscalationCall
from tests import referrals
from tests.clocks import Desk
from tests.integration.notifications.outbox import Remembering, send
from tests.sweeps import Heard, sweep

At = Callable[[datetime], None]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ON_CALL_PHONE = "07700 900321"
DUTIES = (ClockDuty.DUTY_COORDINATOR, ClockDuty.DUTY_LEAD, ClockDuty.PARTNERSHIP_LEAD, ClockDuty.HOUSING_DUTY_MANAGER)


def of(told: list[Heard], key: str, threshold: int, turn: int = 1) -> list[Heard]:
    return [one for one in told if (one.key, one.threshold, one.turn) == (key, threshold, turn)]


def addresses(told: list[Heard]) -> list[str | None]:
    return [one.address for one in told]


def mail_of(app: Flask, user_id: UUID | None) -> str:
    with app.app_context():
        return db.session.get_one(User, user_id).email


def counts(app: Flask) -> tuple[int, ...]:
    with app.app_context():
        tables = (Escalation, EscalationCall, OutboxMessage)
        return tuple(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def raised(app: Flask) -> list[tuple[str, int]]:
    """What was raised, in the order in which it was."""
    with app.app_context():
        query = text("SELECT key, detail FROM clock_event WHERE kind = 'escalated' ORDER BY episode_id, number")
        return [(key, detail) for key, detail in db.session.execute(query)]


def take(app: Flask, reference: str, key: str, by: UUID | None) -> None:
    with app.app_context(), writing():
        episode_id = db.session.scalars(select(Episode.id).where(Episode.reference == reference)).one()
        first = queries.escalations_of_milestone(episode_id, key)[0]
        person = db.session.get_one(User, by)
        escalations.take(first, person)


def so_far(desk: Desk, at: At, *moments: datetime) -> None:
    """Let the worker sweep at some moments, and what it tells of leave at once."""
    settings = desk.app.config["SETTINGS"]
    for moment in moments:
        at(moment)
        sweep(desk.app, moment)
        send(desk.app, settings.templates, Remembering(), limit=1000)


def id_of(app: Flask, reference: str) -> UUID:
    return referrals.episode(app, reference).id


def _of_people(desk: Desk) -> list[OutboxMessage]:
    return [
        message
        for message in db.session.scalars(select(OutboxMessage))
        if message.recipient == mail_of(desk.app, desk.agency_worker.user_id)
    ]


def explain(ask: Callable[[], object]) -> str:
    """How the database would answer what is asked, were the table too large to be read whole."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    statement, values = asked[-1]
    words = "EXPLAIN QUERY PLAN"
    if connection.dialect.name == "postgresql":
        words = "EXPLAIN"
        for way in ("seqscan", "bitmapscan"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
    rows = connection.exec_driver_sql(f"{words} {statement}", values)  # type: ignore[arg-type] # as they were bound
    return "\n".join(str(row) for row in rows)

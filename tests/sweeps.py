"""Sweeps of the clocks for tests: when a role is staffed, a sweep, and who heard what of it."""

from datetime import datetime, time
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from pathway.episodes import clock_sweep
from pathway.episodes.models import Episode
from pathway.extensions import db, writing
from pathway.leads.models import LeadSchedule
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.models import OutboxMessage
from pathway.turnaround.models import Escalation, EscalationCall
from pathway.turnaround.sweep import Swept
from tests.clocks import role_with


def set_hours(app: Flask, duty: ClockDuty) -> None:
    """Let a role be staffed on weekdays from 9am to 5pm."""
    role_id = role_with(app, duty)
    with app.app_context(), writing():
        db.session.add(
            LeadSchedule(role_id=role_id, byday="MO,TU,WE,TH,FR", opens_at=time(9), closes_at=time(17), position=0)
        )


def sweep(app: Flask, now: datetime) -> Swept:
    """Sweep, as the worker does every minute."""
    with app.app_context():
        return clock_sweep.sweep(now)


class Heard(NamedTuple):
    """One call about one threshold: whom it was for, how it was reached, and to which address it went."""

    key: str
    threshold: int
    turn: int
    told: str
    reached: str
    duty: str | None
    channel: str | None
    template: str | None
    address: str | None


def heard(app: Flask, reference: str) -> list[Heard]:
    """Everything that was told of a referral's clock, in order."""
    with app.app_context():
        query = (
            select(Escalation, EscalationCall, OutboxMessage)
            .join(Episode, Episode.id == Escalation.episode_id)
            .join(EscalationCall, EscalationCall.escalation_id == Escalation.id)
            .outerjoin(OutboxMessage, OutboxMessage.id == EscalationCall.message_id)
            .where(Episode.reference == reference)
            .order_by(Escalation.passed_at, Escalation.key, EscalationCall.turn, EscalationCall.number)
        )
        return [
            Heard(
                raised.key,
                raised.threshold,
                call.turn,
                call.told.value,
                call.reached.value,
                call.duty and call.duty.value,
                call.channel and call.channel.value,
                message and message.template,
                message and message.recipient,
            )
            for raised, call, message in db.session.execute(query)
        ]

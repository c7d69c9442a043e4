"""Sweepers killed in the middle of a sweep, two at a time: nothing that is late is missed, and nothing told twice.

They are killed at random moments while they raise what passed in three days, and again while they tell of what nobody
took. `PATHWAY_KILLS` sets how often (`make test-faults`: 200).
"""

import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from pathway import create_app
from pathway.audit.models import AuditEvent
from pathway.audit.verification import verify
from pathway.core import clock
from pathway.core.crypto import keys
from pathway.extensions import db
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.models import OutboxMessage
from pathway.turnaround.models import Escalation, EscalationCall
from pathway.turnaround.policy import FIRST_POLICY, Level
from pathway.upkeep.prepare import prepare
from tests import clocks, services
from tests.faults.turnaround.sweepers import Sweepers
from tests.integration.conftest import ENGINES, NOW, settings_for
from tests.sweeps import sweep

KILLS = int(os.environ.get("PATHWAY_KILLS", "10"))
LAST_KILLS = KILLS // 5
"""How many of these come while others are told of what nobody took."""
REFERRALS = 2 + KILLS // 2
STEPS = (1, 8)
"""How many more are raised before the next kill, at least and at most."""
WITHIN_S = 120 + 20 * KILLS
SEED = 20261129
LATER = NOW + timedelta(days=3)
AGAIN = LATER + timedelta(minutes=31)

MILESTONES = FIRST_POLICY.applying(nowhere_tonight=False)
RAISED = REFERRALS * sum(len(milestone.thresholds) for milestone in MILESTONES)
TOLD_AGAIN = REFERRALS * len(MILESTONES)


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    own = services.sqlite_database(tmp_path) if request.param == "sqlite" else services.postgres_database()
    with own as url:
        app = create_app(settings_for(url))
        prepare(app)
        clock.stop(NOW)
        yield app
        clock.stop(None)
        services.dispose(app)


def calls_in(app: Flask, turn: int) -> int:
    """How many thresholds somebody was told of, in a turn."""
    with app.app_context():
        query = select(func.count(EscalationCall.escalation_id.distinct())).where(EscalationCall.turn == turn)
        return db.session.scalar(query) or 0


def kill_again_and_again(app: Flask, sweepers: Sweepers, dice: random.Random, turn: int, kills: int, all_: int) -> int:
    """Let them sweep until everything of a turn is told, and kill them on the way; return how many kills there were."""
    moment, until, done = (LATER, AGAIN)[turn - 1], time.monotonic() + WITHIN_S, 0
    sweepers.start(moment)
    goal = calls_in(app, turn) + dice.randint(*STEPS)
    while (reached := calls_in(app, turn)) < all_:
        assert time.monotonic() < until
        if done < kills and reached >= goal:
            time.sleep(dice.uniform(0, 0.02))  # anywhere in the next one
            sweepers.kill()
            done += 1
            goal = calls_in(app, turn) + dice.randint(*STEPS)
            sweepers.start(moment)
        time.sleep(0.002)
    sweepers.kill()
    return done


def assert_told_once(app: Flask) -> None:
    """Everything that passed was told once, whole, and in order."""
    with app.app_context():
        raised = db.session.execute(select(Escalation.episode_id, Escalation.key, Escalation.threshold)).all()
        assert len(raised) == len(set(raised)) == RAISED
        assert Counter(key for _, key, _ in raised) == {
            milestone.key: REFERRALS * len(milestone.thresholds) for milestone in MILESTONES
        }
        waiting = "SELECT count(*) FROM episode_milestone WHERE next_at IS NOT NULL"
        assert db.session.scalar(text(waiting)) == 0
        assert db.session.scalar(select(func.count()).where(Escalation.again_at.is_not(None))) == 0

        # Each was told to as many as the same one of another referral: none is half told.
        sizes = defaultdict(set)
        query = select(Escalation, EscalationCall).join(EscalationCall, EscalationCall.escalation_id == Escalation.id)
        numbers = defaultdict(list)
        for escalation, call in db.session.execute(query):
            which = escalation.key, escalation.threshold, escalation.level, call.turn, escalation.id
            numbers[which].append(call.number)
        for (key, threshold, level, turn, _), of in numbers.items():
            assert sorted(of) == list(range(1, len(of) + 1))
            sizes[key, threshold, turn].add(len(of))
            assert turn == 1 or level is Level.RED
        assert all(len(lengths) == 1 for lengths in sizes.values())
        assert sum(1 for (*_, turn, _) in numbers if turn == 1) == RAISED
        assert sum(1 for (*_, turn, _) in numbers if turn == 2) == TOLD_AGAIN

        # No message belongs to two, and none to nothing.
        told = db.session.execute(
            select(EscalationCall.message_id, func.count(EscalationCall.escalation_id.distinct()))
            .where(EscalationCall.message_id.is_not(None))
            .group_by(EscalationCall.message_id)
        ).all()
        assert all(number == 1 for _, number in told)
        ours = OutboxMessage.template.startswith("clock_") | (OutboxMessage.template == "something_waits")
        messages = set(db.session.scalars(select(OutboxMessage.id).where(ours)))
        assert messages <= {message_id for message_id, _ in told}

        events = defaultdict(list)
        for row in db.session.execute(text("SELECT episode_id, number, detail, at FROM clock_event ORDER BY number")):
            events[row.episode_id].append(row)
        assert len(events) == REFERRALS
        for rows in events.values():
            assert [row.number for row in rows] == list(range(1, len(rows) + 1))
            first_turn = [str(row.at) for row in rows if row.detail in set(Level)]
            assert all(earlier <= later for earlier, later in pairwise(first_turn))
        acts = dict(db.session.execute(select(AuditEvent.action, func.count()).group_by(AuditEvent.action)).all())
        assert (acts["escalation.raised"], acts["escalation.told_again"]) == (RAISED, TOLD_AGAIN)
        assert not verify(db.session(), keys().audit).faults


def test_nothing_is_missed_and_nothing_is_told_twice(
    app: Flask, record_property: Callable[[str, object], None]
) -> None:
    desk = clocks.set_up(app)
    clocks.fill_role(app, ClockDuty.ON_CALL_MANAGER, phone="07700 900321")
    clocks.fill_role(app, ClockDuty.PARTNERSHIP_LEAD)
    for _ in range(REFERRALS):
        desk.send()
    services.dispose(app)
    sweepers, dice = Sweepers(app.config["SQLALCHEMY_DATABASE_URI"]), random.Random(SEED)
    try:
        kills = kill_again_and_again(app, sweepers, dice, 1, KILLS - LAST_KILLS, RAISED)
        kills += kill_again_and_again(app, sweepers, dice, 2, LAST_KILLS, TOLD_AGAIN)
    finally:
        sweepers.kill()

    assert_told_once(app)
    assert kills == KILLS
    record_property("sweep", f"{kills} kills, {RAISED} raised and {TOLD_AGAIN} told again, each once")


def test_a_message_that_belongs_to_nothing_is_caught(app: Flask) -> None:
    desk = clocks.set_up(app)
    for _ in range(REFERRALS):
        desk.send()
    for moment in (LATER, AGAIN):
        clock.stop(moment)
        sweep(app, moment)
    assert_told_once(app)

    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE escalation_call SET message_id = NULL WHERE turn = 1 AND number = 2"))
    with pytest.raises(AssertionError):
        assert_told_once(app)

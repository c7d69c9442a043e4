"""What is late is told once and in order, whoever sweeps and however often."""

import json
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from threading import Barrier
from types import SimpleNamespace
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, text, update

from pathway import create_app
from pathway.audit.models import AuditEvent
from pathway.cli import main
from pathway.core.errors import SweepError
from pathway.episodes import clock_sweep
from pathway.extensions import db, writing
from pathway.jobs import JOBS, run_due
from pathway.turnaround import queries
from pathway.turnaround import sweep as sweeping
from pathway.turnaround.models import EpisodeClock, Escalation, EscalationCall
from pathway.turnaround.policy import FIRST_POLICY
from tests.clocks import Desk
from tests.integration.conftest import settings_for
from tests.integration.counting import counted
from tests.integration.turnaround.what_was_told import (
    DAY,
    HOUR,
    MINUTE,
    At,
    counts,
    explain,
    id_of,
    raised,
)
from tests.services import dispose
from tests.sweeps import heard, sweep


def test_sweeping_twice_tells_nothing_twice(desk: Desk, at: At, now: datetime) -> None:
    desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    before = counts(desk.app)

    assert vars(sweep(desk.app, now + HOUR)) == {"raised": 0, "told_again": 0, "nobody": 0, "failed": 0}
    assert counts(desk.app) == before


def test_a_threshold_that_was_raised_is_not_raised_again_whatever_the_milestone_says(
    desk: Desk, at: At, now: datetime
) -> None:
    desk.send()
    at(now + HOUR)
    sweep(desk.app, now + HOUR)
    before = counts(desk.app)
    with desk.app.app_context(), writing():
        again = "UPDATE episode_milestone SET next_threshold = 0, next_at = starts_at WHERE key = 'received'"
        db.session.execute(text(again))

    assert sweep(desk.app, now + HOUR).failed == 0
    assert counts(desk.app) == before


def test_after_three_days_without_a_worker_each_is_told_once_and_in_order(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    later = now + 3 * DAY
    at(later)
    swept = sweep(desk.app, later)

    milestones = FIRST_POLICY.applying(nowhere_tonight=False)
    expected = sorted((one.after, each.key) for each in milestones for one in each.thresholds)
    assert swept.raised == len(expected)
    assert [key for key, _ in raised(desk.app)] == [key for _, key in expected]
    with desk.app.app_context():
        rows = db.session.execute(select(Escalation.key, Escalation.threshold, Escalation.passed_at)).all()
        acts = select(func.count()).where(AuditEvent.action == "escalation.raised")
        assert db.session.scalar(acts) == len(expected)
    assert Counter((key, number) for key, number, _ in rows).most_common(1)[0][1] == 1
    assert all(at - now == FIRST_POLICY.milestone(key).thresholds[number].after for key, number, at in rows)
    assert all(one.next_at is None for one in desk.clock(reference).milestones)
    assert sweep(desk.app, later + MINUTE).raised == 0


def test_more_than_are_looked_up_at_once(desk: Desk, at: At, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 3)
    for _ in range(2):
        desk.send()
    at(now + 3 * DAY)
    swept = sweep(desk.app, now + 3 * DAY)

    each = sum(len(one.thresholds) for one in FIRST_POLICY.applying(nowhere_tonight=False))
    assert swept.raised == 2 * each
    with desk.app.app_context():
        query = text("SELECT at FROM clock_event WHERE kind = 'escalated' ORDER BY episode_id, number")
        moments = [str(moment) for moment in db.session.scalars(query)]
    assert moments[:each] == sorted(moments[:each])
    assert moments[each:] == sorted(moments[each:])


def test_a_sweep_ends_and_the_next_goes_on(desk: Desk, at: At, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send()
    at(now + 3 * DAY)
    monkeypatch.setattr(sweeping, "MOST", 5)

    done = [sweep(desk.app, now + 3 * DAY).raised for _ in range(5)]
    assert done == [5, 5, 5, 2, 0]


def test_a_sweep_changes_no_version(desk: Desk, at: At, now: datetime) -> None:
    reference = desk.send()
    before = desk.clock(reference).version
    at(now + 3 * DAY)
    sweep(desk.app, now + 3 * DAY)

    assert desk.clock(reference).version == before


def test_two_workers_at_once_tell_once(own_database: str, desk: Desk, at: At, now: datetime) -> None:
    for _ in range(3):
        desk.send()
    later = now + 3 * DAY
    at(later)
    together = Barrier(2)
    with ExitStack() as life:
        apps = [create_app(settings_for(own_database)) for _ in range(2)]
        for app in apps:
            life.callback(dispose, app)

        def go(app: Flask) -> sweeping.Swept:
            together.wait(10)
            return sweep(app, later)

        with ThreadPoolExecutor(2) as threads:
            both = list(threads.map(go, apps))
        assert sum(one.failed for one in both) == 0
        at(later + 31 * MINUTE)
        with ThreadPoolExecutor(2) as threads:
            again = list(threads.map(lambda app: sweep(app, later + 31 * MINUTE), apps))

    each = sum(len(one.thresholds) for one in FIRST_POLICY.applying(nowhere_tonight=False))
    assert sum(one.raised for one in both) == 3 * each
    with desk.app.app_context():
        rows = db.session.execute(select(Escalation.episode_id, Escalation.key, Escalation.threshold)).all()
        assert len(rows) == len(set(rows)) == 3 * each
        turns = Counter(db.session.execute(select(EscalationCall.escalation_id, EscalationCall.turn).distinct()).all())
        assert len(turns) == 3 * each + sum(one.told_again for one in again)
        query = text(
            "SELECT episode_id, at FROM clock_event WHERE kind = 'escalated' AND detail <> 'again' ORDER BY number"
        )
        moments = defaultdict(list)
        for episode_id, moment in db.session.execute(query):
            moments[str(episode_id)].append(str(moment))
        assert all(one == sorted(one) for one in moments.values())
        sent = db.session.execute(
            select(EscalationCall.message_id, func.count(EscalationCall.escalation_id.distinct()))
            .where(EscalationCall.message_id.is_not(None))
            .group_by(EscalationCall.message_id)
        )
        assert all(number == 1 for _, number in sent)


def test_one_that_fails_stops_no_other_and_is_tried_again(
    desk: Desk, at: At, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = desk.send(), desk.send()
    with desk.app.app_context(), writing():
        db.session.execute(
            update(EpisodeClock).where(EpisodeClock.episode_id == id_of(desk.app, first)).values(policy_version=9)
        )
    at(now + HOUR)
    swept = sweep(desk.app, now + HOUR)

    assert (swept.raised, swept.failed) == (2, 1)
    assert "LookupError" in caplog.text
    assert first not in caplog.text
    assert {one.threshold for one in heard(desk.app, second)} == {0, 1}
    with desk.app.app_context(), pytest.raises(SweepError):
        clock_sweep.run(now + HOUR)
    with desk.app.app_context(), writing():
        db.session.execute(update(EpisodeClock).values(policy_version=1))
    assert sweep(desk.app, now + HOUR).raised == 2


@pytest.mark.parametrize("which", ["due", "untaken"])
def test_what_is_due_comes_from_its_index(desk: Desk, now: datetime, which: str) -> None:
    of_which = {
        "due": (queries.due_milestones, "ix_episode_milestone_next", queries.Due(now, uuid4(), "received")),
        "untaken": (queries.untaken, "ix_escalation_again", queries.Untaken(now, uuid4(), uuid4(), "received")),
    }
    ask, index, after = of_which[which]
    for begun in (None, after):
        with desk.app.app_context():
            explained = explain(lambda: ask(now, begun, 5))  # noqa: B023 - called at once
        assert index in explained
        assert "SORT" not in explained.upper()
        assert "TEMP B-TREE" not in explained


def test_a_sweep_with_nothing_due_asks_twice(desk: Desk, now: datetime) -> None:
    for _ in range(3):
        desk.send()
    with counted(desk.app) as sent:
        sweep(desk.app, now)

    assert len(sent) == 2


def test_the_worker_sweeps_every_minute(desk: Desk, at: At, now: datetime) -> None:
    desk.send()
    job = next(job for job in JOBS if job.run is clock_sweep.run)
    at(now + HOUR)
    with desk.app.app_context():
        assert run_due("one", (job,)) == 1

    assert job.every == MINUTE
    assert counts(desk.app)[0] == 2


def test_the_command_sweeps_and_prints_counts(
    own_database: str, desk: Desk, at: At, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send()
    at(now + HOUR)
    monkeypatch.setattr("pathway.cli.clock.app_or_exit", lambda: SimpleNamespace(app_context=desk.app.app_context))
    answer = CliRunner().invoke(main, ["clock", "sweep"])

    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.output)
    assert said == {"at": (now + HOUR).isoformat(), "raised": 2, "told_again": 0, "nobody": 0, "failed": 0}

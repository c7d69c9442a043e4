"""Scheduled jobs: once a period over all workers."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from pathway import jobs
from pathway.extensions import db
from pathway.jobs import JOBS, LEASE, PRESSING, Job

At = Callable[[datetime], None]
HOUR = timedelta(hours=1)


class KilledError(BaseException):
    """What ends a worker where it stands."""


def run(app: Flask, *given: Job, worker: str = "one") -> int:
    with app.app_context():
        return jobs.run_due(worker, given)


def row(app: Flask, name: str) -> dict[str, Any]:
    with app.app_context():
        found = db.session.execute(text("SELECT * FROM job_run WHERE name = :name"), {"name": name})
        return dict(found.mappings().one())


def test_a_job_runs_once_a_period(app: Flask, now: datetime, at: At) -> None:
    ran: list[datetime] = []
    job = Job("count", HOUR, ran.append)

    assert run(app, job) == 1
    assert run(app, job, worker="other") == 0
    at(now + HOUR - timedelta(seconds=1))
    assert run(app, job) == 0
    at(now + HOUR)
    assert run(app, job, worker="other") == 1

    assert ran == [now, now + HOUR]


def test_a_job_that_fails_is_noted_and_stops_no_other(
    app: Flask, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[datetime] = []

    def fail(_now: datetime) -> None:
        db.session.execute(text("SELECT 1"))
        raise LookupError("staff@example.org")

    with caplog.at_level(logging.INFO):
        assert run(app, Job("fails", HOUR, fail), Job("count", HOUR, ran.append)) == 2

    assert ran == [now]
    assert row(app, "fails")["last_error"] == "LookupError"
    assert row(app, "count")["last_error"] is None
    assert "job fails failed: LookupError" in caplog.text
    assert "staff" not in caplog.text


def test_a_failed_job_runs_again_in_its_next_period(app: Flask, now: datetime, at: At) -> None:
    ran: list[datetime] = []

    def fail_once(moment: datetime) -> None:
        ran.append(moment)
        if len(ran) == 1:
            raise LookupError

    job = Job("at first", HOUR, fail_once)
    run(app, job)

    assert run(app, job) == 0
    at(now + HOUR)
    assert run(app, job) == 1
    assert row(app, "at first")["last_error"] is None


def test_the_job_of_a_worker_that_died_is_taken_over(app: Flask, now: datetime, at: At) -> None:
    def die(_now: datetime) -> None:
        raise KilledError

    ran: list[datetime] = []
    with pytest.raises(KilledError):
        run(app, Job("job", HOUR, die))
    job = Job("job", HOUR, ran.append)

    at(now + LEASE - timedelta(seconds=1))
    assert run(app, job, worker="other") == 0
    at(now + LEASE)
    assert run(app, job, worker="other") == 1

    assert ran == [now + LEASE]


def test_a_pressing_job_is_taken_over_sooner(app: Flask, now: datetime, at: At) -> None:
    def die(_now: datetime) -> None:
        raise KilledError

    ran: list[datetime] = []
    with pytest.raises(KilledError):
        run(app, Job("job", HOUR, die, PRESSING))

    at(now + PRESSING)
    assert run(app, Job("job", HOUR, ran.append, PRESSING), worker="other") == 1
    assert ran == [now + PRESSING]


def test_workers_at_once_run_a_job_once(app: Flask, now: datetime) -> None:
    ran: list[datetime] = []
    together = threading.Barrier(4)

    def work(worker: int) -> None:
        together.wait()
        run(app, Job("count", HOUR, ran.append), worker=f"worker {worker}")

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ran == [now]


def test_every_job_of_ours_runs(app: Flask, now: datetime) -> None:
    assert run(app, *JOBS) == len(JOBS)

    assert {job.name: row(app, job.name)["last_error"] for job in JOBS} == dict.fromkeys(job.name for job in JOBS)

"""SQLite with its lock held by somebody who lets nobody read: the real server goes on answering."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pathway.core import time_budget
from tests.faults.outage.serving import serving
from tests.seed_file import id_of

A_LITTLE_S = 1.0


def test_look_ups_and_a_static_file_are_answered_while_the_lock_is_held(tmp_path: Path) -> None:
    path = tmp_path / "pathway.db"
    paths = ["/services?q=DA"] * 6 + ["/help-now", "/check", "/static/img/icon.svg"]
    with serving(tmp_path, f"sqlite:///{path}") as site:
        assert site.get("/services?q=DA").status == 200
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")

            first, second = site.all_at_once(paths), site.all_at_once(paths)
            report = site.post(f"/services/{id_of('the-havens')}/did-not-work")

            other.execute("ROLLBACK")

    assert {answer.status for answer in first + second} == {200}
    assert max(answer.seconds for answer in first) < time_budget.A_REQUEST_S + A_LITTLE_S
    assert max(answer.seconds for answer in second) < A_LITTLE_S
    assert "NOT SENT" in report.text

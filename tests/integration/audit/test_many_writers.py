"""Eight processes add to the trail at once, and there is one chain."""

import multiprocessing
from pathlib import Path

from flask import Flask

from pathway.audit.verification import verify
from pathway.core.crypto import keys
from pathway.extensions import db
from tests.integration.audit.trail_rows import rows
from tests.integration.audit.writer import write

WRITERS, COMMITS, EACH = 8, 100, 5
WITHIN_S = 120

# Importing takes two seconds, which eight writers need not spend: each is forked from a process that has imported.
_ready = multiprocessing.get_context("forkserver")
_ready.set_forkserver_preload(["tests.integration.audit.writer"])


def test_eight_processes_make_one_chain(app: Flask, own_database: str, tmp_path: Path) -> None:
    all_ready = _ready.Barrier(WRITERS)
    logs = [tmp_path / f"log-{number}" for number in range(WRITERS)]
    started = [_ready.Process(target=write, args=(own_database, COMMITS, EACH, all_ready, log)) for log in logs]
    try:
        for writer in started:
            writer.start()
        for writer in started:
            writer.join(WITHIN_S)
        codes = [writer.exitcode for writer in started]
    finally:
        for writer in started:
            if writer.pid is not None:
                writer.kill()
                writer.join(WITHIN_S)

    with app.app_context():
        stored = rows()
        found = verify(db.session(), keys().audit)
    problems = [log.read_text("utf-8", "replace") for log in logs if log.exists()]
    assert list(zip(codes, problems, strict=True)) == [(0, "")] * WRITERS
    assert (found.rows, found.faults) == (WRITERS * COMMITS * EACH, ())
    assert len({row.previous for row in stored}) == len(stored)

"""Eight processes add to the trail at once, and there is one chain."""

import subprocess
import sys

from flask import Flask

from pathway.audit.verification import verify
from pathway.config import ROOT
from pathway.core.crypto import keys
from pathway.extensions import db
from tests.integration.audit.trail_rows import rows

WRITERS, COMMITS, EACH = 8, 100, 5


def test_eight_processes_make_one_chain(app: Flask, own_database: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.integration.audit.writer", own_database, str(COMMITS), str(EACH)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(WRITERS)
    ]
    try:
        for writer in started:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in started:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        problems = [writer.communicate(timeout=120)[1] for writer in started]
    finally:
        for writer in started:
            writer.kill()
            writer.wait()

    with app.app_context():
        stored = rows()
        found = verify(db.session(), keys().audit)
    assert [(writer.returncode, said) for writer, said in zip(started, problems, strict=True)] == [(0, "")] * WRITERS
    assert (found.rows, found.faults) == (WRITERS * COMMITS * EACH, ())
    assert len({row.previous for row in stored}) == len(stored)

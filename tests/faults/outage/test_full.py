"""A disk that is full: NOT SENT, nothing half kept, and everything as before once there is room."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from pathway import create_app
from pathway.directory.models import ListingReport
from pathway.extensions import db
from pathway.upkeep.prepare import prepare
from tests import services
from tests.faults.outage.cluster import Cluster, why_none
from tests.faults.outage.serving import serving
from tests.integration.conftest import settings_for
from tests.integration.reading import SAME_ORIGIN
from tests.seed_file import id_of

REPORT = f"/services/{id_of('the-havens')}/did-not-work"
MOST = 400
"""Reports that are tried until one does not fit: a page of the table holds some eighty."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An app over SQLite."""
    with services.sqlite_database(tmp_path) as url:
        app = create_app(settings_for(url, proxies=1))
        prepare(app)
        yield app
        services.dispose(app)


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file of this process grow above a size, as a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(ListingReport)) or 0


def test_with_sqlite_at_its_quota(app: Flask) -> None:
    path = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    client, networks = app.test_client(), count(1)

    def report() -> str:
        address = {"X-Forwarded-For": str(IPv4Address(0x0A000000 + next(networks)))}
        page = client.post(REPORT, headers=SAME_ORIGIN | address)
        assert page.status_code == 303 or "NOT SENT" in page.text, page.status_code
        return "saved" if page.status_code == 303 else "not sent"

    came = []
    with no_file_above(path.stat().st_size):
        while "not sent" not in came and len(came) < MOST:
            came.append(report())
        looked_up = client.get("/services?q=DA")

    assert came[-1] == "not sent"
    assert looked_up.status_code == 200
    assert kept(app) == came.count("saved")
    assert report() == "saved"
    with app.app_context():
        assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of a few megabytes, in memory; skips where this machine does not let one be mounted."""
    folder = Path("/tmp") / f"pathway-small-{uuid4().hex}"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        if shutil.which("mount") is None or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("no small disk can be mounted here")
        yield folder
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)
    finally:
        folder.rmdir()


@pytest.mark.postgresql
@pytest.mark.skipif(why_none() is not None, reason=str(why_none()))
def test_with_postgresql_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(160) as disk:
        server = Cluster(disk)
        try:
            server.start()
            server.make_database()
            with serving(tmp_path, server.url) as site:
                assert site.post(REPORT).status == 303
                ballast = disk / "ballast"
                ballast.write_bytes(b"\0" * (shutil.disk_usage(disk).free // 4096 * 4096))
                answers = [site.post(REPORT)]
                while answers[-1].status == 303 and len(answers) < MOST:
                    answers.append(site.post(REPORT))
                looked_up = site.get("/services?q=DA")
                ballast.unlink()
                saved = 1 + sum(answer.status == 303 for answer in answers)

                assert "NOT SENT" in answers[-1].text, answers[-1].status
                assert looked_up.status == 200
                assert site.post(REPORT).status == 303
            with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
                assert connection.execute("SELECT count(*) FROM listing_report").fetchone() == (saved + 1,)
        finally:
            server.shut_down()

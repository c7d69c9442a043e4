"""PostgreSQL ended and started again, and again, while people look things up and report: nothing is lost."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.outage.cluster import Cluster, cluster, why_none
from tests.faults.outage.serving import Answer, Load, Site, serving
from tests.seed_file import id_of

REPORT = f"/services/{id_of('the-havens')}/did-not-work"
BACK_WITHIN_S = 5
UNDER_LOAD_S = 0.5
RESTARTS = 10

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(why_none() is not None, reason=str(why_none())),
]


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


def reports(server: Cluster) -> int:
    with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT count(*) FROM listing_report").fetchone()
    assert row is not None
    return int(row[0])


def back_after(site: Site) -> float:
    """How long it takes until a report is saved again."""
    began = time.monotonic()
    while site.post(REPORT).status != 303:
        assert time.monotonic() - began < BACK_WITHIN_S
        time.sleep(0.02)
    return time.monotonic() - began


def outcomes(answers: list[Answer]) -> tuple[int, int, int]:
    """How many reports were acknowledged, not sent, and not known."""
    sent = [answer for answer in answers if answer.path == REPORT]
    saved = sum(answer.status == 303 for answer in sent)
    refused = sum("NOT SENT" in answer.text for answer in sent)
    unknown = sum("do not know whether" in answer.text for answer in sent)
    assert saved + refused + unknown == len(sent), {answer.status for answer in sent}
    return saved, refused, unknown


def test_nothing_is_lost_and_it_is_back_within_five_seconds(server: Cluster, tmp_path: Path) -> None:
    alone = 0
    with serving(tmp_path, server.url) as site:
        report, look_up = (lambda: site.post(REPORT)), (lambda: site.get("/services?q=DA"))
        with Load(report, report, look_up, look_up) as load:
            for turn in range(RESTARTS):
                time.sleep(UNDER_LOAD_S)
                server.shut_down(signal.SIGQUIT if turn % 2 else signal.SIGINT)
                time.sleep(UNDER_LOAD_S)
                server.start()
                back_after(site)
                alone += 1

    saved, refused, unknown = outcomes(load.answers)
    assert saved > RESTARTS
    assert refused > 0
    assert saved + alone <= reports(server) <= saved + alone + unknown
    looked_up = {answer.status for answer in load.answers if answer.path != REPORT}
    assert looked_up == {200}

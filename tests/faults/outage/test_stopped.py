"""PostgreSQL stopped, and not gone: it keeps its connections and says nothing. The site goes on answering."""

import re
import time
from collections.abc import Iterator

import pytest

from pathway.core import time_budget
from tests.faults.outage.cluster import Cluster, cluster, why_none
from tests.faults.outage.serving import Answer, Site, serving
from tests.seed_file import id_of

A_LITTLE_S = 1.0
"""What our own work may take beside the budget, on a machine that does much else."""

BACK_WITHIN_S = 5
REPORT = f"/services/{id_of('the-havens')}/did-not-work"

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(why_none() is not None, reason=str(why_none())),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def site(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), server.url) as made:
        yield made


@pytest.fixture
def stopped(server: Cluster, site: Site) -> Iterator[None]:
    """It was well, and then it was stopped."""
    assert site.get("/services?q=DA").status == 200
    server.stop()
    yield
    server.go_on()


def stylesheet(site: Site) -> str:
    found = re.search(r'href="(/static/[^"]+)"', site.get("/stay-safe").text)
    assert found
    return found[1]


def slowest(answers: list[Answer]) -> float:
    return max(answer.seconds for answer in answers)


@pytest.mark.usefixtures("stopped")
def test_twelve_at_once_are_answered_within_the_budget_and_then_nobody_waits(site: Site) -> None:
    paths = ["/services?q=DA"] * 11 + [stylesheet(site)]

    first, second = site.all_at_once(paths), site.all_at_once(paths)

    assert slowest(first) < time_budget.A_REQUEST_S + A_LITTLE_S
    assert first[-1].status == 200
    assert first[-1].seconds < time_budget.ONE_WAIT_S - A_LITTLE_S, "a static file waited for the database"
    assert slowest(second) < A_LITTLE_S
    assert {answer.status for answer in first + second} == {200}
    assert all("This is what we had at" in answer.text for answer in second[:-1])


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize("path", ["/help-now", "/check", "/", "/you", "/stay-safe"])
def test_each_public_page_is_answered_within_the_budget(site: Site, path: str) -> None:
    answer = site.get(path)

    assert answer.status == 200
    assert answer.seconds < time_budget.A_REQUEST_S + A_LITTLE_S


@pytest.mark.usefixtures("stopped")
def test_her_result_is_worked_out_and_a_report_is_not_sent(site: Site) -> None:
    result, report = site.post("/check", {"suicide_risk": "now"}), site.post(REPORT)

    assert result.status == 200
    assert "tel:" in result.text
    assert report.status == 503
    assert "NOT SENT" in report.text or "do not know" in report.text
    assert max(result.seconds, report.seconds) < time_budget.A_REQUEST_S + A_LITTLE_S


def test_it_is_asked_again_once_it_goes_on(server: Cluster, site: Site) -> None:
    server.stop()
    site.get("/services?q=DA")

    server.go_on()

    until = time.monotonic() + BACK_WITHIN_S
    while "This is what we had at" in site.get("/services?q=DA").text:
        assert time.monotonic() < until
        time.sleep(0.05)

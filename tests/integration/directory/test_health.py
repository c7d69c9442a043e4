"""How all listings stand: counted at each edge, the same in the picture, the table and the file."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.directory.freshness import Tier, due_on, tier
from pathway.directory.health.bar import TIER_WORDS, WHOLE
from pathway.directory.health.counts import health_at
from pathway.directory.vocabulary import AgencyType, Coverage, Publication, ServiceStatus
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.counting import counted
from tests.integration.reading import words_of
from tests.seed_file import published
from tests.staff import Staff, organization, signed_in, user

TODAY = NOW.date()
AGES = (None, 0, 89, 90, 91, 180, 181, 700)
KIND = AgencyType.EMERGENCY_ACCOMMODATION


@pytest.fixture
def coordinator(app: Flask, now: datetime) -> Staff:
    """Who looks after every listing."""
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


def publish_all_ages(app: Flask) -> Counter[Tier]:
    """Publish a listing of each age; return how many of each tier there then are."""
    expected: Counter[Tier] = Counter()
    for age in AGES:
        assured = None if age is None else TODAY - timedelta(days=age)
        factories.publish(
            app, assured_on=assured, assured_by=assured and "it", agency_types=[KIND], coverage=Coverage.LONDON
        )
        expected[tier(assured, TODAY)] += 1
    funded = {"assured_on": TODAY - timedelta(days=40), "funded_until": TODAY + timedelta(days=3)}
    factories.publish(app, **funded, assured_by="it", agency_types=[KIND], coverage=Coverage.LONDON)
    expected[tier(funded["assured_on"], TODAY, due_on(*funded.values()))] += 1
    return expected


def rows(page: str) -> dict[str, list[int]]:
    """The numbers of each row of the tables, by its name."""
    return {
        line.cssselect("th")[0].text_content().strip(): [int(cell.text_content()) for cell in line.cssselect("td")]
        for line in parser.fromstring(page).cssselect(".pw-health tbody tr")
    }


def test_each_edge_is_counted_where_the_rule_puts_it(app: Flask, coordinator: Staff) -> None:
    expected = publish_all_ages(app)
    assert expected == {Tier.FRESH: 3, Tier.DUE: 3, Tier.STALE: 2, Tier.NEVER: 1}

    page = rows(coordinator.get("/manage/services/health").text)

    assert page["Emergency accommodation"] == [expected[one] for one in TIER_WORDS]
    london = sum(row["coverage"] == "london" for row in published())
    assert page["London"] == [expected[one] + (london if one is Tier.NEVER else 0) for one in TIER_WORDS]


def test_the_areas_together_are_all(app: Flask, coordinator: Staff) -> None:
    publish_all_ages(app)

    with app.app_context():
        health = health_at(NOW)

    for one in Tier:
        assert sum(area.of[one] for area in health.by_area) == health.every.of[one]
    assert health.every.total == len(published()) + len(AGES) + 1


def test_the_file_says_what_the_page_says(app: Flask, coordinator: Staff) -> None:
    publish_all_ages(app)
    page = rows(coordinator.get("/manage/services/health").text)

    answer = coordinator.get("/manage/services/health.csv")

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="listings-health-2026-11-24.csv"'
    head, *lines = csv.reader(io.StringIO(answer.text))
    assert head == ["by", "name", "fresh", "due", "stale", "never_confirmed", "total"]
    assert {line[1]: [int(cell) for cell in line[2:6]] for line in lines if line[0] != "all"} == page
    assert all(int(line[6]) == sum(map(int, line[2:6])) for line in lines)


def test_the_picture_has_the_shares_of_the_table(app: Flask, coordinator: Staff) -> None:
    publish_all_ages(app)

    document = parser.fromstring(coordinator.get("/manage/services/health").text)

    (row,) = [
        line
        for line in document.cssselect(".pw-health tbody tr")
        if "Emergency acc" in line.cssselect("th")[0].text_content()
    ]
    widths = {part.get("class").rpartition("--")[2]: int(part.get("width")) for part in row.cssselect(".pw-bar__part")}
    assert widths == {"fresh": 333, "due": 334, "stale": 222, "never": 111}
    assert sum(widths.values()) == WHOLE


def test_a_confirmation_shows_at_once_and_a_day_makes_it_older(
    app: Flask, coordinator: Staff, at: Callable[[datetime], None]
) -> None:
    made = factories.publish(app, agency_types=[KIND])
    assert rows(coordinator.get("/manage/services/health").text)["Emergency accommodation"] == [0, 0, 0, 1]

    coordinator.post(f"/manage/services/{made}/confirm")
    assert rows(coordinator.get("/manage/services/health").text)["Emergency accommodation"] == [1, 0, 0, 0]

    at(NOW + timedelta(days=91))
    later = signed_in(app, coordinator.user_id)
    assert rows(later.get("/manage/services/health").text)["Emergency accommodation"] == [0, 1, 0, 0]


def test_drafts_and_what_has_ended_are_not_counted(app: Flask, coordinator: Staff) -> None:
    factories.publish(app, agency_types=[KIND], publication=Publication.DRAFT)
    factories.publish(app, agency_types=[KIND], status=ServiceStatus.DEFUNCT)

    assert "Emergency accommodation" not in rows(coordinator.get("/manage/services/health").text)


def test_it_reads_no_listing(app: Flask, coordinator: Staff) -> None:
    publish_all_ages(app)
    coordinator.get("/manage/services/health")
    with counted(app, everything=True) as sent:
        coordinator.get("/manage/services/health")

    assert not [statement for statement in sent if "FROM service" in statement or "search_entry" in statement]


def test_the_count_in_the_menu_follows_every_change_of_everybodys_listings(app: Flask, coordinator: Staff) -> None:
    def waiting() -> int:
        page = parser.fromstring(coordinator.get("/account").text)
        (count,) = page.cssselect(".pw-count-of")
        return int("".join(letter for letter in count.text_content() if letter.isdigit()))

    before = waiting()
    made = factories.publish(app, publication=Publication.DRAFT)
    assert waiting() == before + 1

    coordinator.post(f"/manage/services/{made}/confirm")
    assert waiting() == before
    coordinator.post("/manage/services/undo", {"id": str(made)})
    assert waiting() == before + 1


def test_all_staff_read_it_but_administrators(app: Flask, now: datetime) -> None:
    home = organization(app)
    may = {role: signed_in(app, user(app, home, role)).get("/manage/services/health").status_code for role in Role}

    assert {role for role, status in may.items() if status == 200} == set(Role) - {Role.ADMINISTRATOR}
    assert "44 listings" in words_of(
        signed_in(app, user(app, home, Role.SERVICE_MANAGER)).get("/manage/services/health").text
    )

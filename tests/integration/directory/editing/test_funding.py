"""A service's funding ends: its listing is due before that day and after it, for everybody who is told of tiers."""

from datetime import date, timedelta

import pytest

from pathway.directory.freshness import FRESH_FOR
from pathway.directory.models import SearchEntry
from pathway.extensions import db
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_still_correct import DUE, STALE, confirmed, names
from tests.integration.reading import words_of
from tests.staff import Staff

TODAY = NOW.date()
LATELY = TODAY - timedelta(days=40)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(("days", "is_due"), [(31, False), (30, True), (0, True), (-1, True)])
def test_a_listing_is_due_around_the_end_of_its_funding(owner: Owner, days: int, is_due: bool) -> None:
    service_id = owner.listing(**confirmed(LATELY), funded_until=in_days(days))

    public = owner.app.test_client().get(f"/services/{service_id}").text
    managed = words_of(owner.manager().get("/manage/services").text)

    assert ("It is due to be asked again" in public) is is_due
    assert ("1 is overdue" in managed) is is_due


def test_one_tap_answers_it_until_the_day_is_over(owner: Owner) -> None:
    service_id = owner.listing(**confirmed(LATELY), funded_until=in_days(3))
    manager = owner.manager()

    manager.post(f"/manage/services/{service_id}/confirm")
    assert "It is up to date" in words_of(manager.get("/manage/services").text)

    factories.change(owner.app, service_id, funded_until=in_days(-1), assured_on=in_days(-2))
    page = words_of(manager.get("/manage/services").text)
    assert "1 is overdue" in page
    assert "Its funding ended on 23 November 2026" in page


def test_it_comes_after_what_is_late_and_before_what_was_never_confirmed(owner: Owner, coordinator: Staff) -> None:
    owner.listing(name="Fresh", **confirmed(LATELY), funded_until=in_days(90))
    owner.listing(name="Ends in March", **confirmed(LATELY), funded_until=in_days(29))
    owner.listing(name="Ended", **confirmed(LATELY - timedelta(days=1)), funded_until=in_days(-1))
    owner.listing(name="Due", **confirmed(DUE), funded_until=in_days(1))
    owner.listing(name="Stale", **confirmed(STALE))
    owner.listing(name="Never", funded_until=in_days(1))

    page = owner.manager().get("/manage/services").text

    assert names(page) == ["Stale", "Due", "Ended", "Ends in March", "Never", "Fresh"]
    assert "4 are overdue, 1 was never confirmed, 1 is up to date" in words_of(page)
    assert "All 5 are still correct" in words_of(page)


def test_all_at_once_answers_it_too(owner: Owner) -> None:
    service_id = owner.listing(**confirmed(LATELY), funded_until=in_days(-1))
    owner.listing(**confirmed(DUE))

    owner.manager().post("/manage/services/confirm")

    assert stored(owner.app, service_id).assured_on == TODAY


def test_only_staff_read_until_when(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(**confirmed(LATELY), funded_until=in_days(-1))

    assert "Funded until" not in owner.app.test_client().get(f"/services/{service_id}").text
    assert "That day is over" in words_of(coordinator.get(f"/services/{service_id}").text)


def test_the_index_knows_it(owner: Owner) -> None:
    service_id = owner.listing(**confirmed(TODAY - FRESH_FOR), funded_until=in_days(5))

    with owner.app.app_context():
        entry = db.session.query(SearchEntry).filter_by(service_id=service_id).one()
        assert entry.due_on == in_days(-25)

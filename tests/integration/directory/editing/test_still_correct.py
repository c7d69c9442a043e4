"""A manager says that her listings are still correct: one, or all; and takes it back."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from lxml import html as parser
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.directory.freshness import DUE_UNTIL, FRESH_FOR
from pathway.directory.models import ListingVersion, SearchEntry
from pathway.directory.vocabulary import EditKind, ServiceStatus
from pathway.extensions import db
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.counting import counted
from tests.integration.directory.editing.conftest import Owner, brought_back, stored
from tests.integration.reading import words_of
from tests.staff import Staff, signed_in, user

TODAY = NOW.date()
DUE = TODAY - FRESH_FOR - timedelta(days=1)
STALE = TODAY - DUE_UNTIL - timedelta(days=1)


def names(page: str) -> list[str]:
    """The listings of a page, in order."""
    return [" ".join(link.text_content().split()) for link in parser.fromstring(page).cssselect(".pw-thing__name a")]


def confirmed(on: date) -> dict[str, object]:
    return {"assured_on": on, "assured_by": "Somebody"}


def test_what_is_longest_overdue_comes_first_and_only_her_own_is_there(owner: Owner) -> None:
    owner.listing(name="Fresh", **confirmed(TODAY - FRESH_FOR))
    owner.listing(name="Due", **confirmed(DUE))
    owner.listing(name="Never")
    owner.listing(name="Stale", **confirmed(STALE))
    owner.listing(name="Ended", status=ServiceStatus.DEFUNCT)
    factories.publish(owner.app, name="Of others")

    page = owner.manager().get("/manage/services").text

    assert names(page) == ["Stale", "Due", "Never", "Fresh"]
    assert "2 are overdue, 1 was never confirmed, 1 is up to date." in words_of(page)
    assert "All 3 are still correct" in words_of(page)


def test_one_tap_confirms_a_listing_for_everybody(owner: Owner) -> None:
    service_id = owner.listing(name="Due", **confirmed(DUE))
    public = owner.app.test_client()
    assert "It is due to be asked again" in public.get(f"/services/{service_id}").text

    answer = owner.manager().post(f"/manage/services/{service_id}/confirm")

    assert answer.status_code == 303
    service = stored(owner.app, service_id)
    assert (service.assured_on, service.assured_by) == (TODAY, service.organization.name)
    assert "It is due to be asked again" not in public.get(f"/services/{service_id}").text
    with owner.app.app_context():
        assert db.session.query(SearchEntry).filter_by(service_id=service_id).one().assured_on == TODAY


def test_all_that_are_due_are_confirmed_with_one_tap_and_taken_back_with_another(owner: Owner) -> None:
    ids = [owner.listing(**confirmed(DUE)), owner.listing(**confirmed(STALE)), owner.listing()]
    kept = owner.listing(**confirmed(TODAY - timedelta(days=3)))
    manager = owner.manager()

    page = manager.get(manager.post("/manage/services/confirm").headers["Location"]).text

    assert "3 listings are confirmed as still correct" in words_of(page)
    assert {stored(owner.app, id_).assured_on for id_ in ids} == {TODAY}
    assert stored(owner.app, kept).assured_on == TODAY - timedelta(days=3)

    manager.post("/manage/services/undo", {"id": re.findall(r'name="id" value="([^"]+)"', page)})

    assert [stored(owner.app, id_).assured_on for id_ in ids] == [DUE, STALE, None]


def test_a_second_tap_changes_nothing(owner: Owner) -> None:
    service_id = owner.listing(**confirmed(DUE))
    manager = owner.manager()
    manager.post(f"/manage/services/{service_id}/confirm")
    before = stored(owner.app, service_id).version

    page = manager.get(manager.post(f"/manage/services/{service_id}/confirm").headers["Location"]).text

    assert stored(owner.app, service_id).version == before
    assert "Confirmed today already" in words_of(page)


def test_what_somebody_else_changed_since_is_not_taken_back(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(**confirmed(DUE))
    manager = owner.manager()
    manager.post(f"/manage/services/{service_id}/confirm")
    with owner.app.app_context():
        versions = db.session.query(ListingVersion).filter_by(service_id=service_id).all()
    assert [version.kind for version in versions] == [EditKind.AS_FOUND, EditKind.CONFIRMED]

    page = coordinator.get(coordinator.post("/manage/services/undo", {"id": str(service_id)}).headers["Location"]).text

    assert "Nothing was left to take back" in words_of(page)
    assert stored(owner.app, service_id).assured_on == TODAY


def test_a_coordinator_who_asked_them_is_named(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing()

    coordinator.post(f"/manage/services/{service_id}/confirm")

    service = stored(owner.app, service_id)
    assert service.assured_by.startswith(f"{service.organization.name}, asked by Example Trust")


def test_a_coordinator_confirms_what_others_own_one_at_a_time(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing()

    page = coordinator.get("/manage/services").text
    coordinator.post("/manage/services/confirm")

    assert "are still correct" not in words_of(page)
    assert stored(owner.app, service_id).assured_on is None


def test_after_signing_in_she_sees_what_waits_and_how_much(owner: Owner) -> None:
    manager = owner.manager()
    assert "Nothing waits for you" in words_of(manager.get("/manage").text)
    owner.listing(name="Stale", **confirmed(STALE))
    owner.listing(name="Fresh", **confirmed(TODAY))

    page = manager.get("/manage").text

    assert "1 thing waits for you" in words_of(page)
    assert names(page) == ["Stale"]
    assert "Your work1 waiting" in words_of(manager.get("/account").text)


def test_who_looks_after_no_listing_sees_none(owner: Owner) -> None:
    owner.listing()
    caseworker = signed_in(owner.app, user(owner.app, owner.organization_id, Role.CASEWORKER))

    page = words_of(caseworker.get("/manage").text)

    assert "Nothing waits for you" in page
    assert "Your listings" not in page
    assert "Still correct" not in page


def test_the_organisation_without_listings_is_told_who_adds_them(owner: Owner) -> None:
    page = words_of(owner.manager().get("/manage/services").text)

    assert "Your organisation has no listings here" in page


def test_the_list_costs_as_many_queries_for_sixty_listings_as_for_three(owner: Owner) -> None:
    manager = owner.manager()
    for _ in range(3):
        owner.listing(**confirmed(DUE))
    manager.get("/manage/services")  # the first page of a minute notes that she was here
    owner.listing(**confirmed(DUE))
    few = [cost(owner, lambda: manager.get("/manage/services")) for _ in range(2)]
    for _ in range(56):
        owner.listing(**confirmed(DUE))

    # The first time after a change, and again, when nothing has changed but perhaps reports.
    assert [cost(owner, lambda: manager.get("/manage/services")) for _ in range(2)] == few == [9, 4]
    assert len(names(manager.get("/manage/services").text)) == 50
    assert len(names(manager.get("/manage/services?page=2").text)) == 10


def test_a_confirmation_is_one_transaction_of_at_most_thirty_statements(owner: Owner) -> None:
    plain = owner.listing(**confirmed(DUE))
    rich = owner.listing(
        **confirmed(DUE), phones=[factories.phone() for _ in range(5)], schedules=[factories.hours() for _ in range(20)]
    )
    manager = owner.manager()

    manager.post("/manage/services/undo")  # the first form of a day deletes what was counted before

    costs = [cost(owner, lambda id_=id_: manager.post(f"/manage/services/{id_}/confirm")) for id_ in (plain, rich)]

    assert max(costs) <= 30
    assert max(costs) - min(costs) <= NEW_HOURS


NEW_HOURS = 1
"""A statement for hours that no other listing has."""


CONTROL = ("BEGIN", "LOCK TABLE", "SELECT pg_advisory_xact_lock")
"""Statements that begin a transaction or wait for another; they read and write nothing."""


def cost(owner: Owner, ask: Callable[[], TestResponse]) -> int:
    with counted(owner.app, everything=True) as sent:
        assert ask().status_code in {200, 303}
    return sum(not statement.startswith(CONTROL) for statement in sent)


def test_a_restored_listing_gives_the_same_public_page(owner: Owner) -> None:
    service_id = owner.listing(name="Restored", **confirmed(DUE))
    public, manager = owner.app.test_client(), owner.manager()
    before = public.get(f"/services/{service_id}").text
    manager.post(f"/manage/services/{service_id}/confirm")
    assert public.get(f"/services/{service_id}").text != before

    answer = brought_back(manager, service_id, 1)

    assert answer.status_code == 303
    assert without_nonce(public.get(f"/services/{service_id}").text) == without_nonce(before)


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


def test_a_version_that_was_reached_otherwise_is_not_brought_back_by_one_person(owner: Owner, app: Flask) -> None:
    service_id = owner.listing(**confirmed(DUE))
    manager = owner.manager()
    manager.post(f"/manage/services/{service_id}/confirm")
    factories.change(app, service_id, url="https://changed.example.org/")

    answer = brought_back(manager, service_id, 1)

    assert answer.status_code == 409
    assert "take two people" in answer.text

"""A listing begins as a draft, and ends with word of what to use instead."""

from uuid import UUID

import pytest
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.directory.models import ListingEnd, SearchEntry
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db
from tests import factories
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

NEW = {"name": "Harbour drop-in", "description": "A meal and a shower.", "coverage": "brent"}


def added(answer_location: str) -> UUID:
    return UUID(answer_location.rpartition("/")[2].partition("?")[0])


def test_a_manager_adds_a_draft_of_her_own_organisation(owner: Owner) -> None:
    answer = owner.manager().post("/manage/services/new", NEW)

    assert answer.status_code == 303
    service = stored(owner.app, added(answer.headers["Location"]))
    assert (service.slug, service.publication) == ("harbour-drop-in", Publication.DRAFT)
    assert service.organization_id == owner.organization_id
    assert owner.app.test_client().get(f"/services/{service.id}").status_code == 404
    assert "A meal and a shower." in owner.manager().get(f"/services/{service.id}").text
    with owner.app.app_context():
        assert "listing.added" in db.session.scalars(select(AuditEvent.action)).all()


def test_the_coordinator_says_whose_it_is(owner: Owner, coordinator: Staff) -> None:
    assert coordinator.post("/manage/services/new", NEW).status_code == 400
    answer = coordinator.post("/manage/services/new", NEW | {"organization": str(owner.organization_id)})

    assert stored(owner.app, added(answer.headers["Location"])).organization_id == owner.organization_id


@pytest.mark.parametrize("name", ["harbour  DROP-in", "Harbour drop in!", "Harbour Drop-In"])
def test_one_of_nearly_the_same_name_is_shown_first(owner: Owner, name: str) -> None:
    manager = owner.manager()
    manager.post("/manage/services/new", NEW)

    answer = manager.post("/manage/services/new", NEW | {"name": name})
    assert answer.status_code == 409
    assert "There is one of nearly this name already" in words_of(answer.text)
    again = manager.post("/manage/services/new", NEW | {"name": name, "is_another": "y"})

    assert again.status_code == 303
    assert stored(owner.app, added(again.headers["Location"])).slug == "harbour-drop-in-2"


def test_one_that_is_like_a_confidential_one_says_so(owner: Owner) -> None:
    owner.listing(name="Example refuge", slug="example-refuge", at=factories.confidential_place())

    answer = owner.manager().post("/manage/services/new", NEW | {"name": "Example Refuge"})

    assert "Its place is confidential" in words_of(answer.text)


def test_what_is_missing_is_said_and_what_was_typed_kept(owner: Owner) -> None:
    answer = owner.manager().post("/manage/services/new", {"name": "Harbour", "coverage": "moon"})

    assert answer.status_code == 400
    words = words_of(answer.text)
    assert "Say what it does" in words
    assert "Say how far it reaches" in words
    assert 'value="Harbour"' in answer.text


def test_one_that_has_ended_says_what_to_use_instead(owner: Owner) -> None:
    gone, other = owner.listing(name="Old desk"), owner.listing(name="New desk")

    answer = owner.ender().post(
        f"/manage/services/{gone}/end", {"other": f"https://example.org/services/{other}", "words": "They moved."}
    )

    assert answer.status_code == 303
    page = owner.app.test_client().get(f"/services/{gone}")
    assert page.status_code == 410
    assert "Use this instead: New desk" in words_of(page.text)
    assert "They moved." in words_of(page.text)
    with owner.app.app_context():
        assert db.session.scalars(select(SearchEntry).where(SearchEntry.service_id == gone)).all() == []


def test_one_that_has_ended_is_kept_again_with_one_tap(owner: Owner) -> None:
    gone, manager = owner.listing(), owner.ender()
    manager.post(f"/manage/services/{gone}/end", {"words": "Over."})
    assert f"/manage/services/{gone}/keep-again" in manager.get(f"/manage/services?ended={gone}").text

    manager.post(f"/manage/services/{gone}/keep-again")

    assert owner.app.test_client().get(f"/services/{gone}").status_code == 200
    with owner.app.app_context():
        assert db.session.scalars(select(ListingEnd)).all() == []


def test_a_second_tap_ends_it_once(owner: Owner) -> None:
    gone, manager = owner.listing(), owner.ender()

    answers = [manager.post(f"/manage/services/{gone}/end", {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    with owner.app.app_context():
        assert db.session.scalars(select(AuditEvent.action)).all().count("listing.ended") == 1


@pytest.mark.parametrize(
    "typed_in", ["nothing-like-it", "https://example.org/services/00000000-0000-4000-8000-000000000009"]
)
def test_what_is_no_listing_cannot_stand_in(owner: Owner, typed_in: str) -> None:
    gone = owner.listing()

    answer = owner.ender().post(f"/manage/services/{gone}/end", {"other": typed_in})

    assert answer.status_code == 400
    assert "listing that we know" in words_of(answer.text)
    assert stored(owner.app, gone).status is ServiceStatus.ACTIVE


def test_it_does_not_end_while_something_waits_there(owner: Owner) -> None:
    service_id = owner.listing(description="One.")
    worker = signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))
    form = typed(form_of(owner.app, service_id, "about"), description="Two.")
    worker.post(address(service_id, "about", "/save"), form)
    manager = owner.ender()

    page = words_of(manager.get(f"/manage/services/{service_id}/end").text)
    assert "change what it does. Who owns the listing decides." in page
    answer = manager.post(f"/manage/services/{service_id}/end", {})

    assert answer.status_code == 409
    assert "Something waits here" in words_of(answer.text)
    assert stored(owner.app, service_id).status is ServiceStatus.ACTIVE


def test_a_colleague_keeps_it_again(owner: Owner, coordinator: Staff) -> None:
    gone = owner.listing()
    owner.ender().post(f"/manage/services/{gone}/end", {"words": "Over."})

    coordinator.post(f"/manage/services/{gone}/keep-again")

    assert owner.app.test_client().get(f"/services/{gone}").status_code == 200


def test_words_of_an_ending_do_not_give_a_secret_place_away(owner: Owner) -> None:
    gone = owner.listing(at=factories.confidential_place())

    answer = owner.ender().post(f"/manage/services/{gone}/end", {"words": "Moved to 12 Mapesbury Road."})

    assert answer.status_code == 409
    assert stored(owner.app, gone).status is ServiceStatus.ACTIVE


def test_what_everybody_reads_of_an_ending_stays_as_it_was_said_first(owner: Owner) -> None:
    gone, manager = owner.listing(), owner.ender()
    for words in ("Over.", "Ring somebody else."):
        manager.post(f"/manage/services/{gone}/end", {"words": words})

    assert "Over." in words_of(owner.app.test_client().get(f"/services/{gone}").text)

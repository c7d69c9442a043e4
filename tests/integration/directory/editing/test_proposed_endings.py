"""What a manager ends takes a second person: she asks, and a colleague of hers or the coordinator decides."""

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.directory.models import Location, Service
from pathway.directory.operations import make_confidential
from pathway.directory.vocabulary import LocationKind, ServiceStatus
from pathway.extensions import db, writing
from tests import factories
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


def asked(manager: Staff, service_id: UUID, **data: str) -> str:
    """Ask for the end of a listing; return the address of what waits."""
    answer = manager.post(f"/manage/services/{service_id}/end", data)
    assert answer.status_code == 303
    assert "/proposals/" in answer.headers["Location"]
    return answer.headers["Location"]


def asked_to_join(manager: Staff, gone: UUID, kept: UUID) -> str:
    """Ask that two be joined; return the address of what waits."""
    answer = manager.post(f"/manage/services/{gone}/same-as", {"other": str(kept)})
    assert answer.status_code == 303
    return answer.headers["Location"]


def agreed(person: Staff, proposal: str) -> int:
    """Agree to it on the page that shows it."""
    shown = re.search(r'name="shown" value="(\d+)"', person.get(proposal).text)
    return person.post(f"{proposal}/approve", {"shown": shown.group(1) if shown else ""}).status_code


def status_of(app: Flask, service_id: UUID) -> int:
    """What the public is answered at a listing's address."""
    return app.test_client().get(f"/services/{service_id}").status_code


@pytest.mark.parametrize("by_colleague", [True, False])
def test_it_ends_once_a_second_person_agrees(owner: Owner, coordinator: Staff, by_colleague: bool) -> None:
    gone, other = owner.listing(name="Old desk"), owner.listing(name="New desk")
    colleague = signed_in(owner.app, user(owner.app, owner.organization_id, Role.SERVICE_MANAGER))
    second = colleague if by_colleague else coordinator
    first = owner.manager()

    page = words_of(first.get(f"/manage/services/{gone}/end").text)
    assert "Ask to take it off the list" in page
    proposal = asked(first, gone, other=f"https://example.org/services/{other}", words="They moved.")

    assert status_of(owner.app, gone) == 200
    assert "Its end waits" in words_of(first.get(f"/manage/services/{gone}").text)
    assert "Old desk: keep it no longer, and name New desk instead" in words_of(second.get("/manage").text)
    seen = words_of(second.get(proposal).text)
    assert "Its address names this instead: New desk." in seen
    assert "Its address says: They moved." in seen
    assert agreed(second, proposal) == 303
    assert status_of(owner.app, gone) == 410
    with owner.app.app_context():
        done = db.session.scalars(select(AuditEvent.action)).all()
        assert {"proposal.made", "proposal.approved", "listing.ended"} <= set(done)


def test_two_are_joined_once_a_second_person_agrees(owner: Owner, coordinator: Staff) -> None:
    gone, kept = owner.listing(name="Desk", description="Only here."), owner.listing(name="Desk of the trust")

    proposal = asked_to_join(owner.manager(), gone, kept)

    assert status_of(owner.app, gone) == 200
    seen = words_of(coordinator.get(proposal).text)
    assert "Its addresses lead to Desk of the trust, which stays as it is." in seen
    assert "“Only here.” here" in seen
    assert agreed(coordinator, proposal) == 303
    assert status_of(owner.app, gone) == 301


def test_she_cannot_agree_herself_and_may_take_it_back(owner: Owner) -> None:
    gone, manager = owner.listing(), owner.manager()
    proposal = asked(manager, gone)

    assert manager.post(f"{proposal}/approve", {"shown": "1"}).status_code == 409
    assert manager.post(f"{proposal}/withdraw").status_code == 303

    assert status_of(owner.app, gone) == 200
    assert "Its end waits" not in words_of(manager.get(f"/manage/services/{gone}").text)


@pytest.mark.usefixtures("coordinator")
def test_a_manager_of_elsewhere_neither_sees_nor_decides_it(owner: Owner) -> None:
    proposal = asked(owner.manager(), owner.listing())
    stranger = signed_in(owner.app, user(owner.app, organization(owner.app), Role.SERVICE_MANAGER))

    assert stranger.get(proposal).status_code == 404
    assert stranger.post(f"{proposal}/approve", {"shown": "1"}).status_code == 404
    assert proposal not in stranger.get("/manage/services/proposals").text


def test_the_same_again_waits_already_and_another_end_is_refused(owner: Owner) -> None:
    gone, kept, manager = owner.listing(name="Desk"), owner.listing(), owner.manager()
    proposal = asked(manager, gone)

    assert asked(manager, gone) == proposal
    refused = manager.post(f"/manage/services/{gone}/same-as", {"other": str(kept)})

    assert refused.status_code == 409
    assert "This waits already: Desk: keep it no longer" in words_of(refused.text)


def test_what_could_not_be_done_is_refused_before_anybody_is_asked(owner: Owner) -> None:
    gone, secret = owner.listing(), owner.listing(at=factories.confidential_place())
    manager = owner.manager()

    strange = manager.post(f"/manage/services/{gone}/end", {"words": "Ring 020 7946 0555."})
    place = manager.post(f"/manage/services/{secret}/end", {"words": "Now at 12 Mapesbury Road."})

    assert [strange.status_code, place.status_code] == [409, 409]
    with owner.app.app_context():
        assert "proposal.made" not in db.session.scalars(select(AuditEvent.action)).all()


def test_what_changed_since_it_was_shown_is_not_agreed_to(owner: Owner, coordinator: Staff) -> None:
    gone, manager = owner.listing(description="One."), owner.manager()
    proposal = asked(manager, gone)
    form = typed(form_of(owner.app, gone, "about"), description="Two.")
    manager.post(address(gone, "about", "/save"), form)

    assert coordinator.post(f"{proposal}/approve", {"shown": "1"}).status_code == 409
    assert stored(owner.app, gone).status is ServiceStatus.ACTIVE
    assert agreed(coordinator, proposal) == 303


def test_what_waits_there_meanwhile_is_decided_first(owner: Owner, coordinator: Staff) -> None:
    gone = owner.listing(description="One.")
    proposal = asked(owner.manager(), gone)
    worker = signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))
    worker.post(address(gone, "about", "/save"), typed(form_of(owner.app, gone, "about"), description="Two."))

    assert agreed(coordinator, proposal) == 409
    assert status_of(owner.app, gone) == 200


def test_one_that_changed_hands_is_not_ended_for_who_had_it(owner: Owner, coordinator: Staff) -> None:
    gone = owner.listing()
    proposal, elsewhere = asked(owner.manager(), gone), organization(owner.app)
    with owner.app.app_context(), writing():
        db.session.get_one(Service, gone).organization_id = elsewhere

    assert agreed(coordinator, proposal) == 409
    assert status_of(owner.app, gone) == 200


def test_a_listing_that_became_confidential_is_asked_about_again(owner: Owner, coordinator: Staff) -> None:
    gone = owner.listing(at=factories.site())
    proposal = asked(owner.manager(), gone, words="They moved to the other side of the park.")
    _make_confidential(owner, gone)

    page = words_of(coordinator.get(proposal).text)

    assert "other side of the park" not in page
    assert agreed(coordinator, proposal) == 409


def _make_confidential(owner: Owner, service_id: UUID) -> None:
    place_id = stored(owner.app, service_id).at_locations[0].location_id
    with owner.app.app_context(), writing():
        place = db.session.get_one(Location, place_id)
        make_confidential(place)
        assert place.kind is LocationKind.CONFIDENTIAL

"""What two people agreed to stays theirs, what is secret stays so, and one bad listing keeps no other back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from pathway.accounts.models import Proposal, User
from pathway.accounts.vocabulary import ProposalStatus, Role, UserStatus
from pathway.core import clock
from pathway.directory.editing import at_once, proposed_changes
from pathway.directory.models import ServiceAtLocation
from pathway.directory.vocabulary import ServiceStatus
from pathway.extensions import db, writing
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import Owner, brought_back, stored
from tests.integration.directory.editing.test_proposed_changes import NEW, OLD, Two
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


@pytest.fixture
def two(owner: Owner, coordinator: Staff) -> Two:
    """A confirmed listing with two numbers."""
    phones = [factories.phone(number=OLD, digits="02079460000"), factories.phone(position=1)]
    service_id = owner.listing(phones=phones, assured_on=NOW.date(), assured_by="Example Trust")
    return Two(owner, service_id, owner.manager(), coordinator)


def a_day_later(two: Two) -> None:
    with two.app.app_context():
        proposed_changes.make_due(NOW + timedelta(days=1))


def test_a_number_hidden_while_a_change_rests_does_not_come_back(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator)
    hidden = stored(two.app, two.service_id).phones[1]
    two.manager.post(f"/manage/services/{two.service_id}/phones/{hidden.id}/hide")

    a_day_later(two)

    assert [phone.number for phone in stored(two.app, two.service_id).phones] == [OLD]
    assert two.proposal().status is ProposalStatus.EXPIRED
    assert "has changed since this was agreed" in words_of(two.manager.get("/manage/services/proposals").text)


def test_a_number_rung_while_a_change_rests_keeps_its_day(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator)
    other = stored(two.app, two.service_id).phones[1]
    with two.app.app_context(), writing():
        phone = db.session.get_one(type(other), other.id)
        phone.number_checked_on, phone.number_checked_by = NOW.date(), "Trust"

    a_day_later(two)

    first, second = stored(two.app, two.service_id).phones
    assert (first.number, second.number_checked_on) == (NEW, NOW.date())


def test_whoever_approved_does_not_undo_it_alone(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator, waive="y", reason="The old one rings at a stranger's.")

    two.coordinator.post("/manage/services/undo", {"id": str(two.service_id), "back": "listing"})

    assert two.number() == NEW


@pytest.mark.parametrize("who", ["proposed_by", "decided_by"])
def test_a_change_is_not_made_when_one_of_the_two_has_left(two: Two, who: str) -> None:
    two.ask()
    two.decide(two.coordinator)
    with two.app.app_context(), writing():
        gone = db.session.get_one(User, getattr(two.proposal(), who))
        gone.status, gone.disabled_at = UserStatus.DISABLED, NOW

    a_day_later(two)

    assert two.number() == OLD
    assert "is being changed" not in two.public()


def test_one_that_cannot_be_read_keeps_no_other_back(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator)
    other = two.owner.listing(
        phones=[factories.phone(number=OLD, digits="02079460000")], assured_on=NOW.date(), assured_by="Example Trust"
    )
    second = Two(two.owner, other, two.manager, two.coordinator)
    second.ask()
    second.decide(second.coordinator)
    with two.app.app_context(), writing():
        broken = db.session.scalars(select(Proposal).where(Proposal.subject_id == two.service_id)).one()
        broken.details = '{"service_id": "no id", "parts": ["phones"], "content": {}, "name": ""}'

    a_day_later(two)

    assert [two.number(), second.number()] == [OLD, NEW]


def test_taking_back_what_is_over_leaves_the_mark_of_what_waits(two: Two) -> None:
    two.ask()
    first = two.proposal().id
    clock.stop(NOW + timedelta(days=8))
    manager = two.owner.manager()
    Two(two.owner, two.service_id, manager, two.coordinator).ask()

    manager.post(f"/manage/services/proposals/{first}/withdraw")

    assert "is being changed" in two.public()


def test_a_number_in_words_takes_two_as_well(two: Two) -> None:
    form = typed(form_of(two.app, two.service_id, "about"), alert="New number: ring 020 7946 0999.")

    two.manager.post(address(two.service_id, "about", "/save"), form)

    assert stored(two.app, two.service_id).alert is None
    assert "Warning" in words_of(two.coordinator.get("/manage/services/proposals").text).title()


def test_one_that_was_ever_confirmed_stays_a_matter_for_two(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(phones=[factories.phone(number=OLD, digits="02079460000")])
    two = Two(owner, service_id, owner.manager(), coordinator)
    two.manager.post(f"/manage/services/{service_id}/confirm")
    brought_back(coordinator, service_id, 1)
    assert stored(owner.app, service_id).assured_on is None
    form = typed(form_of(owner.app, service_id, "numbers"), **{"phones-0-number": NEW})

    coordinator.post(address(service_id, "numbers", "/save"), form)

    assert two.number() == OLD


def shared_place(owner: Owner, **given: object) -> tuple[UUID, UUID]:
    """Two listings at one place; the second is of another organisation."""
    mine = owner.listing(at=factories.site())
    other = factories.publish(owner.app, **given)
    shared = stored(owner.app, mine).at_locations[0].location.id
    with owner.app.app_context(), writing():
        at = update(ServiceAtLocation).where(ServiceAtLocation.service_id == other)
        db.session.execute(at.values(location_id=shared))
    return mine, other


def hide(owner: Owner, service_id: UUID) -> int:
    names = ("place_name", "address_1", "city", "postal_code")
    where = {"places-0-kind": "confidential"} | {f"places-0-{name}": "" for name in names}
    form = typed(form_of(owner.app, service_id, "places"), **where)
    return owner.manager().post(address(service_id, "places", "/save"), form).status_code


def test_a_place_is_not_made_secret_while_the_words_of_a_neighbour_say_where_it_is(owner: Owner) -> None:
    mine, _ = shared_place(owner, name="Neighbour", description="Come to 12 Mapesbury Road.")

    assert hide(owner, mine) == 400
    assert not stored(owner.app, mine).is_confidential


def test_what_was_proposed_about_a_neighbour_is_forgotten_with_the_place(owner: Owner) -> None:
    mine, other = shared_place(owner)
    worker = signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))
    worker.post(
        address(other, "places", "/save"),
        typed(form_of(owner.app, other, "places"), **{"places-0-address_1": "77 Example Street"}),
    )

    assert hide(owner, mine) == 303
    with owner.app.app_context():
        assert [row.details for row in db.session.scalars(select(Proposal))] == ["{}"]


def test_one_listing_that_was_wrong_before_keeps_no_other_closed(owner: Owner) -> None:
    closed = {"status": ServiceStatus.TEMPORARILY_CLOSED, "closed_until": NOW.date() - timedelta(days=1)}
    wrong = owner.listing(at=factories.confidential_place(), description="At 12 Mapesbury Road.", **closed)
    right = owner.listing(**closed)

    with owner.app.app_context():
        at_once.end_what_is_over(NOW)

    assert [stored(owner.app, id_).status for id_ in (wrong, right)] == [ServiceStatus.ACTIVE] * 2
    phone = stored(owner.app, wrong).phones[0]
    assert owner.manager().post(f"/manage/services/{wrong}/phones/{phone.id}/hide").status_code == 303


def test_a_namesake_of_a_secret_listing_says_no_place(owner: Owner) -> None:
    owner.listing(name="Example refuge", at=factories.confidential_place())
    other = owner.listing(name="example REFUGE")
    where = {"places-0-kind": "site", "places-0-address_1": "1 Example Street", "places-0-postal_code": "NW10 4LT"}

    answer = owner.manager().post(
        address(other, "places", "/save"), typed(form_of(owner.app, other, "places"), **where)
    )

    assert answer.status_code == 400
    assert "Another listing of this name is confidential" in words_of(answer.text)


@pytest.mark.parametrize(
    ("word", "sent"),
    [
        ("hours", [("schedules-²-days", "MO")]),
        ("numbers", [(f"phones-{'9' * 5000}-number", "1")]),
        ("hours", [("action", "working-days-" + "9" * 5000)]),
        ("hours", [("action", "from"), ("new_from", "0001-01-01"), ("schedules-0-days", "MO")]),
        ("who", [("minimum_age", "9" * 5000)]),
        ("about", [("opened_at", "9" * 30), ("name", "A")]),
    ],
)
def test_odd_forms_are_answered_in_words(owner: Owner, word: str, sent: list[tuple[str, str]]) -> None:
    service_id = owner.listing()

    assert owner.manager().post(address(service_id, word), sent).status_code in {200, 400}


def test_more_rows_than_the_form_offers_can_be_edited(owner: Owner) -> None:
    phones = [factories.phone(position=place) for place in range(15)]
    service_id = owner.listing(phones=phones)

    assert owner.manager().get(address(service_id, "numbers")).status_code == 200
    form = form_of(owner.app, service_id, "numbers")
    assert owner.manager().post(address(service_id, "numbers"), form).status_code == 200


def test_a_version_that_no_database_can_count_is_none(owner: Owner) -> None:
    service_id = owner.listing()

    answer = owner.manager().post(f"/manage/services/{service_id}/versions/9223372036854775808/restore")

    assert answer.status_code == 404

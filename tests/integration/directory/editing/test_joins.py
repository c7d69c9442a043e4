"""Two listings of one service are joined: one leads on to the other; and they are taken apart again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from pathway.accounts.vocabulary import Role
from pathway.directory.vocabulary import Publication, ServiceStatus
from tests import factories
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


def test_two_that_are_one_lead_on_to_the_one_that_stays(owner: Owner) -> None:
    gone = owner.listing(name="Desk", slug="desk", description="Only here.", former_identifiers=[])
    kept = owner.listing(name="Desk of the trust")
    manager = owner.ender()

    compared = words_of(manager.get(f"/manage/services/{gone}/same-as?other={kept}").text)
    assert "Desk of the trust stays" in compared
    assert "What it does: “Help for women. It is made up.” there, “Only here.” here" in compared
    assert "taken out" not in compared
    assert manager.post(f"/manage/services/{gone}/same-as", {"other": str(kept)}).status_code == 303

    client = owner.app.test_client()
    for old in (gone, "desk"):
        answer = client.get(f"/services/{old}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/services/{kept}")


def test_what_led_to_the_one_that_goes_leads_to_the_one_that_stays(owner: Owner) -> None:
    first, second, third = owner.listing(), owner.listing(), owner.listing()
    manager = owner.ender()
    manager.post(f"/manage/services/{first}/same-as", {"other": str(second)})
    manager.post(f"/manage/services/{second}/same-as", {"other": str(third)})

    assert owner.app.test_client().get(f"/services/{first}").headers["Location"] == f"/services/{third}"


def test_nobody_joins_a_listing_to_one_of_somebody_else(owner: Owner) -> None:
    mine, other = owner.listing(), factories.publish(owner.app)

    answer = owner.manager().post(f"/manage/services/{mine}/same-as", {"other": str(other)})

    assert answer.status_code == 400
    assert "no listing that you look after" in words_of(answer.text)
    assert owner.app.test_client().get(f"/services/{mine}").status_code == 200


def test_a_listing_is_not_the_same_as_itself(owner: Owner) -> None:
    mine = owner.listing()

    assert owner.ender().post(f"/manage/services/{mine}/same-as", {"other": str(mine)}).status_code == 409


def test_a_secret_listing_does_not_lead_to_one_with_a_door(owner: Owner) -> None:
    gone, kept = owner.listing(at=factories.confidential_place()), owner.listing(at=factories.site())

    assert owner.ender().post(f"/manage/services/{gone}/same-as", {"other": str(kept)}).status_code == 409


def test_a_public_listing_does_not_lead_to_a_draft(owner: Owner) -> None:
    gone, kept = owner.listing(), owner.listing(publication=Publication.DRAFT)

    assert owner.ender().post(f"/manage/services/{gone}/same-as", {"other": str(kept)}).status_code == 409


def join(person: Staff, gone: UUID, kept: UUID) -> str:
    """Join two listings; return the page that is shown after."""
    answer = person.post(f"/manage/services/{gone}/same-as", {"other": str(kept)})
    assert answer.status_code == 303
    return person.get(answer.headers["Location"]).text


def undo(gone: UUID) -> str:
    return f"/manage/services/{gone}/same-as/undo"


def leads_to(owner: Owner, service: object) -> str | None:
    return owner.app.test_client().get(f"/services/{service}").headers.get("Location")


@pytest.mark.parametrize("who", ["manager", "coordinator"])
def test_two_that_were_joined_are_taken_apart(owner: Owner, coordinator: Staff, who: str) -> None:
    gone, kept = owner.listing(name="Desk", slug="desk"), owner.listing()
    manager = owner.ender()
    assert undo(gone) in join(manager, gone, kept)
    person = manager if who == "manager" else coordinator

    answer = person.post(undo(gone))

    assert answer.status_code == 303
    assert "They are two listings again" in words_of(person.get(answer.headers["Location"]).text)
    assert owner.app.test_client().get(f"/services/{gone}").status_code == 200
    assert leads_to(owner, "desk") == f"/services/{gone}"
    assert person.post(undo(gone)).status_code == 303


def test_both_listings_say_so_and_offer_it_in_their_history(owner: Owner) -> None:
    gone, kept, manager = owner.listing(name="Desk"), owner.listing(name="Trust"), owner.ender()
    join(manager, gone, kept)

    of_kept, of_gone = (manager.get(f"/manage/services/{id_}").text for id_ in (kept, gone))

    assert "Joined with this one: Desk" in words_of(of_kept)
    assert "It is the same service as Trust: its addresses lead there." in words_of(of_gone)
    assert undo(gone) in of_kept
    assert undo(gone) in of_gone
    assert "Keep it again" not in of_gone


def test_what_led_to_the_one_that_went_leads_there_again(owner: Owner) -> None:
    first, second, third = owner.listing(), owner.listing(), owner.listing()
    manager = owner.ender()
    join(manager, first, second)
    join(manager, second, third)
    assert leads_to(owner, first) == f"/services/{third}"

    manager.post(undo(second))

    assert leads_to(owner, first) == f"/services/{second}"


def test_one_that_was_closed_for_now_is_closed_again(owner: Owner) -> None:
    gone, kept, manager = owner.listing(), owner.listing(), owner.ender()
    manager.post(f"/manage/services/{gone}/close", {"closed_note": "Flood"})
    join(manager, gone, kept)

    manager.post(undo(gone))

    service = stored(owner.app, gone)
    assert (service.status, service.closed_note) == (ServiceStatus.TEMPORARILY_CLOSED, "Flood")


def test_not_once_the_one_that_stayed_has_changed(owner: Owner, now: datetime, at: Callable[[datetime], None]) -> None:
    gone, kept, manager = owner.listing(), owner.listing(name="Trust"), owner.ender()
    join(manager, gone, kept)
    at(now + timedelta(minutes=1))
    manager.post(f"/manage/services/{kept}/confirm")
    assert undo(gone) in manager.get(f"/manage/services/{gone}").text
    manager.post(address(kept, "about", "/save"), typed(form_of(owner.app, kept, "about"), description="Two."))

    answer = manager.post(undo(gone))

    assert answer.status_code == 409
    assert "“Trust” has been changed since the two were joined" in words_of(answer.text)
    page = manager.get(f"/manage/services/{gone}").text
    assert undo(gone) not in page
    assert "Keep it again" in page
    assert leads_to(owner, gone) == f"/services/{kept}"


def test_not_while_something_waits_at_the_one_that_stayed(owner: Owner) -> None:
    gone, kept, manager = owner.listing(), owner.listing(description="One."), owner.ender()
    join(manager, gone, kept)
    worker = signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))
    worker.post(address(kept, "about", "/save"), typed(form_of(owner.app, kept, "about"), description="Two."))

    answer = manager.post(undo(gone))

    assert answer.status_code == 409
    assert "Something waits at" in words_of(answer.text)


def test_nobody_takes_apart_what_she_does_not_look_after(owner: Owner, coordinator: Staff) -> None:
    gone, elsewhere = owner.listing(), factories.publish(owner.app)
    join(coordinator, gone, elsewhere)
    manager = owner.manager()

    answer = manager.post(undo(gone))

    assert answer.status_code == 409
    assert "Ask the coordinator" in words_of(answer.text)
    assert "Take the two apart" not in manager.get(f"/manage/services/{gone}").text
    other = signed_in(owner.app, user(owner.app, organization(owner.app), Role.SERVICE_MANAGER))
    assert other.post(undo(gone)).status_code == 404


def test_one_with_a_door_does_not_come_back_beside_a_secret_one_of_its_name(owner: Owner, coordinator: Staff) -> None:
    gone = owner.listing(name="Safe house", at=factories.site())
    kept = owner.listing(name="Safe house", slug="safe-house-2", at=factories.site())
    join(coordinator, gone, kept)
    owner.listing(name="Safe house", slug="safe-house-3", at=factories.confidential_place())

    answer = coordinator.post(undo(gone))

    assert answer.status_code == 409
    assert stored(owner.app, gone).status is ServiceStatus.DEFUNCT
    assert coordinator.post(f"/manage/services/{gone}/keep-again").status_code == 409

"""A listing is changed in sections: what changes is shown before it is saved, and two editors lose nothing."""

import re
from collections.abc import Iterable
from datetime import time
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.directory.editing import operations
from pathway.directory.editing.merges import merged
from pathway.directory.editing.parts import part
from pathway.directory.editing.sections import SECTIONS
from pathway.directory.models import ListingVersion, Service, ServiceAtLocation
from pathway.directory.vocabulary import EditKind, LocationKind
from pathway.extensions import db, writing
from tests import factories
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_still_correct import NEW_HOURS, cost
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user
from tests.unit.directory.editing.sections.typed import opened, sent

Pairs = list[tuple[str, str]]


def form_of(app: Flask, service_id: UUID, word: str) -> Pairs:
    """What a browser sends when the form is opened and sent back."""
    with app.app_context():
        now = operations.present(service_id)
        return [*opened(word, now.service), ("opened_at", f"{now.number}")]


def typed(pairs: Iterable[tuple[str, str]], **values: str) -> Pairs:
    """The same, with other values in some fields."""
    return [pair for pair in pairs if pair[0] not in values] + list(values.items())


def address(service_id: UUID, word: str, end: str = "") -> str:
    return f"/manage/services/{service_id}/edit/{word}{end}"


@pytest.mark.parametrize("word", SECTIONS)
def test_every_listing_of_the_seed_opens_in_every_section_and_stays_as_it_is(listings: Flask, word: str) -> None:
    with listings.app_context():
        for service_id in db.session.scalars(select(Service.id)).all():
            service = operations.present(service_id).service
            form = sent(word, service, opened(word, service))

            assert form.validate(), (service.slug, form.error_list)
            around = operations.around(service_id, lambda _postcode: None, SECTIONS[word].form.parts)
            merge = merged(service, service, form.values(service, around))
            assert merge.changed == (), (service.slug, merge.changed)
            assert set(SECTIONS[word].form.parts) == set(merge.values)


def test_every_part_that_people_read_can_be_changed_somewhere() -> None:
    editable = {name for section in SECTIONS.values() for name in section.form.parts}

    assert {"phones", "schedules", "for_whom", "exclusions", "at_locations", "areas", "url", "agency_types"} <= editable


def test_what_changes_is_shown_first_and_saved_only_then(owner: Owner) -> None:
    service_id = owner.listing(description="They listen.", response_time=None)
    manager = owner.manager()
    form = typed(form_of(owner.app, service_id, "about"), description="They listen, and help with forms.")

    shown = manager.post(address(service_id, "about"), form)
    assert "What it does: “They listen.”, now “They listen, and help with forms.”" in words_of(shown.text)
    assert stored(owner.app, service_id).description == "They listen."
    saved = manager.post(address(service_id, "about", "/save"), form)

    assert saved.status_code == 303
    assert stored(owner.app, service_id).description == "They listen, and help with forms."
    public = words_of(owner.app.test_client().get(f"/services/{service_id}").text)
    assert "They listen, and help with forms." in public
    with owner.app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject == f"service:{service_id}")).all()
        assert [event.action for event in events] == ["listing.changed"]
        kinds = db.session.scalars(select(ListingVersion.kind).order_by(ListingVersion.number)).all()
        assert kinds == [EditKind.AS_FOUND, EditKind.CHANGED]


def test_the_preview_is_the_card_and_the_page_as_they_will_be(owner: Owner) -> None:
    service_id = owner.listing(description="Old words.")
    form = typed(form_of(owner.app, service_id, "about"), description="New words.", alert="Ring twice.")

    page = owner.manager().post(address(service_id, "about"), form).text

    card, whole = page.split("How its whole page will look")
    assert "New words." in card
    assert "Ring twice." in whole
    assert "Old words." not in whole


def test_a_second_tap_on_save_changes_nothing_more(owner: Owner) -> None:
    service_id = owner.listing(description="One.")
    manager = owner.manager()
    form = typed(form_of(owner.app, service_id, "about"), description="Two.")

    answers = [manager.post(address(service_id, "about", "/save"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    with owner.app.app_context():
        assert len(db.session.scalars(select(ListingVersion)).all()) == 2


def colleague(owner: Owner) -> Staff:
    return signed_in(owner.app, user(owner.app, owner.organization_id, Role.SERVICE_MANAGER))


def test_two_editors_of_different_parts_both_get_what_they_typed(owner: Owner) -> None:
    service_id = owner.listing(description="One.", alert=None)
    mine, theirs = form_of(owner.app, service_id, "about"), form_of(owner.app, service_id, "about")
    colleague(owner).post(address(service_id, "about", "/save"), typed(theirs, alert="Closed on Monday."))

    answer = owner.manager().post(address(service_id, "about", "/save"), typed(mine, description="Two."))

    assert answer.status_code == 303
    service = stored(owner.app, service_id)
    assert (service.description, service.alert) == ("Two.", "Closed on Monday.")


def test_two_editors_of_one_part_choose_and_lose_nothing(owner: Owner) -> None:
    service_id = owner.listing(description="One.", alert=None)
    form = typed(form_of(owner.app, service_id, "about"), description="Mine.", alert="Also mine.")
    other = typed(form_of(owner.app, service_id, "about"), description="Theirs.")
    colleague(owner).post(address(service_id, "about", "/save"), other)
    manager = owner.manager()

    clash = manager.post(address(service_id, "about", "/save"), form)
    assert clash.status_code == 409
    page = words_of(clash.text)
    assert "What it does: “One.”, now “Theirs.”" in page
    assert "What it does: “One.”, now “Mine.”" in page
    assert 'value="Also mine."' in clash.text
    number = re.search(r'name="chosen_at" value="(\d+)"', clash.text)
    assert number
    chosen = typed(form, chosen_at=number[1], **{"choose-description": "mine"})
    shown = manager.post(address(service_id, "about"), chosen)
    assert "What it does: “Theirs.”, now “Mine.”" in words_of(shown.text)
    manager.post(address(service_id, "about", "/save"), chosen)

    service = stored(owner.app, service_id)
    assert (service.description, service.alert) == ("Mine.", "Also mine.")


def test_a_choice_counts_for_the_version_that_was_shown_only(owner: Owner) -> None:
    service_id = owner.listing(description="One.")
    form = typed(form_of(owner.app, service_id, "about"), description="Mine.")
    for words in ("Theirs.", "Theirs again."):
        other = typed(form_of(owner.app, service_id, "about"), description=words)
        colleague(owner).post(address(service_id, "about", "/save"), other)

    stale = typed(form, chosen_at="2", **{"choose-description": "mine"})

    assert owner.manager().post(address(service_id, "about", "/save"), stale).status_code == 409
    assert stored(owner.app, service_id).description == "Theirs again."


def test_hours_are_changed_and_the_public_page_says_so(owner: Owner) -> None:
    service_id = owner.listing(schedules=[factories.hours("09:00", "17:00", "MO,TU,WE,TH,FR")])
    form = typed(form_of(owner.app, service_id, "hours"), **{"schedules-0-closes_at": "20:30"})
    before = stored(owner.app, service_id).schedules[0].id

    owner.manager().post(address(service_id, "hours", "/save"), form)

    (row,) = stored(owner.app, service_id).schedules
    assert (row.closes_at, row.id) == (time(20, 30), before)
    public = words_of(owner.app.test_client().get(f"/services/{service_id}").text)
    assert "Monday to Friday: 9am to 8.30pm" in public


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(owner: Owner) -> None:
    service_id = owner.listing()
    form = typed(form_of(owner.app, service_id, "refer"), url="javascript:alert(1)", response_time="by tomorrow")

    answer = owner.manager().post(address(service_id, "refer"), form)

    assert answer.status_code == 400
    assert "A website begins with https:// or http://" in words_of(answer.text)
    assert 'value="javascript:alert(1)"' in answer.text
    assert 'value="by tomorrow"' in answer.text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0208", "This has 4 digits. A British number has 11"),
        ("020 call me", "A number has no letters in it"),
        ("ring 020 7946 0222", "A number has no letters in it"),
        ("+33 1 23 45 67 89", "This is a number of another country"),
        ("01234 000 0000 0", "No British number begins like this"),
    ],
)
def test_a_number_that_is_none_is_told_by_which_rule(owner: Owner, number: str, words: str) -> None:
    service_id = owner.listing()
    form = typed(form_of(owner.app, service_id, "numbers"), **{"phones-0-number": number})

    assert words in words_of(owner.manager().post(address(service_id, "numbers"), form).text)


@pytest.mark.parametrize(
    "words", ["Ask at 12 Example Park Road.", "Near Harlesden station.", "See https://maps.google.com/x.", "NW10 4LT"]
)
def test_a_confidential_listing_takes_no_words_that_say_where_it_is(owner: Owner, words: str) -> None:
    service_id = owner.listing(at=factories.confidential_place())
    form = typed(form_of(owner.app, service_id, "about"), description=words)
    manager = owner.manager()

    for end in ("", "/save"):
        answer = manager.post(address(service_id, "about", end), form)
        assert answer.status_code == 400
        assert "A confidential listing has" in words_of(answer.text)
    assert words in answer.text
    assert words not in stored(owner.app, service_id).description


def test_a_place_becomes_confidential_and_nothing_of_it_stays(owner: Owner) -> None:
    service_id = owner.listing(at=factories.site())
    names = ("place_name", "address_1", "city", "postal_code")
    form = typed(
        form_of(owner.app, service_id, "places"),
        **{"places-0-kind": "confidential"} | {f"places-0-{name}": "" for name in names},
    )

    assert owner.manager().post(address(service_id, "places", "/save"), form).status_code == 303

    service = stored(owner.app, service_id)
    assert [place.location.kind for place in service.at_locations] == [LocationKind.CONFIDENTIAL]
    with owner.app.app_context():
        assert not [row for row in db.session.scalars(select(ListingVersion)) if "NW10" in row.content]


def test_a_confidential_place_is_not_made_public_by_one_person(owner: Owner) -> None:
    service_id = owner.listing(at=factories.confidential_place())
    form = typed(
        form_of(owner.app, service_id, "places"),
        **{"places-0-kind": "site", "places-0-address_1": "1 Example Street", "places-0-postal_code": "NW10 4LT"},
    )

    answer = owner.manager().post(address(service_id, "places", "/save"), form)

    assert answer.status_code == 400
    assert "that it may say where it is takes two people" in words_of(answer.text)
    assert stored(owner.app, service_id).is_confidential


def test_a_listing_moves_alone_from_a_place_it_shares(owner: Owner) -> None:
    first, other = owner.listing(at=factories.site()), owner.listing(name="Neighbour")
    shared = stored(owner.app, first).at_locations[0].location.id
    with owner.app.app_context(), writing():
        at = update(ServiceAtLocation).where(ServiceAtLocation.service_id == other)
        db.session.execute(at.values(location_id=shared))
    form = typed(
        form_of(owner.app, first, "places"),
        **{"places-0-address_1": "2 Example Street", "places-0-postal_code": "NW10 5AB"},
    )
    manager = owner.manager()
    assert "Neighbour" in words_of(manager.get(address(first, "places")).text)

    manager.post(address(first, "places", "/save"), form)

    assert stored(owner.app, first).at_locations[0].location.addresses[0].postal_code == "NW10 5AB"
    assert stored(owner.app, other).at_locations[0].location.addresses[0].postal_code == "NW10 4LT"


def test_words_for_whom_become_terms_of_the_directory(owner: Owner) -> None:
    service_id = owner.listing()
    form = typed(form_of(owner.app, service_id, "who"), other_exclusions="women with two dogs\n")

    owner.manager().post(address(service_id, "who", "/save"), [*form, ("exclusions", "pregnant-women")])

    with owner.app.app_context():
        codes = [term.code for term in part(operations.present(service_id).service, "exclusions")]
    assert codes == ["pregnant-women", "women-with-two-dogs"]
    public = words_of(owner.app.test_client().get(f"/services/{service_id}").text)
    assert "women with two dogs" in public


def test_a_listing_of_somebody_else_is_none(owner: Owner) -> None:
    stranger = signed_in(owner.app, user(owner.app, organization(owner.app), Role.SERVICE_MANAGER))
    service_id = owner.listing()

    assert stranger.get(address(service_id, "about")).status_code == 404
    assert (
        stranger.post(address(service_id, "about", "/save"), form_of(owner.app, service_id, "about")).status_code == 404
    )


def test_the_coordinator_who_rang_changes_a_number_that_nobody_confirmed(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(assured_on=None)
    form = typed(form_of(owner.app, service_id, "numbers"), **{"phones-0-number": "020 7946 0123"})

    assert coordinator.post(address(service_id, "numbers", "/save"), form).status_code == 303
    phone = stored(owner.app, service_id).phones[0]
    assert (phone.number, phone.digits, phone.number_checked_on) == ("020 7946 0123", "02079460123", None)


@pytest.mark.parametrize(
    ("word", "change"),
    [
        ("about", ("description", "New words.")),
        ("hours", ("schedules-0-note", "ring first")),
        ("areas", ("nations", "uk")),
    ],
)
def test_saving_an_edit_is_one_transaction_of_at_most_thirty_statements(
    owner: Owner, word: str, change: tuple[str, str]
) -> None:
    plain = owner.listing(schedules=[factories.hours()])
    rich = owner.listing(schedules=[factories.hours(f"0{hour}:00", f"0{hour}:30") for hour in range(9)])
    manager = owner.manager()
    manager.post("/manage/services/undo")  # the first form of a day deletes what was counted before
    costs = []
    for service_id in (plain, rich):
        form = typed(form_of(owner.app, service_id, word), **dict([change]))
        costs.append(cost(owner, lambda id_=service_id, sent=form: manager.post(address(id_, word, "/save"), sent)))

    assert max(costs) <= 30
    assert max(costs) - min(costs) <= NEW_HOURS

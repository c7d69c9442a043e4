"""The number that a service has now: at once in a listing never confirmed, else by a second person."""

import re
from uuid import uuid4

import pytest
from flask import Flask

from pathway.accounts.vocabulary import Role
from tests import factories
from tests.integration.launch.conftest import NEW, NEW_DIGITS, TODAY, after, listing, names, results, stored
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


def test_a_new_number_of_a_listing_never_confirmed_stands_there_at_once_and_is_to_be_rung(
    app: Flask, coordinator: Staff
) -> None:
    number = listing(app, phone={"extension": "2", "description": "office hours"})
    after(coordinator, f"{number.address}/right")

    page = after(coordinator, f"{number.address}/changed", {"number": f" {NEW} "})

    assert f"The listing has {NEW} now. Nobody has rung it: ring it next." in page
    (phone,) = stored(app, number.service_id).phones
    assert (phone.number, phone.digits, phone.extension) == (NEW, NEW_DIGITS, None)
    assert (phone.description, phone.number_checked_on) == ("office hours", None)
    assert NEW_DIGITS in app.test_client().get(f"/services/{number.service_id}").text
    assert number.address in coordinator.get("/manage/start").text

    after(coordinator, f"{number.address}/undo")

    assert stored(app, number.service_id).phones[0].number == "07700 900111"


def test_a_new_number_of_a_confirmed_listing_waits_for_a_second_person(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")

    page = after(coordinator, f"{number.address}/changed", {"number": NEW})

    assert "a new number takes a second person" in page
    assert stored(app, number.service_id).phones[0].number == "07700 900111"
    sheet = words_of(coordinator.get("/manage/start").text)
    assert f"It has changed: {NEW}" in sheet
    assert "waits for a second person, and the old one is still shown" in sheet

    after(coordinator, f"{number.address}/wrong")

    assert stored(app, number.service_id).phones == []
    assert results(app, number) == ["changed", "wrong"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("020 7946 02", "No British number begins like this"),
        ("07700 900111 (desk)", "no letters in it"),
        ("020 7946 0111", "is the number it has"),
        ("020 7946 0333", "is a number of this listing already"),
    ],
)
def test_a_number_that_cannot_be_theirs_is_said_and_kept(
    app: Flask, coordinator: Staff, typed: str, words: str
) -> None:
    other = factories.phone(number="020 7946 0333", digits="02079460333", position=1)
    first = factories.phone(id=uuid4(), number="020 7946 0111", digits="02079460111")
    service_id = factories.publish(app, phones=[first, other])
    phone_id = stored(app, service_id).phones[0].id

    answer = coordinator.post(f"/manage/start/calls/{service_id}/{phone_id}/changed", {"number": typed})

    assert answer.status_code == 400
    assert words in words_of(answer.text)
    assert f'value="{typed}"' in answer.text
    assert [phone.number for phone in stored(app, service_id).phones] == ["020 7946 0111", "020 7946 0333"]


def test_a_number_that_went_another_way_keeps_its_page(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})
    coordinator.post(f"/manage/services/{number.service_id}/phones/{number.phone_id}/hide")

    answer = coordinator.get(f"{number.address}?done=1")

    assert answer.status_code == 200
    assert "07700 900111 is not on this listing any more" in words_of(answer.text)


def test_a_second_person_of_another_organisation_approves_a_new_number(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example line", assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})
    second = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    page = second.get("/manage/services/proposals").text
    address = re.search(r'href="(/manage/services/proposals/[0-9a-f-]{36})"', page)[1]
    shown = re.search(r'name="shown" value="(\d+)"', second.get(address).text)[1]

    second.post(f"{address}/approve", {"shown": shown, "waive": "y", "reason": "The old number rings somewhere else."})

    (phone,) = stored(app, number.service_id).phones
    assert (phone.id, phone.number, phone.number_checked_on) == (number.phone_id, NEW, None)
    assert f"Example line, {NEW}" in names(coordinator.get("/manage/start").text)


def test_another_new_number_waits_for_the_first(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})

    answer = coordinator.post(f"{number.address}/changed", {"number": "020 7946 0333"})

    assert answer.status_code == 400
    assert "Another change of how this service is reached waits already" in words_of(answer.text)
    assert results(app, number) == ["changed"]

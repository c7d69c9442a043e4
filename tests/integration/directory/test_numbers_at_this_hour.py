"""Wherever a listing's numbers stand, the one that answers at this hour is first, and only such a one is filled."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.directory import queries
from pathway.directory.vocabulary import Publication, ServiceStatus
from tests import factories, staff
from tests.integration.conftest import NOW
from tests.integration.reading import words_of
from tests.staff import Staff

NIGHT = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
DESK, NIGHT_TEAM = "tel:07700900901", "tel:07700900902"
SOMEBODY_ANSWERS = "Takes calls now"
At = Callable[[datetime], None]


class Shown(NamedTuple):
    """The numbers of a listing in order, which of them are filled, and its state."""

    hrefs: list[str]
    filled: list[str]
    state: str


def two_numbers() -> list[object]:
    return [
        factories.phone(number="07700 900901", digits="07700900901", description="office hours", position=0),
        factories.phone(number="07700 900902", digits="07700900902", description="out of hours", position=1),
    ]


@pytest.fixture(scope="module")
def made(shared_app: Flask) -> dict[str, UUID]:
    """A listing of the public, a draft and one that is closed for now, of a desk and a night team, hours not known."""
    return {
        "listed": factories.publish(shared_app, name="Quenlow listed", phones=two_numbers()),
        "draft": factories.publish(
            shared_app, name="Quenlow draft", phones=two_numbers(), publication=Publication.DRAFT
        ),
        "closed": factories.publish(
            shared_app, name="Quenlow closed", phones=two_numbers(), status=ServiceStatus.TEMPORARILY_CLOSED
        ),
    }


@pytest.fixture(scope="module")
def coordinator(shared_app: Flask) -> Staff:
    return staff.signed_in(shared_app, staff.user(shared_app, staff.organization(shared_app), Role.COORDINATOR))


def on_its_page(reader: Staff, service: UUID) -> Shown:
    return _shown(parser.fromstring(reader.get(f"/services/{service}").text).xpath("//main")[0])


def on_its_card(reader: Staff, service: UUID) -> Shown:
    page = parser.fromstring(reader.get("/services?q=quenlow").text)
    return _shown(page.xpath(f"//article[.//a[@href='/services/{service}']]")[0])


def _shown(part: object) -> Shown:
    calls = part.xpath(".//a[contains(@class, 'pw-call ')]")
    filled = [call.get("href") for call in calls if "pw-call--filled" in call.get("class")]
    return Shown([call.get("href") for call in calls], filled, part.xpath("string(.//*[contains(@class,'pw-state')])"))


@pytest.mark.parametrize("which", ["listed", "draft"])
@pytest.mark.parametrize("shown", [on_its_page, on_its_card])
def test_the_number_for_this_hour_comes_first_and_is_filled(
    made: dict[str, UUID], coordinator: Staff, at: At, which: str, shown: Callable[[Staff, UUID], Shown]
) -> None:
    for moment, order in ((NOW, [DESK, NIGHT_TEAM]), (NIGHT, [NIGHT_TEAM, DESK])):
        at(moment)
        found = shown(coordinator, made[which])

        assert (found.hrefs, found.filled) == (order, order[:1])
        assert SOMEBODY_ANSWERS in found.state


def test_a_popup_of_the_map_has_the_number_for_this_hour(shared_app: Flask, made: dict[str, UUID], at: At) -> None:
    with shared_app.app_context():
        slugs = {name: queries.find(str(made[name])).slug for name in ("listed", "closed")}

    for moment, href in ((NOW, DESK), (NIGHT, NIGHT_TEAM)):
        at(moment)
        calls = [_popup(shared_app, slugs[name]) for name in ("listed", "closed")]

        assert [(call["href"], call["filled"]) for call in calls] == [(href, True), (DESK, False)]


def _popup(app: Flask, slug: str) -> dict[str, object]:
    return app.test_client().get(f"/services/map/cards?service={slug}").json["services"][0]["call"]


def test_the_list_beside_the_map_has_it_too(client: FlaskClient, at: At) -> None:
    at(NIGHT)
    page = parser.fromstring(client.get("/services/map/areas?reach=Brent").text)

    row = page.xpath("//li[.//a[contains(., 'front door')]]//a[starts-with(@href, 'tel:')]/@href")

    assert row == ["tel:02083592000"]


@pytest.mark.parametrize("shown", [on_its_page, on_its_card])
def test_one_that_is_closed_for_now_is_known_to_answer_on_no_number(
    made: dict[str, UUID], coordinator: Staff, at: At, shown: Callable[[Staff, UUID], Shown]
) -> None:
    for moment in (NOW, NIGHT):
        at(moment)
        found = shown(coordinator, made["closed"])

        assert (found.hrefs, found.filled) == ([DESK, NIGHT_TEAM], [])
        assert "Closed for now" in found.state


def test_a_page_of_the_day_is_not_called_unchanged_at_night(shared_app: Flask, made: dict[str, UUID], at: At) -> None:
    client, address = shared_app.test_client(), f"/services/{made['listed']}"
    at(NOW)
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    at(NIGHT)
    page = client.get(address, headers={"If-None-Match": tag})

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_free_to_ring_and_when_it_was_checked_are_said_of_the_number_they_are_of(shared_app: Flask, at: At) -> None:
    phones = two_numbers()
    phones[0].number_checked_on, phones[0].number_checked_by = NOW.date(), "the desk"
    made = factories.publish(shared_app, name="Quenfree", phones=phones, is_free_to_ring=True)
    at(NIGHT)

    page = words_of(shared_app.test_client().get(f"/services/{made}").text)
    card = words_of(shared_app.test_client().get("/services?q=quenfree").text)

    after_night, after_desk = page.partition("07700 900902")[2].split("07700 900901")[:2]
    assert "Free to ring" not in after_night
    assert "Free to ring" in after_desk
    assert "Number checked" not in card

"""A listing takes calls when one of its numbers answers, whatever the hours of its desk: counted so, and said so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from pathway.directory.models import SearchEntry, Service
from pathway.directory.search import search
from pathway.directory.search.criteria import Criteria
from pathway.extensions import db
from tests import factories

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOURS = [MONDAY + timedelta(hours=hour, minutes=30) for hour in range(0, 7 * 24, 5)]


@pytest.mark.parametrize("now", HOURS, ids=str)
def test_the_count_and_the_cards_say_the_same(listings: Flask, now: datetime) -> None:
    with listings.app_context():
        entries = db.session.query(SearchEntry).order_by(SearchEntry.docid).all()
        cards = search.result_cards_of(entries, now)
        results = search.services(Criteria(open_now=True), now)

    taking = [one.card.name for one in cards if one.state.kind == "open"]
    assert 0 < len(taking) < len(cards)
    assert results.total == results.takes_calls_now == len(taking)


def test_a_front_door_with_a_night_team_takes_calls_at_night(listings: Flask) -> None:
    night = MONDAY + timedelta(hours=1, minutes=30)
    with listings.app_context():
        doors = search.services(Criteria(words="brent children's services", open_now=True), night)

    assert "brent" in doors.others.cards[0].card.slug
    assert doors.others.cards[0].state.text == "Takes calls now"


def test_a_pin_says_what_its_card_says(app: Flask, at: Callable[[datetime], None]) -> None:
    rows = [factories.hours()]
    numbers = [factories.phone(description="office hours"), factories.phone(description="out of hours", position=1)]
    made = factories.publish(app, at=factories.site(), phones=numbers, schedules=rows)
    desk = factories.publish(app, at=factories.site(), schedules=[factories.hours()])
    with app.app_context():
        slugs = {str(one.id): one.slug for one in db.session.query(Service).filter(Service.id.in_([made, desk]))}

    at(MONDAY + timedelta(hours=2))
    collection = app.test_client().get("/services/map.geojson").get_json()

    states = {
        one["properties"]["slug"]: collection["states"][one["properties"]["state"]]["kind"]
        for one in collection["features"]
    }
    assert states[slugs[str(made)]] == "open"
    assert states[slugs[str(desk)]] != "open"


def test_a_number_with_rows_of_its_own_stops_answering_when_they_end(app: Flask) -> None:
    number = factories.phone(id=uuid4(), description="for the evening")
    week = "MO,TU,WE,TH,FR,SA,SU"
    rows = [factories.hours("20:00", "01:00", week, phone_id=number.id)]
    made = factories.publish(app, name="Qqq evening line", phones=[number], schedules=rows)

    cards = {}
    with app.app_context():
        for hour in (19, 20, 24, 25, 26, 30, 44):
            now = MONDAY + timedelta(hours=hour, minutes=30)
            cards[hour] = next(one for one in search.services(Criteria(words="qqq"), now).others.cards)
            assert cards[hour].card.id == str(made)

    taking = [hour for hour, card in cards.items() if card.state.kind == "open"]
    assert taking == [hour for hour, card in cards.items() if card.numbers[0].answers] == [20, 24, 44]

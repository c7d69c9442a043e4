"""A listing takes calls when one of its numbers answers, whatever the hours of its desk: counted so, and said so."""

from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask

from pathway.directory import catalogue, indexing, search
from pathway.directory.criteria import Criteria
from pathway.directory.models import Phone, Schedule, SearchEntry, Service
from pathway.extensions import WRITES, db

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOURS = [MONDAY + timedelta(hours=hour, minutes=30) for hour in range(0, 7 * 24, 5)]
NUMBER = "020 7946 0999"


@pytest.mark.parametrize("now", HOURS, ids=str)
def test_the_count_and_the_cards_say_the_same(listings: Flask, now: datetime) -> None:
    with listings.app_context():
        entries = db.session.query(SearchEntry).order_by(SearchEntry.docid).all()
        cards = search.found_of(entries, now)
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


def test_a_number_with_rows_of_its_own_stops_answering_when_they_end(listings: Flask) -> None:
    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        service = db.session.query(Service).filter(Service.slug == "kalayaan").one()
        phone = Phone(number=NUMBER, digits=NUMBER.replace(" ", ""), position=9)
        phone.service_id = service.id
        db.session.add(phone)
        db.session.flush()
        row = {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": time(20), "closes_at": time(1)}
        db.session.add(Schedule(service_id=service.id, phone_id=phone.id, **row))
        db.session.flush()
        db.session.expire_all()
        indexing.refresh(db.session(), [service.id])
        db.session.commit()

        seen = {}
        for hour in (19, 20, 24, 25, 26, 30):
            now = MONDAY + timedelta(hours=hour, minutes=30)
            card = search.services(Criteria(words="kalayaan"), now).others.cards[0]
            is_open = catalogue.current().moment(now)
            seen[hour] = (card.numbers[0].phone.number == NUMBER, card.state.kind == "open", is_open.now <= now)

    assert seen == {
        19: (False, False, True),
        20: (True, True, True),
        24: (True, True, True),
        25: (False, False, True),
        26: (False, False, True),
        30: (False, False, True),
    }

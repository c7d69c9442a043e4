"""The log of cards that were handed out: counts, and nothing else."""

from datetime import date

import pytest
from flask import Flask
from lxml import html as parser
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.cards.models import CardHandout
from pathway.extensions import db
from tests.staff import Staff, organization, signed_in, user

LOG = "/manage/cards/log"


@pytest.fixture
def outreach(app: Flask, now: object) -> Staff:
    return signed_in(app, user(app, organization(app), Role.OUTREACH))


@pytest.fixture
def coordinator(app: Flask, now: object) -> Staff:
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


def entries(app: Flask) -> list[tuple[str, int, date]]:
    with app.app_context():
        return [(row.place.value, row.cards, row.on) for row in db.session.scalars(select(CardHandout))]


def record(worker: Staff, place: str, cards: str, on: str) -> int:
    return worker.post(LOG, {"place": place, "cards": cards, "on": on}).status_code


def test_cards_are_counted_by_month_and_kind_of_place_over_all_organisations(
    app: Flask, outreach: Staff, coordinator: Staff
) -> None:
    assert record(outreach, "street", "12", "2026-11-24") == 303
    assert record(outreach, "clinic", "200", "2026-11-02") == 303
    assert record(coordinator, "street", "8", "2026-11-01") == 303
    assert record(coordinator, "street", "5", "2026-10-31") == 303
    assert record(coordinator, "street", "7", "2025-11-30") == 303

    page = parser.fromstring(outreach.get(LOG).text)

    months = [month.text_content().strip() for month in page.cssselect(".govuk-heading-s")]
    assert months == ["November 2026: 220 cards", "October 2026: 5 cards"]
    rows = [row.text_content().strip() for row in page.cssselect(".govuk-list--bullet li")]
    assert rows == ["Clinic or GP: 200", "On the street: 20", "On the street: 5"]
    names = [name.text_content().strip() for name in page.cssselect(".pw-thing__name")]
    assert sorted(names) == ["12 cards, on the street", "200 cards, clinic or gp"]
    assert len(entries(app)) == 5


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cards": "0"}, "Enter a whole number from 1 to 10,000, in figures"),
        ({"cards": "10001"}, "Enter a whole number from 1 to 10,000, in figures"),
        ({"cards": "²"}, "Enter a whole number from 1 to 10,000, in figures"),
        ({"cards": ""}, "Say how many cards"),
        ({"on": "2026-11-25"}, "This day is still to come"),
        ({"on": "2024-11-24"}, "This is more than a year ago. Look at the year"),
        ({"on": "2026-02-30"}, "This is no day of the calendar. Write it like 2026-12-24"),
        ({"place": "12 Example Road"}, "Choose again: what was sent is not among the answers here"),
    ],
)
def test_what_cannot_be_is_said_and_not_recorded(
    app: Flask, outreach: Staff, typed: dict[str, str], words: str
) -> None:
    page = outreach.post(LOG, {"place": "street", "cards": "10", "on": "2026-11-24"} | typed)

    assert page.status_code == 400
    assert words in page.text
    assert entries(app) == []


def test_an_entry_is_taken_off_by_its_own_organisation_only(app: Flask, outreach: Staff, coordinator: Staff) -> None:
    record(outreach, "street", "12", "2026-11-24")
    (action,) = [
        form.get("action") for form in parser.fromstring(outreach.get(LOG).text).cssselect("form[action$=take-off]")
    ]

    assert coordinator.post(action).status_code == 404
    assert len(entries(app)) == 1
    assert outreach.post(action).status_code == 303
    assert outreach.post(action).status_code == 404
    assert entries(app) == []
    with app.app_context():
        acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("cards.%"))))
    assert sorted(acts) == ["cards.entry_taken_off", "cards.handed_out"]


def test_the_page_of_cards_leads_there_for_whoever_may_record(app: Flask, outreach: Staff) -> None:
    referrer = signed_in(app, user(app, organization(app), Role.REFERRER))

    assert f'href="{LOG}"' in outreach.get("/cards").text
    assert f'href="{LOG}"' not in referrer.get("/cards").text

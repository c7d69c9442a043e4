"""Somebody who works through the call sheet, and listings with numbers to ring."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from flask import Flask
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.directory import queries
from pathway.directory.models import Service
from pathway.extensions import db
from pathway.launch.models import NumberCall
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

TODAY = NOW.date()
NEW, NEW_DIGITS = "020 7946 0222", "02079460222"


@dataclass(frozen=True)
class Number:
    """A number of a listing, and the address of its panel."""

    service_id: UUID
    phone_id: UUID
    number: str

    @property
    def address(self) -> str:
        return f"/manage/start/calls/{self.service_id}/{self.phone_id}"


@pytest.fixture
def coordinator(app: Flask, now: object) -> Staff:
    """Who rings."""
    return signed_in(app, user(app, organization(app, name="Example Partnership"), Role.COORDINATOR))


@pytest.fixture
def safeguarding_lead(app: Flask, now: object) -> Staff:
    """Who signs, and writes words."""
    return signed_in(app, user(app, organization(app), Role.SAFEGUARDING_LEAD))


def listing(
    app: Flask, number: str = "07700 900111", *, phone: dict[str, object] | None = None, **given: object
) -> Number:
    """Save a listing with one number."""
    phone_id = uuid4()
    row = factories.phone(id=phone_id, number=number, digits=number.replace(" ", ""), **phone or {})
    return Number(factories.publish(app, **{"phones": [row]} | given), phone_id, number)


def stored(app: Flask, service_id: UUID) -> Service:
    """A listing as it is now, with all its rows."""
    with app.app_context():
        service = queries.find(str(service_id))
        assert service is not None
        db.session.expunge_all()
        return service


def results(app: Flask, number: Number) -> list[str]:
    """What came of each call of a number, the first first."""
    with app.app_context():
        rows = db.session.query(NumberCall).filter_by(service_id=number.service_id, phone_id=number.phone_id)
        return [row.result.value for row in rows.order_by(NumberCall.turn)]


def names(page: str) -> list[str]:
    """The listings of the sheet, in order, with their numbers."""
    return [" ".join(link.text_content().split()) for link in parser.fromstring(page).cssselect(".pw-thing__name a")]


def after(staff: Staff, address: str, data: dict[str, object] | None = None) -> str:
    """The words of the page that a form leads to."""
    answer = staff.post(address, data)
    assert answer.status_code == 303, answer.text
    return words_of(staff.get(answer.headers["Location"]).text)

"""Listings of which somebody has rung the numbers, so that there is something to print."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from pathway.cards.leaflet import USUAL
from pathway.core import clock
from pathway.directory.models import ContactChange, FormerIdentifier, ListingEnd, Phone, Service
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.conftest import NOW

TODAY = NOW.date()
LONG_AGO = TODAY - timedelta(days=91)
JUST_IN_TIME = TODAY - timedelta(days=90)


def rung(number: str, on: Any = TODAY, **more: Any) -> Phone:
    """A number that somebody rang on a day."""
    by = "the desk" if on else None
    return factories.phone(
        number=number, digits=number.replace(" ", ""), number_checked_on=on, number_checked_by=by, **more
    )


@pytest.fixture(scope="module")
def stocked(shared_app: Flask) -> Flask:
    """The usual set with every number rung today, and one listing of each kind that matters to a card."""
    clock.stop(NOW)
    ring_the_usual_set(shared_app)

    def published(slug: str, **given: Any) -> UUID:
        return factories.publish(shared_app, slug=slug, name=slug.title(), **given)

    published("in-time", phones=[rung("020 7946 0001", JUST_IN_TIME)])
    published("too-late", phones=[rung("020 7946 0002", LONG_AGO)])
    published("never", phones=[rung("020 7946 0003", None)])
    published("confirmed", phones=[rung("020 7946 0004", None)], assured_on=JUST_IN_TIME, assured_by="its manager")
    published(
        "unanswered",
        phones=[rung("020 7946 0005", None)],
        assured_on=TODAY - timedelta(days=30),
        assured_by="its manager",
        unanswered_on=TODAY - timedelta(days=2),
    )
    published("shut", phones=[rung("020 7946 0006")], status=ServiceStatus.TEMPORARILY_CLOSED)
    published("draft", phones=[rung("020 7946 0007")], publication=Publication.DRAFT)
    published("workers", phones=[rung("020 7946 0008")], takes_self=False)
    published("silent", phones=[])
    published("hidden", phones=[rung("020 7946 0009")], at=factories.confidential_place())
    published(
        "lit",
        phones=[rung("020 7946 0010")],
        schedules=[factories.round_the_clock()],
        is_free_to_ring=True,
        former_identifiers=[FormerIdentifier(value="lit-before")],
    )
    published("two-numbers", phones=[rung("020 7946 0011", LONG_AGO), rung("020 7946 0012", extension="3")])
    factories.publish(shared_app, slug="telling", name="Dawn: outreach for sex workers", phones=[rung("020 7946 0013")])
    for number in range(9):
        published(f"many-{number}", phones=[rung(f"020 7946 010{number}")])
    changing = published("changing", phones=[rung("020 7946 0014")])
    ended = published("ended", phones=[rung("020 7946 0015")], status=ServiceStatus.DEFUNCT)
    with shared_app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.add(ContactChange(service_id=changing))
        instead = db.session.scalar(select(Service.id).where(Service.slug == "lit"))
        db.session.add(ListingEnd(service_id=ended, instead_id=instead, ended_at=NOW - timedelta(days=10)))
        db.session.flush()
        indexer.refresh(db.session(), [changing])
        db.session.commit()
    clock.stop(None)
    return shared_app


@pytest.fixture
def visitor(stocked: Flask, now: object) -> FlaskClient:
    """A visitor to those listings."""
    return stocked.test_client()


def ring_the_usual_set(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        ids = db.session.scalars(select(Service.id).where(Service.slug.in_([usual.slug for usual in USUAL]))).all()
        db.session.execute(
            update(Phone).where(Phone.service_id.in_(ids)).values(number_checked_on=TODAY, number_checked_by="the desk")
        )
        indexer.refresh(db.session(), ids)
        db.session.commit()

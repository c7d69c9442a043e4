"""What the database itself says about places: the roads round the rule that `test_confidential` does not walk."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pathway.directory.models import Location
from pathway.directory.vocabulary import LocationKind
from pathway.extensions import WRITES, db
from tests import factories


@pytest.fixture
def session(listings: Flask) -> Iterator[Session]:
    """A session that writes, rolled back afterwards."""
    with listings.app_context():
        db.session.connection(execution_options=WRITES)
        yield db.session()
        db.session.rollback()


def stored(row_id: UUID) -> str:
    """An id as the engine keeps it, for SQL written by hand."""
    return row_id.hex if db.engine.dialect.name == "sqlite" else str(row_id)


HELD: list[dict[str, Any]] = [
    {"latitude": 51.5, "longitude": -0.2},
    {"latitude": 0.0, "longitude": 0.0},
    {"name": "Zanzibar House"},
    {"name": ""},
    {"ward": "Stonebridge"},
    {"coordinate_source": "somebody"},
]


@pytest.mark.parametrize("held", HELD, ids=str)
def test_a_confidential_place_cannot_be_made_with_anything_known_of_it(session: Session, held: dict[str, Any]) -> None:
    session.add(factories.confidential_place(**held))

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_address_cannot_be_reached_through_the_place(session: Session) -> None:
    session.add(factories.confidential_place(addresses=[factories.address()]))

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_address_cannot_stand_without_a_place(session: Session) -> None:
    session.add(factories.address(location_id=None))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE address SET location_kind = 'confidential' WHERE location_id = :id",
        "UPDATE address SET location_kind = 'area' WHERE location_id = :id",
        "UPDATE address SET location_kind = NULL WHERE location_id = :id",
        "UPDATE location SET kind = 'Confidential' WHERE id = :id",
        "UPDATE location SET kind = 'confidential ' WHERE id = :id",
        "UPDATE location SET kind = '' WHERE id = :id",
        "UPDATE location SET kind = NULL WHERE id = :id",
        "DELETE FROM location WHERE id = :id",
    ],
)
def test_sql_cannot_loosen_an_address_from_the_kind_of_its_place(session: Session, statement: str) -> None:
    place = factories.site(latitude=None, longitude=None)
    session.add(place)
    session.flush()

    with pytest.raises(IntegrityError):
        session.execute(text(statement), {"id": stored(place.id)})


def test_once_addresses_and_points_are_gone_a_place_may_become_confidential(session: Session) -> None:
    place = factories.site()
    session.add(place)
    session.flush()

    session.execute(text("DELETE FROM address WHERE location_id = :id"), {"id": stored(place.id)})
    session.execute(
        text("UPDATE location SET kind = 'confidential', latitude = NULL, longitude = NULL WHERE id = :id"),
        {"id": stored(place.id)},
    )

    session.expire_all()
    assert session.get_one(Location, place.id).kind is LocationKind.CONFIDENTIAL


def test_an_area_may_have_an_address_and_no_place_on_the_map(app: Flask) -> None:
    """As the women's resource centre does: the street is public, to whom one rings is not."""
    place = Location(
        kind=LocationKind.AREA, addresses=[factories.address(location_kind=LocationKind.AREA, postal_code=None)]
    )
    made = factories.publish(app, at=place)

    page = app.test_client().get(f"/services/{made}").text
    near = app.test_client().get("/services?near=NW10&miles=5").text

    assert "1 Example Street, London. Ring to arrange" in page
    assert "PostalAddress" not in page
    assert str(made) not in near.partition('aria-labelledby="apart-title"')[0]

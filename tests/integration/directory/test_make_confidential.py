"""Making a place confidential leaves nothing of it in the database, and the service is found apart."""

from flask import Flask
from sqlalchemy import select, text

from pathway.directory import operations, queries
from pathway.directory.models import Address, Location, SearchPlace, ServiceAtLocation
from pathway.directory.vocabulary import LocationKind
from pathway.extensions import WRITES, db

WORDS = ("60 Ashford Road", "NW2 6TU", "51.55646", "0.21893")


def _everything() -> str:
    """Every value of every column that could hold a place, and of the search index."""
    tables = ("location", "address", "search_place", "search_entry", "service")
    return " ".join(str(tuple(row)) for table in tables for row in db.session.execute(text(f"SELECT * FROM {table}")))


def test_nothing_of_the_place_is_left(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        before = _everything()
        service = queries.find("ashford-place")
        location = service.at_locations[0].location

        warning = operations.make_confidential(location)
        db.session.commit()

        after = _everything()
        assert [word for word in WORDS if word in before] == list(WORDS)
        assert [word for word in WORDS if word in after] == []
        assert "outside" in warning
        assert db.session.get(Location, location.id).kind is LocationKind.CONFIDENTIAL


def test_the_service_is_then_listed_apart_and_never_by_distance(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        service = queries.find("ashford-place")
        operations.make_confidential(service.at_locations[0].location)
        db.session.commit()
        address = f"/services/{service.id}"

    page = app.test_client().get("/services?q=ashford&near=NW2").text
    shown = app.test_client().get(address).text

    near, apart = page.split('aria-labelledby="apart-title"')
    assert address not in near
    assert address in apart
    assert "is confidential and is not held here" in shown
    assert [word for word in WORDS if word in page + shown] == []


def test_other_listings_keep_their_places(app: Flask) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        addresses, points = (len(db.session.scalars(select(model)).all()) for model in (Address, SearchPlace))

        operations.make_confidential(queries.find("ashford-place").at_locations[0].location)
        db.session.commit()

        assert len(db.session.scalars(select(Address)).all()) == addresses - 1
        assert len(db.session.scalars(select(SearchPlace)).all()) == points - 1
        assert len(db.session.scalars(select(ServiceAtLocation)).all()) == 72

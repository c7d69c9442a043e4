"""Queries for the map. Points and areas of all visible listings are read once and cached until the index changes.

`search` decides which listings match, so that the map, its counts and the list never differ.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathway.directory.geography import Gazetteer
from pathway.directory.geography.tables import Row
from pathway.directory.geography.text import name_key
from pathway.directory.map.areas import ServedArea, ServicesByArea, services_by_area
from pathway.directory.map.geojson import Point, Site, point_of
from pathway.directory.models import SearchEntry, SearchPlace, Service, ServiceArea
from pathway.directory.search import search
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.snapshot import current_snapshot, snapshot_at
from pathway.directory.search.results import ResultCard
from pathway.extensions import db

ANSWERED = "answered"
"""In place of the key of a pattern of hours: somebody answers, whatever the pattern is."""

A_PAGE = 50
"""Services per page in the list of one area, a line or two each."""


@dataclass(frozen=True)
class MapListings:
    """All visible listings on the map by docid: their rank by name, their points (in that order) and their areas."""

    order: Mapping[int, int]
    points: tuple[tuple[int, Point], ...]
    by_area: ServicesByArea

    def points_of(self, matching_ids: Set[int], answering_ids: Set[int] = frozenset()) -> list[Point]:
        """Return the points of these listings. `answering_ids`: those with a number that answers."""
        return [
            point._replace(hours=ANSWERED) if docid in answering_ids else point
            for docid, point in self.points
            if docid in matching_ids
        ]


def map_listings(gazetteer: Gazetteer) -> MapListings:
    """Return points and areas of all visible listings, with the boroughs of the gazetteer, until the index changes."""
    return current_snapshot().remember("map", lambda: _read_map_listings(gazetteer.places.boroughs))


def matching_ids(criteria: Criteria, now: datetime) -> frozenset[int]:
    """Return the docids of all listings that the list shows on any of its pages."""
    return frozenset(db.session.scalars(search.matching_ids(criteria, now)))


def answering_ids(now: datetime) -> frozenset[int]:
    """Return the docids of listings with a number that answers at `now` (aware UTC) outside the service's own hours."""
    snapshot, moment = snapshot_at(now)
    return frozenset(snapshot.columns.docids[moment.answered].tolist())


def page_by_name(
    docids: Set[int], order: Mapping[int, int], now: datetime, *, page: int = 1, most: int = A_PAGE
) -> list[ResultCard]:
    """Return a page of these listings sorted by name, never by distance."""
    page_docids = sorted(docids & order.keys(), key=order.__getitem__)[(page - 1) * most : page * most]
    rows = db.session.scalars(select(SearchEntry).where(SearchEntry.docid.in_(page_docids)).order_by(SearchEntry.docid))
    by_docid = {row.docid: row for row in rows}
    return search.result_cards_of([by_docid[docid] for docid in page_docids if docid in by_docid], now)


def cards_by_slug(slugs: Sequence[str], now: datetime) -> list[ResultCard]:
    """Return the visible listings with these slugs sorted by name, from at most a page of slugs."""
    query = select(SearchEntry).where(SearchEntry.slug.in_(slugs[:A_PAGE])).order_by(SearchEntry.sort_name)
    return search.result_cards_of(db.session.scalars(query.order_by(SearchEntry.docid)).all(), now)


def hours_keys(docids: Set[int]) -> dict[str, str]:
    """Return the key of the pattern of hours of these listings, by slug."""
    rows = db.session.execute(
        select(SearchEntry.docid, SearchEntry.slug, SearchEntry.hours_key).order_by(SearchEntry.docid)
    )
    return {slug: key for docid, slug, key in rows if docid in docids}


def _read_map_listings(boroughs: Mapping[str, Row]) -> MapListings:
    def borough_of(name: str) -> str | None:
        row = boroughs.get(name_key(name))
        return row.name if row else None

    names = db.session.scalars(select(SearchEntry.docid).order_by(SearchEntry.sort_name, SearchEntry.docid))
    rows = db.session.execute(
        select(SearchEntry.docid, ServiceArea.kind, ServiceArea.name)
        .join(ServiceArea, ServiceArea.service_id == SearchEntry.service_id)
        .order_by(SearchEntry.docid, ServiceArea.id)
    )
    return MapListings(
        order={docid: place for place, docid in enumerate(names)},
        points=tuple(_points()),
        by_area=services_by_area(
            (ServedArea(*row) for row in rows), [row.name for row in boroughs.values()], borough_of
        ),
    )


def _points() -> list[tuple[int, Point]]:
    # The type of the first number decides between "takes calls" and "open", as on the card.
    is_text = SearchEntry.card["phone"]["is_text"].as_boolean()
    rows = db.session.execute(
        select(
            SearchEntry.docid,
            SearchEntry.slug,
            Service.name,
            SearchPlace.latitude,
            SearchPlace.longitude,
            SearchPlace.is_approximate,
            SearchEntry.hours_key,
            is_text.is_(False),
        )
        .join(Service, Service.id == SearchEntry.service_id)
        .join(SearchPlace, SearchPlace.docid == SearchEntry.docid)
        .order_by(SearchEntry.sort_name, SearchEntry.docid, SearchPlace.location_id)
    )
    return [(docid, point_of(Site(*site))) for docid, *site in rows]

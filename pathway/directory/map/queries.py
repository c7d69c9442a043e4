"""Reading for the map. What it needs of every visible listing is read once and held until the index counts a change.

Which listings are meant is always what `search` says, so that the map, its counts and the list never differ.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pathway.directory.map.areas import Reach, Reaches, reaches_of
from pathway.directory.map.geojson import Point, Site, point_of
from pathway.directory.models import SearchEntry, SearchPlace, Service, ServiceArea
from pathway.directory.search import search
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.search.results import ResultCard
from pathway.extensions import db

ANSWERED = "answered"
"""In place of a pattern of hours: somebody answers, whatever that pattern says."""

A_PAGE = 50
"""Services a page, in the list of one area: a line or two each."""


@dataclass(frozen=True)
class MapListings:
    """Every visible listing's place in the order of names, points and areas, by its number in the index.

    `points` stand in the order of names.
    """

    order: Mapping[int, int]
    points: tuple[tuple[int, Point], ...]
    reaches: Reaches

    def points_of(self, matching: Set[int], answered: Set[int] = frozenset()) -> list[Point]:
        """Return the points of these listings. `answered`: those with a number that answers, whatever their hours."""
        return [
            point._replace(hours=ANSWERED) if docid in answered else point
            for docid, point in self.points
            if docid in matching
        ]


def map_listings(boroughs: Sequence[str], borough_of: Callable[[str], str | None]) -> MapListings:
    """Return what is held now. For the two arguments see `reaches_of`: they never change while the app runs."""
    return current_snapshot().remember("map", lambda: _read(boroughs, borough_of))


def matching(criteria: Criteria, now: datetime) -> frozenset[int]:
    """Return every listing that the list would list on any of its pages, by its number in the index."""
    return frozenset(db.session.scalars(search.matching(criteria, now)))


def answered(now: datetime) -> frozenset[int]:
    """Return the listings of which a number answers at `now` (aware UTC) though their own hours do not say so."""
    snapshot = current_snapshot()
    return frozenset(snapshot.columns.docids[snapshot.moment(now).answered].tolist())


def page_by_name(
    docids: Set[int], order: Mapping[int, int], now: datetime, *, page: int = 1, most: int = A_PAGE
) -> list[ResultCard]:
    """Return a page of these listings by name. No place that was asked about is in their order."""
    page_docids = sorted(docids & order.keys(), key=order.__getitem__)[(page - 1) * most : page * most]
    rows = db.session.scalars(select(SearchEntry).where(SearchEntry.docid.in_(page_docids)).order_by(SearchEntry.docid))
    by_docid = {row.docid: row for row in rows}
    return search.result_cards_of([by_docid[docid] for docid in page_docids if docid in by_docid], now)


def named(slugs: Sequence[str], now: datetime) -> list[ResultCard]:
    """Return the visible listings of these slugs by name, at most a page of them; others are left out."""
    query = select(SearchEntry).where(SearchEntry.slug.in_(slugs[:A_PAGE])).order_by(SearchEntry.sort_name)
    return search.result_cards_of(db.session.scalars(query.order_by(SearchEntry.docid)).all(), now)


def hours_keys(docids: Set[int]) -> dict[str, str]:
    """Return the pattern of hours of these listings, by slug."""
    rows = db.session.execute(
        select(SearchEntry.docid, SearchEntry.slug, SearchEntry.hours_key).order_by(SearchEntry.docid)
    )
    return {slug: key for docid, slug, key in rows if docid in docids}


def _read(boroughs: Sequence[str], borough_of: Callable[[str], str | None]) -> MapListings:
    names = db.session.scalars(select(SearchEntry.docid).order_by(SearchEntry.sort_name, SearchEntry.docid))
    rows = db.session.execute(
        select(SearchEntry.docid, ServiceArea.kind, ServiceArea.name)
        .join(ServiceArea, ServiceArea.service_id == SearchEntry.service_id)
        .order_by(SearchEntry.docid, ServiceArea.id)
    )
    return MapListings(
        order={docid: place for place, docid in enumerate(names)},
        points=tuple(_points()),
        reaches=reaches_of((Reach(*row) for row in rows), boroughs, borough_of),
    )


def _points() -> list[tuple[int, Point]]:
    # The first number says whether it "takes calls" or "is open", as on the card.
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

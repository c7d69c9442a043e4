"""An Open Referral file (HSDS 3, Open Referral UK 3) as what its services say, in the fields that we have.

What we have no field for, and what does not fit, is left out and counted by name, so that nothing goes missing unsaid.
A feed does not know our kinds of help, who may refer, or whether anybody confirmed the listing here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.open_referral.feed_reader import row_id
from pathway.directory.exchange.open_referral.places import FeedPlaces
from pathway.directory.exchange.open_referral.rows import FeedRows
from pathway.directory.exchange.parsed_row import Said, Where
from pathway.directory.exchange.safe_text import shown
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.listing_record import NO_ID
from pathway.directory.vocabulary import AreaKind, Coverage, ServiceStatus
from pathway.organizations.vocabulary import OrganizationKind

_TEXTS = {
    "name": ("name", 200),
    "alternate_name": ("alternate_name", 200),
    "description": ("description", None),
    "url": ("url", 500),
    "email": ("email", 254),
    "alert": ("alert", None),
    "eligibility_description": ("eligibility_description", None),
    "interpretation_services": ("interpretation_services", 300),
    "application_process": ("referral_note", 300),
    "wait_time": ("response_time", 300),
}
"""Our field for each of a feed's, and how many characters it holds."""

_ROWS = {"schedules", "service_areas", "service_at_locations", "languages", "contacts", "phones", "attributes"}
_READ = {*_TEXTS, *_ROWS, "id", "status", "minimum_age", "maximum_age", "organization", "organization_id"}
_SERVICE_MARKS = {"name", "status", "description", "organization"}
_TAXONOMY_MARKS = {"term", "taxonomy_terms", "term_uri"}
_ORGANIZATION_MARKS = {"website", "logo", "organization_identifiers", "parent_organization_id", "legal_status"}
_STATUSES = {"temporarily closed": ServiceStatus.TEMPORARILY_CLOSED}
_COVERAGES = {
    AreaKind.NATIONAL: Coverage.NATIONAL,
    AreaKind.LONDON: Coverage.LONDON,
}
NO_DESCRIPTION = "There is no description in the file it came from."


@dataclass
class Feed:
    """The services of a file, each with its organisation, and what was not a service."""

    services: list[Any] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def unfold(document: object) -> Feed:
    """Find the services in a page, a list, an organisation, a place or by itself. ListingFileError when there is none.

    Organisations without services, and lists of terms, are known and left out.
    """
    feed = Feed()
    items = document if isinstance(document, list) else [document]
    if isinstance(document, dict) and isinstance(document.get("contents"), list):
        items = document["contents"]
        pages = document.get("total_pages")
        if isinstance(pages, int) and pages > 1:
            feed.notes.append(f"The file is page {document.get('page_number', '?')} of {pages} of a feed.")
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise ListingFileError(f"item {number} is {shown(str(item))}, not a service")
        _sort(item, number, feed)
    return feed


def read(where: Where, item: Any, left_out: Counter[str], sector_point: SectorPoint) -> Said:
    """Read one service. What is missing or wrong in a field that has to be right is a fault."""
    said = Said(where, is_feed=True)
    if not isinstance(item, dict):
        said.faults.append(f"this is not a service but {shown(str(item))}")
        return said
    rows, there = FeedRows(item, left_out), FeedPlaces(item, left_out, sector_point)
    _read_single(said, item, rows)
    said.fields.update(rows.read())
    if places := there.places():
        said.fields["at_locations"] = places
        said.unsaid = there.unsaid
    said.terms = there.terms()
    _read_organization(said, item.get("organization"), rows)
    said.if_new |= {"description": NO_DESCRIPTION, "coverage": _coverage(said)}
    for key, value in item.items():
        if key not in _READ and value not in (None, "", [], {}):
            left_out[key] += 1
    return said


def _read_single(said: Said, item: Mapping[str, Any], rows: FeedRows) -> None:
    said.id = row_id("service", item)
    if said.id == NO_ID:
        said.faults.append("id: is missing")
    for key, (name, longest) in _TEXTS.items():
        if (text := rows.text(item, key, longest)) is not None:
            said.fields[name] = text
    if "name" not in said.fields:
        said.faults.append("name: is missing or too long")
    _read_status(said, item)
    for key in ("minimum_age", "maximum_age"):
        if (age := rows.whole(item, key)) is not None:
            said.fields[key] = age


def _sort(item: dict[str, Any], number: int, feed: Feed) -> None:
    if isinstance(item.get("service"), dict):
        place = {key: value for key, value in item.items() if key != "service"}
        service = item["service"]
        places = [one for one in _dicts(service.get("service_at_locations")) if one.get("id") != place.get("id")]
        feed.services.append({**service, "service_at_locations": [*places, place]})
    elif isinstance(item.get("services"), list):
        owner = {key: value for key, value in item.items() if key != "services"}
        feed.services += [{"organization": owner, **one} if isinstance(one, dict) else one for one in item["services"]]
    elif _TAXONOMY_MARKS & set(item) or {"uri", "version"} <= set(item):
        feed.left_out["taxonomies and their terms"] += 1
    elif _ORGANIZATION_MARKS & set(item) and "status" not in item:
        feed.left_out["organisations without services"] += 1
    elif _SERVICE_MARKS & set(item):
        feed.services.append(item)
    else:
        keys = ", ".join(shown(key) for key in list(item)[:5])
        raise ListingFileError(f"item {number} is no service of an Open Referral file, nor of ours: it has {keys}")


def _read_status(said: Said, item: Mapping[str, Any]) -> None:
    status = item.get("status")
    if status in (None, ""):
        said.faults.append("status: is missing")
        return
    word = str(status).strip().casefold()
    try:
        said.fields["status"] = _STATUSES.get(word) or ServiceStatus(word)
    except ValueError:
        said.faults.append(f"status: {shown(str(status))} is not active, inactive, defunct or temporarily closed")


def _read_organization(said: Said, owner: object, rows: FeedRows) -> None:
    if not isinstance(owner, dict):
        return
    name = rows.text(owner, "name", 200, within="organization ")
    if name is None:
        return
    said.organization = {"id": row_id("organization", owner), "name": name}
    said.if_new["kind"] = OrganizationKind.OTHER
    for key, value in owner.items():
        if key not in {"id", "name"} and value not in (None, "", [], {}):
            rows.left_out[f"organization {key}"] += 1


def _coverage(said: Said) -> Coverage:
    """Return the least that the feed says: elsewhere, unless an area is all of a place that we tell apart."""
    areas = said.fields.get("areas", ())
    if any(area.name == "Brent" for area in areas):
        return Coverage.BRENT
    return next((_COVERAGES[area.kind] for area in areas if area.kind in _COVERAGES), Coverage.ELSEWHERE)


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))

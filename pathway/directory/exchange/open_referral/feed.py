"""Reads an Open Referral file (HSDS 3, Open Referral UK 3) into our fields.

Fields that we do not have, and values that do not fit, are left out and counted by name, so that nothing goes missing
silently. A feed does not say our kinds of help, who may refer, or whether anybody confirmed the listing here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.column_lengths import lengths
from pathway.directory.exchange.open_referral.feed_reader import row_id
from pathway.directory.exchange.open_referral.places import FeedPlaces
from pathway.directory.exchange.open_referral.rows import FeedRows
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.safe_text import shown
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.listing_record import NO_ID
from pathway.directory.models import Service
from pathway.directory.vocabulary import AreaKind, Coverage, ServiceStatus
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind

_TEXTS = {
    **{name: name for name in ("name", "alternate_name", "description", "url", "email", "alert")},
    **{name: name for name in ("eligibility_description", "interpretation_services")},
    "application_process": "referral_note",
    "wait_time": "response_time",
}
"""Our field for each field of a feed."""

_READ = {
    *_TEXTS,
    *("id", "status", "minimum_age", "maximum_age", "organization", "organization_id"),
    *("schedules", "service_areas", "service_at_locations", "languages", "contacts", "phones", "attributes"),
}
_SERVICE_MARKS = {"name", "status", "description", "organization"}
_TAXONOMY_MARKS = {"term", "taxonomy_terms", "term_uri"}
_ORGANIZATION_MARKS = {"website", "logo", "organization_identifiers", "parent_organization_id", "legal_status"}
_COVERAGES = {
    AreaKind.NATIONAL: Coverage.NATIONAL,
    AreaKind.LONDON: Coverage.LONDON,
}
NO_DESCRIPTION = "There is no description in the file it came from."


@dataclass
class Feed:
    """The services of a file, each with its organisation. `left_out` counts entries that are not services."""

    services: list[Any] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def unfold(document: object) -> Feed:
    """Find the services in a document: a page, a list, an organisation, a place or one service.

    Organisations without services, and taxonomies, are left out; any other entry is a ListingFileError.
    """
    feed = Feed()
    entries = document if isinstance(document, list) else [document]
    if isinstance(document, dict) and isinstance(document.get("contents"), list):
        entries = document["contents"]
        pages = document.get("total_pages")
        if isinstance(pages, int) and pages > 1:
            feed.notes.append(f"The file is page {document.get('page_number', '?')} of {pages} of a feed.")
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            raise ListingFileError(f"item {number} is {shown(str(entry))}, not a service")
        _sort(entry, number, feed)
    return feed


def read(where: Where, service: Any, left_out: Counter[str], sector_point: SectorPoint) -> ParsedRow:
    """Read one service. A missing or wrong required field is a fault; others are left out."""
    parsed_row = ParsedRow(where, is_feed=True)
    if not isinstance(service, dict):
        parsed_row.faults.append(f"this is not a service but {shown(str(service))}")
        return parsed_row
    rows, feed_places = FeedRows(service, left_out), FeedPlaces(service, left_out)
    _read_single(parsed_row, service, rows)
    parsed_row.fields.update(rows.read())
    places, parsed_row.unstated = feed_places.places(sector_point)
    if places:
        parsed_row.fields["at_locations"] = places
    parsed_row.terms = feed_places.terms()
    _read_organization(parsed_row, service.get("organization"), rows)
    parsed_row.if_new |= {"description": NO_DESCRIPTION, "coverage": _coverage(parsed_row)}
    rows.rest("", service, *_READ, ties=())
    return parsed_row


def _read_single(parsed_row: ParsedRow, service: Mapping[str, Any], rows: FeedRows) -> None:
    parsed_row.id = row_id("service", service)
    if parsed_row.id == NO_ID:
        parsed_row.faults.append("id: is missing")
    longest = lengths(Service)
    values: dict[str, Any] = {name: rows.text(service, key, longest.get(name)) for key, name in _TEXTS.items()}
    values |= {key: rows.whole(service, key) for key in ("minimum_age", "maximum_age")}
    parsed_row.fields |= {name: value for name, value in values.items() if value is not None}
    if "name" not in parsed_row.fields:
        parsed_row.faults.append("name: is missing or too long")
    status = service.get("status")
    word = str(status).strip().casefold().replace(" ", "_")
    if status in (None, ""):
        parsed_row.faults.append("status: is missing")
    elif word in set(ServiceStatus):
        parsed_row.fields["status"] = ServiceStatus(word)
    else:
        parsed_row.faults.append(f"status: {shown(str(status))} is not active, inactive, defunct or temporarily closed")


def _sort(entry: dict[str, Any], number: int, feed: Feed) -> None:
    if isinstance(entry.get("service"), dict):
        place = {key: value for key, value in entry.items() if key != "service"}
        service = entry["service"]
        places = service.get("service_at_locations")
        others = (other for other in (places if isinstance(places, list) else ()) if isinstance(other, dict))
        places = [*(other for other in others if other.get("id") != place.get("id")), place]
        feed.services.append({**service, "service_at_locations": places})
    elif isinstance(entry.get("services"), list):
        organization = {key: value for key, value in entry.items() if key != "services"}
        feed.services += [
            {"organization": organization, **service} if isinstance(service, dict) else service
            for service in entry["services"]
        ]
    elif _TAXONOMY_MARKS & set(entry) or {"uri", "version"} <= set(entry):
        feed.left_out["taxonomies and their terms"] += 1
    elif _ORGANIZATION_MARKS & set(entry) and "status" not in entry:
        feed.left_out["organisations without services"] += 1
    elif _SERVICE_MARKS & set(entry):
        feed.services.append(entry)
    else:
        keys = ", ".join(shown(key) for key in list(entry)[:5])
        raise ListingFileError(f"item {number} is no service of an Open Referral file, nor of ours: it has {keys}")


def _read_organization(parsed_row: ParsedRow, owner: object, rows: FeedRows) -> None:
    longest = lengths(Organization)["name"]
    name = rows.text(owner, "name", longest, within="organization ") if isinstance(owner, dict) else None
    if isinstance(owner, dict) and name is not None:
        parsed_row.organization = {"id": row_id("organization", owner), "name": name}
        parsed_row.if_new["kind"] = OrganizationKind.OTHER
        rows.rest("organization", owner, "id", "name", ties=())


def _coverage(parsed_row: ParsedRow) -> Coverage:
    """Return the coverage by area: elsewhere, unless an area is Brent, London or national."""
    areas = parsed_row.fields.get("areas", ())
    if any(area.name == "Brent" for area in areas):
        return Coverage.BRENT
    return next((_COVERAGES[area.kind] for area in areas if area.kind in _COVERAGES), Coverage.ELSEWHERE)

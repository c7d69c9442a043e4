"""Merges a parsed row into the existing listing, or into a new one, and gives each record in it an id."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pathway.directory.exchange import row_ids, terms
from pathway.directory.exchange.column_lengths import lengths
from pathway.directory.exchange.fields import FIELDS
from pathway.directory.exchange.importer.assign_ids import free_id, places_with_ids, with_ids, with_phones
from pathway.directory.exchange.importer.existing_listings import ExistingListings, postcode_key
from pathway.directory.exchange.importer.organizations import Owners, free_slug
from pathway.directory.exchange.load import in_order
from pathway.directory.exchange.parsed_row import ParsedRow
from pathway.directory.exchange.safe_text import shown
from pathway.directory.exchange.sector_points import SECTOR
from pathway.directory.listing_record import NO_ID, LocationRecord, ServiceAtLocationRecord, ServiceRecord, TermRecord
from pathway.directory.models import TaxonomyTerm
from pathway.directory.vocabulary import Publication

_REQUIRED = tuple(field.name for field in FIELDS if field.is_required)
_FILLED = {"slug", "status", "publication", "takes_professionals", "takes_self", "last_modified_at"}
"""Required fields that have a default in a new listing."""

_POINT = ("latitude", "longitude", "is_approximate", "coordinate_source")


class Merger:
    """Merges the rows of one file. `now` dates new listings whose row has no date."""

    def __init__(self, existing_listings: ExistingListings, owners: Owners, *, publish: bool, now: datetime) -> None:
        self._existing_listings = existing_listings
        self._owners = owners
        self._publish = publish
        self._now = now
        positions = (term.position or 0 for term in existing_listings.terms.values())
        self._next_position = max(positions, default=-1) + 1
        self.new_terms: list[TermRecord] = []
        self.other_words: dict[tuple[str, str], tuple[str, str]] = {}
        self.kept_as_drafts = 0

    def merged(self, parsed_row: ParsedRow, existing: ServiceRecord | None) -> ServiceRecord | None:
        """Return the merged listing. Faults are added to the row; a row with faults gives None."""
        values = self._values(parsed_row, existing)
        if _is_blamed(parsed_row, "organization"):
            return None
        owner = _or_fault(
            parsed_row, "organization", lambda: self._owners.of(parsed_row, existing.organization if existing else None)
        )
        if parsed_row.faults or owner is None:
            return None
        service = replace(existing, **values) if existing else ServiceRecord(organization=owner, **values)
        service.organization = owner
        service.publication = self._publication(parsed_row, existing)
        service.terms = _or_fault(parsed_row, "terms", lambda: self._terms(parsed_row, existing)) or ()
        self._assign_ids(service, existing, parsed_row)
        return None if parsed_row.faults else service

    def _values(self, parsed_row: ParsedRow, existing: ServiceRecord | None) -> dict[str, Any]:
        values = dict(parsed_row.fields)
        for name in _REQUIRED:
            value = values.get(name)
            if existing is None and value is None and name in parsed_row.if_new:
                values[name] = parsed_row.if_new[name]
            elif value is None or (isinstance(value, str) and not value.strip()):
                values.pop(name, None)
                if _is_blamed(parsed_row, name):
                    continue
                if name in parsed_row.fields and not (existing is None and name in _FILLED):
                    parsed_row.faults.append(f"{name}: cannot be empty")
                elif existing is None and name not in _FILLED:
                    parsed_row.faults.append(f"{name}: is missing, and a new listing needs it")
        if existing is None:
            self._fill(parsed_row, values)
        else:
            # Our own date stays, and a change gets a new one: the file's date is that of whoever exported it.
            values["last_modified_at"] = existing.last_modified_at
        return values

    def _fill(self, parsed_row: ParsedRow, values: dict[str, Any]) -> None:
        values.setdefault("slug", free_slug(values.get("name", ""), self._existing_listings.slugs))
        values.setdefault("last_modified_at", self._now)
        values["id"] = parsed_row.id or free_id(row_ids.service_id(values["slug"]), self._existing_listings.slug_of)

    def _publication(self, parsed_row: ParsedRow, existing: ServiceRecord | None) -> Publication:
        stated = Publication.PUBLISHED if parsed_row.is_feed else parsed_row.fields.get("publication")
        current = existing.publication if existing else Publication.DRAFT
        if self._publish and stated is not None:
            return Publication(stated)
        if stated is Publication.PUBLISHED and current is not stated:
            self.kept_as_drafts += 1
        return current

    def _terms(self, parsed_row: ParsedRow, existing: ServiceRecord | None) -> tuple[TermRecord, ...]:
        carried = {term.key: term for term in (existing.terms if existing else ())}
        if not parsed_row.is_feed:
            carried = {key: term for key, term in carried.items() if key[0] not in parsed_row.terms}
        for stated_terms in parsed_row.terms.values():
            carried |= {term.key: self._term(term) for term in stated_terms}
        return in_order("terms", carried.values())

    def _term(self, term: TermRecord) -> TermRecord:
        """Return the existing term, or add a new one."""
        existing = self._existing_listings.terms.get(term.key)
        if existing is not None:
            if existing.name != term.name:
                self.other_words[term.taxonomy.name.value, term.code] = (existing.name, term.name)
            return existing
        taxonomy, code = term.key
        longest = lengths(TaxonomyTerm)
        if len(term.code) > longest["code"] or len(term.name) > longest["name"]:
            raise ValueError(f"{shown(term.name)} is longer than a term may be")
        position = term.position if term.position is not None else terms.place_of(taxonomy, code)
        if position is None:
            position = self._next_position
        self._next_position = max(self._next_position, position + 1)
        id_ = term.id if term.id != NO_ID else row_ids.term_id(taxonomy, code)
        new = term._replace(id=id_, position=position)
        self._existing_listings.terms[new.key] = new
        self.new_terms.append(new)
        return new

    def _assign_ids(self, service: ServiceRecord, existing: ServiceRecord | None, parsed_row: ParsedRow) -> None:
        for name, row_id in row_ids.ROW_ID.items():
            before = getattr(existing, name) if existing else ()
            rows = getattr(service, name)
            if not rows:
                continue
            if name == "schedules":
                if name not in parsed_row.fields:
                    # When a phone goes, its hours go with it.
                    ids = {phone.id for phone in service.phones}
                    rows = tuple(row for row in rows if row.phone_id is None or row.phone_id in ids)
                rows = _or_fault(parsed_row, "hours", lambda rows=rows: with_phones(rows, service.phones)) or ()
            if name in parsed_row.fields:
                rows = with_ids(rows, before, service.slug, row_id)
            setattr(service, name, in_order(name, rows))
        if "at_locations" in parsed_row.fields:
            before = existing.at_locations if existing else ()
            places = _with_unstated_parts(service.at_locations, before, parsed_row.unstated)
            places = places_with_ids(places, before, service.slug, self._existing_listings.shared_places)
            service.at_locations = in_order("at_locations", places)
        former = set(service.former_identifiers)
        if existing is not None and existing.slug != service.slug:
            former.add(existing.slug)
        service.former_identifiers = in_order("former_identifiers", former - {service.slug})


def _is_blamed(parsed_row: ParsedRow, field: str) -> bool:
    """Whether a field has a fault already, so that one mistake gives one message."""
    return any(fault.startswith(field) for fault in parsed_row.faults)


def _or_fault(parsed_row: ParsedRow, field: str, make: Any) -> Any:
    try:
        return make()
    except ValueError as error:
        parsed_row.faults.append(f"{field}: {error}")
        return None


def _with_unstated_parts(
    places: Sequence[ServiceAtLocationRecord],
    existing: Collection[ServiceAtLocationRecord],
    unstated: Mapping[UUID, frozenset[str]],
) -> tuple[ServiceAtLocationRecord, ...]:
    """Return the places of a feed, with parts from the existing place where the feed does not state them.

    Only a place of the same id and kind counts as the same: a site that became a phone line keeps no address.
    """
    before = {place.location.id: place.location for place in existing}
    return tuple(
        place._replace(
            location=_location_with_unstated_parts(
                place.location, before[place.location.id], unstated[place.location.id]
            )
        )
        if place.location.id in before and place.location.id in unstated
        else place
        for place in places
    )


def _location_with_unstated_parts(
    location: LocationRecord, existing: LocationRecord, unstated: frozenset[str]
) -> LocationRecord:
    if location.kind is not existing.kind:
        return location
    parts: dict[str, Any] = {part: getattr(existing, part) for part in ("name", "addresses") if part in unstated}
    has_no_point = location.latitude is None or location.coordinate_source == SECTOR
    is_there = "addresses" in unstated or _postcodes(location) == _postcodes(existing)
    if has_no_point and is_there and {"latitude", "longitude"} <= unstated:
        parts |= {part: getattr(existing, part) for part in _POINT}
    return location._replace(**parts, ward=existing.ward)


def _postcodes(location: LocationRecord) -> list[str | None]:
    return [postcode_key(address.postal_code) for address in location.addresses]

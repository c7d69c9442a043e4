"""The places and terms of a service in an Open Referral file, as far as they fit our tables."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pathway.directory.client_groups import slug_of
from pathway.directory.exchange.column_lengths import lengths
from pathway.directory.exchange.open_referral.feed_reader import FeedReader, row_id
from pathway.directory.exchange.sector_points import SectorPoint, on_the_map
from pathway.directory.exchange.terms import checked, label_of
from pathway.directory.listing_record import (
    NO_ID,
    AddressRecord,
    LocationRecord,
    ServiceAtLocationRecord,
    TaxonomyRecord,
    TermRecord,
)
from pathway.directory.models import Address, Location, TaxonomyTerm
from pathway.directory.vocabulary import LocationKind, TaxonomyName

Unstated = dict[UUID, frozenset[str]]

_PARTS = ("name", "latitude", "longitude", "addresses")
"""The parts of a place that a feed can state. All other parts are ours, and an import leaves them alone."""

_LOCATION_KINDS = {
    "physical": LocationKind.SITE,
    "postal": LocationKind.PHONE_OR_ONLINE,
    "virtual": LocationKind.PHONE_OR_ONLINE,
}


class FeedPlaces(FeedReader):
    """Reads one service's places and terms."""

    def places(self, sector_point: SectorPoint) -> tuple[tuple[ServiceAtLocationRecord, ...], Unstated]:
        """Return the places of the service, and the parts for which the feed has no key, by the id of the place.

        A key with an empty value does state the part.
        """
        places: list[ServiceAtLocationRecord] = []
        unstated: Unstated = {}
        for service_at in self.items(self.service, "service_at_locations"):
            location = service_at.get("location")
            kind = _LOCATION_KINDS.get(str(location.get("location_type"))) if isinstance(location, dict) else None
            if not isinstance(location, dict) or kind is None:
                self.left_out["service_at_locations without a place"] += 1
            else:
                record = on_the_map(self._location(location, kind), sector_point)
                places.append(ServiceAtLocationRecord(row_id("at", service_at), record, len(places)))
                unstated[record.id] = frozenset(part for part in _PARTS if part not in location)
                self.rest("service_at_location", service_at, "location", "phones", "schedules")
        return tuple(places), unstated

    def terms(self) -> dict[TaxonomyName, tuple[TermRecord, ...]]:
        """Return the terms of the service: those of our lists, and all others as topics, which search matches."""
        terms: dict[TaxonomyName, tuple[TermRecord, ...]] = {}
        for attribute in self.items(self.service, "attributes"):
            term_object = attribute.get("taxonomy_term")
            term = self._term(term_object) if isinstance(term_object, dict) else None
            if term is None:
                self.left_out["attributes"] += 1
            else:
                taxonomy = term.taxonomy.name
                terms[taxonomy] = (*terms.get(taxonomy, ()), term)
        return terms

    def _location(self, location: dict[str, Any], kind: LocationKind) -> LocationRecord:
        latitude, longitude = location.get("latitude"), location.get("longitude")
        has_point = _is_degrees(latitude, 90) and _is_degrees(longitude, 180) and kind is LocationKind.SITE
        if not has_point and (latitude is not None or longitude is not None):
            self.left_out["points that are not latitude and longitude"] += 1
        self.rest("location", location, "location_type", "name", "latitude", "longitude", "addresses", "phones")
        return LocationRecord(
            id=row_id("location", location),
            kind=kind,
            name=self.text(location, "name", lengths(Location)["name"], "location "),
            latitude=float(latitude) + 0.0 if has_point and latitude is not None else None,
            longitude=float(longitude) + 0.0 if has_point and longitude is not None else None,
            coordinate_source="the feed it came from" if has_point else None,
            addresses=tuple(self._address(address) for address in self.items(location, "addresses")),
        )

    def _address(self, address: dict[str, Any]) -> AddressRecord:
        texts = self.texts("address", address, lengths(Address), "address_type")
        country = (texts.pop("country") or "GB").upper()
        return AddressRecord(row_id("address", address), country=country, **texts)

    def _term(self, term: Mapping[str, Any]) -> TermRecord | None:
        longest = lengths(TaxonomyTerm)
        name = self.text(term, "name", longest["name"], "taxonomy_term ")
        code = term.get("code") or term.get("term") or name
        self.rest("taxonomy_term", term, "name", "code", "term", "taxonomy", "taxonomy_detail")
        listed = str(term.get("taxonomy") or "").casefold()
        taxonomy = TaxonomyName(listed) if listed in set(TaxonomyName) else TaxonomyName.TOPIC
        try:
            if taxonomy in {TaxonomyName.AGENCY_TYPE, TaxonomyName.NEED}:
                known_code = checked(taxonomy, str(code))
                return TermRecord(NO_ID, TaxonomyRecord(taxonomy), known_code, label_of(taxonomy, known_code))
        except ValueError:
            taxonomy = TaxonomyName.TOPIC
        slug = slug_of(str(code))[: longest["code"]].strip("-")
        return TermRecord(NO_ID, TaxonomyRecord(taxonomy), slug, name) if slug and name is not None else None


def _is_degrees(value: object, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most

"""The places of a service in an Open Referral file, and the terms it carries, as far as they fit what we hold."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pathway.directory import listing_record
from pathway.directory.client_groups import slug_of
from pathway.directory.exchange import sector_points
from pathway.directory.exchange.open_referral.feed_reader import FeedReader, row_id
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.exchange.terms import checked, label_of
from pathway.directory.listing_record import NO_ID, Taxonomy, Term
from pathway.directory.vocabulary import LocationKind, TaxonomyName

_LOCATION_KINDS = {
    "physical": LocationKind.SITE,
    "postal": LocationKind.PHONE_OR_ONLINE,
    "virtual": LocationKind.PHONE_OR_ONLINE,
}


class FeedPlaces(FeedReader):
    """Reads one service's places and terms. `unsaid` fills with the places that are told in part."""

    def __init__(self, item: Mapping[str, Any], left_out: Counter[str], sector_point: SectorPoint) -> None:
        super().__init__(item, left_out)
        self._sector_point = sector_point
        self.unsaid: dict[UUID, frozenset[str]] = {}

    def places(self) -> tuple[listing_record.ServiceAtLocation, ...]:
        """Return where the service is."""
        return tuple(self._places())

    def terms(self) -> dict[TaxonomyName, tuple[Term, ...]]:
        """Return the terms the service carries: those of our lists, and all others as words it is found by."""
        found: dict[TaxonomyName, tuple[Term, ...]] = {}
        for attribute in self.items(self.item, "attributes"):
            term = attribute.get("taxonomy_term")
            if not isinstance(term, dict):
                self.left_out["attributes"] += 1
                continue
            made = self._term(term)
            if made is not None:
                taxonomy = made.taxonomy.name
                found[taxonomy] = (*found.get(taxonomy, ()), made)
        return found

    def _places(self) -> Iterator[listing_record.ServiceAtLocation]:
        place = 0
        for at in self.items(self.item, "service_at_locations"):
            location = at.get("location")
            kind = _LOCATION_KINDS.get(str(location.get("location_type"))) if isinstance(location, dict) else None
            if not isinstance(location, dict) or kind is None:
                self.left_out["service_at_locations without a place"] += 1
                continue
            yield listing_record.ServiceAtLocation(row_id("at", at), self._location(location, kind), place)
            self.unsaid[row_id("location", location)] = unsaid_of(location)
            place += 1
            self.rest("service_at_location", at, "location", "phones", "schedules")

    def _location(self, item: dict[str, Any], kind: LocationKind) -> listing_record.Location:
        latitude, longitude = item.get("latitude"), item.get("longitude")
        has_point = _is_degrees(latitude, 90) and _is_degrees(longitude, 180) and kind is LocationKind.SITE
        if not has_point and (latitude is not None or longitude is not None):
            self.left_out["points that are not latitude and longitude"] += 1
        self.rest("location", item, "location_type", "name", "latitude", "longitude", "addresses", "phones")
        made = listing_record.Location(
            id=row_id("location", item),
            kind=kind,
            name=self.text(item, "name", 200, "location "),
            latitude=float(latitude) + 0.0 if has_point and latitude is not None else None,
            longitude=float(longitude) + 0.0 if has_point and longitude is not None else None,
            coordinate_source="the feed it came from" if has_point else None,
            addresses=tuple(self._address(address) for address in self.items(item, "addresses")),
        )
        return sector_points.on_the_map(made, self._sector_point)

    def _address(self, item: dict[str, Any]) -> listing_record.Address:
        read = ("address_1", "city", "state_province", "postal_code", "country", "address_type")
        self.rest("address", item, *read)
        country = self.text(item, "country", 2, "address ") or "GB"
        return listing_record.Address(
            id=row_id("address", item),
            address_1=self.text(item, "address_1", 200, "address "),
            city=self.text(item, "city", 120, "address "),
            state_province=self.text(item, "state_province", 120, "address "),
            postal_code=self.text(item, "postal_code", 10, "address "),
            country=country.upper(),
        )

    def _term(self, term: Mapping[str, Any]) -> Term | None:
        name = self.text(term, "name", 120, "taxonomy_term ")
        code = term.get("code") or term.get("term") or name
        self.rest("taxonomy_term", term, "name", "code", "term", "taxonomy", "taxonomy_detail")
        listed = str(term.get("taxonomy") or "").casefold()
        taxonomy = TaxonomyName(listed) if listed in set(TaxonomyName) else TaxonomyName.TOPIC
        try:
            if taxonomy in {TaxonomyName.AGENCY_TYPE, TaxonomyName.NEED}:
                known = checked(taxonomy, str(code))
                return Term(NO_ID, Taxonomy(taxonomy), known, label_of(taxonomy, known))
        except ValueError:
            taxonomy = TaxonomyName.TOPIC
        slug = slug_of(str(code))[:80].strip("-")
        if not slug or name is None:
            self.left_out["attributes"] += 1
            return None
        return Term(NO_ID, Taxonomy(taxonomy), slug, name)


def _is_degrees(value: object, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most


PARTS = ("name", "latitude", "longitude", "addresses")
"""What a feed can say of a place. Everything else that is held of one is ours and stays."""


def unsaid_of(item: Mapping[str, Any]) -> frozenset[str]:
    """Return the parts that a feed's location has no key for. A key with nothing in it says that there is nothing."""
    return frozenset(part for part in PARTS if part not in item)

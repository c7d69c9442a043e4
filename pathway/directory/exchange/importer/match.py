"""Matches each row of a file with a listing in the directory: by id, then by name and postcode."""

from collections.abc import Collection, Hashable
from uuid import UUID

from pathway.directory.exchange.importer.existing_listings import ExistingListings, name_key, postcode_key
from pathway.directory.exchange.parsed_row import ParsedRow, Where


class Matcher:
    """Matches the rows of one file."""

    def __init__(self, existing_listings: ExistingListings, ids_in_file: Collection[str]) -> None:
        self._existing_listings = existing_listings
        self._ids = ids_in_file
        self._rows: dict[Hashable, Where] = {}

    @property
    def matched_ids(self) -> Collection[UUID]:
        """The ids of existing listings that a row was matched with."""
        return self._existing_listings.ids.intersection(self._rows)

    def is_here(self, parsed_row: ParsedRow) -> bool:
        """Whether the directory has the listing of a row, or may have it: by id, slug, or name and postcode."""
        existing_listings = self._existing_listings
        by_slug = existing_listings.slugs.get(parsed_row.fields.get("slug") or "")
        return {parsed_row.id, by_slug} & existing_listings.ids != set() or bool(self._of_its_name(parsed_row))

    def match(self, parsed_row: ParsedRow) -> UUID | None:
        """Return the id of the listing a row is about, or None for a new one. An ambiguous match is a fault."""
        listing_id = parsed_row.id if parsed_row.id in self._existing_listings.ids else self._by_name(parsed_row)
        key = listing_id or parsed_row.id
        if key is not None:
            self._once(parsed_row, key, "id: this is the same listing as {}")
        return listing_id

    def _by_name(self, parsed_row: ParsedRow) -> UUID | None:
        candidates = self._of_its_name(parsed_row)
        if len(candidates) > 1:
            slugs = " and ".join(sorted(self._existing_listings.slug_of[id_] for id_ in candidates))
            parsed_row.faults.append(f"name: it may be {slugs} here: put the id of the right one in its row")
        name = parsed_row.fields.get("name")
        if not candidates and parsed_row.id is None and isinstance(name, str):
            key = (name_key(name), frozenset(_postcodes(parsed_row) or ()))
            self._once(parsed_row, key, "name: {} has the same name and postcode; give each an id, or take one out")
        return candidates[0] if len(candidates) == 1 else None

    def _of_its_name(self, parsed_row: ParsedRow) -> list[UUID]:
        """Return the listings of a row's name and postcode.

        A listing whose id is in the file belongs to the row with that id, not to a row of the same name.
        """
        name = parsed_row.fields.get("name")
        if not isinstance(name, str):
            return []
        postcodes = _postcodes(parsed_row)
        # A row whose places have no postcode is for listings without one.
        wanted = {""} if postcodes == set() else postcodes
        places = self._existing_listings.places_of.get(name_key(name), ())
        same = dict.fromkeys(id_ for code, id_ in places if wanted is None or code in wanted)
        return [id_ for id_ in same if str(id_) not in self._ids]

    def _once(self, parsed_row: ParsedRow, key: Hashable, fault: str) -> None:
        """Record what a row is recognised by; a fault, with the earlier row in it, when that has it too."""
        earlier = self._rows.setdefault(key, parsed_row.where)
        if earlier is not parsed_row.where:
            parsed_row.faults.append(fault.format(earlier))


def _postcodes(parsed_row: ParsedRow) -> set[str] | None:
    """Return the postcodes of a row, or None when it does not mention places."""
    if "at_locations" not in parsed_row.fields:
        return None
    addresses = (address for place in parsed_row.fields["at_locations"] for address in place.location.addresses)
    return {key for address in addresses if (key := postcode_key(address.postal_code))}

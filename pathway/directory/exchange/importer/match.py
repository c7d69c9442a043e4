"""Which listing here a row of a file means: by its id, then by its name and postcode."""

from collections.abc import Collection
from uuid import UUID

from pathway.directory.exchange.importer.existing_listings import Known, name_key, postcode_key
from pathway.directory.exchange.parsed_row import Said, Where


class Matcher:
    """Matches the rows of one file. `met` are the listings here that a row was matched with."""

    def __init__(self, known: Known, ids_in_file: Collection[str]) -> None:
        self._known = known
        self._ids = ids_in_file
        self._meant: dict[UUID, Where] = {}
        self._unnamed: dict[tuple[str, frozenset[str]], Where] = {}

    @property
    def met(self) -> Collection[UUID]:
        """Return the ids of listings here that the file speaks of."""
        return self._meant.keys() & self._known.held

    def match(self, said: Said) -> UUID | None:
        """Return the listing here that the row means, or None when it is a new one. Doubts become faults."""
        meant = said.id if said.id in self._known.held else self._by_name(said)
        key = meant or said.id
        if key is not None:
            self._once(said, key)
        return meant

    def _by_name(self, said: Said) -> UUID | None:
        name = said.fields.get("name")
        if not isinstance(name, str):
            return None
        postcodes = _postcodes(said)
        found = self._known.named(name, postcodes)
        # A listing whose own id stands in the file is meant by that row, not by its namesake.
        found = [id_ for id_ in found if str(id_) not in self._ids]
        if len(found) > 1:
            slugs = " and ".join(sorted(self._known.slug_of[id_] for id_ in found))
            said.faults.append(f"name: it may be {slugs} here: put the id of the right one in its row")
        if not found and said.id is None:
            self._once_by_name(said, (name_key(name), frozenset(postcodes or ())))
        return found[0] if len(found) == 1 else None

    def _once(self, said: Said, id_: UUID) -> None:
        before = self._meant.setdefault(id_, said.where)
        if before is not said.where:
            said.faults.append(f"id: this is the same listing as {before}")

    def _once_by_name(self, said: Said, key: tuple[str, frozenset[str]]) -> None:
        before = self._unnamed.setdefault(key, said.where)
        if before is not said.where:
            said.faults.append(f"name: {before} has the same name and postcode; give each an id, or take one out")


def _postcodes(said: Said) -> set[str] | None:
    """Return the postcodes a row gives, or None when it says nothing of places."""
    if "at_locations" not in said.fields:
        return None
    addresses = (address for place in said.fields["at_locations"] for address in place.location.addresses)
    return {key for address in addresses if (key := postcode_key(address.postal_code))}

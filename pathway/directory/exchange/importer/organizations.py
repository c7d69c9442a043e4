"""Which organisation a row means, and what the file changes about it."""

from typing import Any
from uuid import UUID

from pathway.directory.exchange import row_ids
from pathway.directory.exchange.importer.existing_listings import Known, name_key
from pathway.directory.exchange.parsed_row import Said, Where
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import NO_ID, Organization
from pathway.organizations.vocabulary import OrganizationKind


class Owners:
    """The organisations of one import: `changed` and `added` fill as rows are read."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._said: dict[UUID, tuple[Organization, Where]] = {}
        self.held = dict(known.organizations)
        self.added: set[UUID] = set()
        self.changed: set[UUID] = set()

    def of(self, said: Said, now: Organization | None) -> Organization:
        """Return the organisation of a row, `now` being that of the listing it means. ValueError says what is wrong."""
        given = {name: value for name, value in said.organization.items() if value is not None and value != NO_ID}
        if not given and now is not None:
            return self._known.organizations[now.id]
        found = self._found(given, now)
        if found is None:
            return self._new(given, said)
        if not said.is_feed:
            found = self._with(found, given)
        return self._agreed(found, said.where)

    def _found(self, given: dict[str, Any], now: Organization | None) -> Organization | None:
        """Return the one that is meant: by id, then by name."""
        known = self._known.organizations
        if given.get("id") in known:
            return known[given["id"]]
        if now is not None and "id" not in given and name_key(given.get("name", now.name)) == name_key(now.name):
            return known[now.id]
        named = self._known.owner_named.get(name_key(given.get("name", "")))
        return known[named] if named else None

    def _with(self, found: Organization, given: dict[str, Any]) -> Organization:
        changes = {name: value for name, value in given.items() if name != "id"}
        if given.get("id") != found.id:
            # Meant by its name: how the file spells it, and its slug there, change nothing here.
            changes = {name: value for name, value in changes.items() if name not in {"name", "slug"}}
        return found._replace(**changes)

    def _new(self, given: dict[str, Any], said: Said) -> Organization:
        name = given.get("name")
        if not name:
            raise ValueError("name is missing")
        kind = given.get("kind") or said.if_new.get("kind")
        if kind is None:
            kinds = ", ".join(kind.value for kind in OrganizationKind)
            raise ValueError(f"{shown(name)} is new here, so say its kind: {kinds}")
        made = Organization(
            id=given.get("id") or self._free_id(name),
            slug=given.get("slug") or self._free_slug(name),
            name=name,
            kind=kind,
            is_first_responder=given.get("is_first_responder", False),
        )
        self.added.add(made.id)
        return self._agreed(made, said.where)

    def _agreed(self, made: Organization, where: Where) -> Organization:
        """Keep what a row says of an organisation. ValueError when another row says otherwise."""
        before = self._said.get(made.id)
        if before is not None and before[0] != made:
            differs = next(name for name in made._fields if getattr(before[0], name) != getattr(made, name))
            raise ValueError(
                f"{differs} is {shown(str(getattr(made, differs)))} here and {shown(str(getattr(before[0], differs)))}"
                f" in {before[1]}, for the same organisation"
            )
        if before is not None:
            return made
        other = self._known.owner_slugs.get(made.slug, made.id)
        if other != made.id:
            raise ValueError(f"slug {shown(made.slug)} is that of {shown(self._known.organizations[other].name)}")
        self._said[made.id] = (made, where)
        if made.id not in self.added and made != self.held[made.id]:
            self.changed.add(made.id)
        self._known.organizations[made.id] = made
        self._known.owner_named[name_key(made.name)] = made.id
        self._known.owner_slugs[made.slug] = made.id
        return made

    def _free_id(self, name: str) -> UUID:
        id_ = row_ids.organization_id(name)
        while id_ in self._known.organizations:
            id_ = row_ids.organization_id(str(id_))
        return id_

    def _free_slug(self, name: str) -> str:
        return free_slug(name, self._known.owner_slugs)


def free_slug(name: str, taken: dict[str, UUID]) -> str:
    """Return a slug made from a name that nothing has yet."""
    stem = "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())[:100] or "unnamed"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug

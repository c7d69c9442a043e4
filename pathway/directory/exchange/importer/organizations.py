"""The organisation of each row, and the file's changes to it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pathway.core.formats import hyphenated
from pathway.directory.exchange import row_ids
from pathway.directory.exchange.importer.existing_listings import name_key
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import NO_ID, OrganizationRecord
from pathway.organizations.vocabulary import OrganizationKind


class Owners:
    """The organisations of one import: `organizations` as they are after it, `existing` as they were before it.

    `added` and `changed` fill as rows are read. With `only_new` the existing ones stay as they are, whatever the file
    states of them.
    """

    def __init__(self, existing: Mapping[UUID, OrganizationRecord], *, only_new: bool = False) -> None:
        self._only_new = only_new
        self._stated: dict[UUID, tuple[OrganizationRecord, Where]] = {}
        self._by_name = {name_key(organization.name): organization.id for organization in existing.values()}
        self._by_slug = {organization.slug: organization.id for organization in existing.values()}
        self.organizations = dict(existing)
        self.existing = existing
        self.added: set[UUID] = set()
        self.changed: set[UUID] = set()

    def of(self, parsed_row: ParsedRow, current: OrganizationRecord | None) -> OrganizationRecord:
        """Return the organisation of a row. `current` is that of the existing listing. Raises ValueError on a fault."""
        stated = {
            name: value for name, value in parsed_row.organization.items() if value is not None and value != NO_ID
        }
        if not stated and current is not None:
            return self.organizations[current.id]
        organization = self._meant(stated, current)
        if organization is None:
            return self._new(stated, parsed_row)
        if not (parsed_row.is_feed or (self._only_new and organization.id in self.existing)):
            organization = self._with(organization, stated)
        return self._agreed(organization, parsed_row.where)

    def _meant(self, stated: dict[str, Any], current: OrganizationRecord | None) -> OrganizationRecord | None:
        """Return the existing organisation a row means: by id, then by name."""
        organizations = self.organizations
        if stated.get("id") in organizations:
            return organizations[stated["id"]]
        if (
            current is not None
            and "id" not in stated
            and name_key(stated.get("name", current.name)) == name_key(current.name)
        ):
            return organizations[current.id]
        organization_id = self._by_name.get(name_key(stated.get("name", "")))
        return organizations[organization_id] if organization_id else None

    def _with(self, organization: OrganizationRecord, stated: dict[str, Any]) -> OrganizationRecord:
        changes = {name: value for name, value in stated.items() if name != "id"}
        if stated.get("id") != organization.id:
            # Matched by name: the file's spelling of it and its slug must not change ours.
            changes = {name: value for name, value in changes.items() if name not in {"name", "slug"}}
        return organization._replace(**changes)

    def _new(self, stated: dict[str, Any], parsed_row: ParsedRow) -> OrganizationRecord:
        name = stated.get("name")
        if not name:
            raise ValueError("name is missing")
        kind = stated.get("kind") or parsed_row.if_new.get("kind")
        if kind is None:
            kinds = ", ".join(kind.value for kind in OrganizationKind)
            raise ValueError(f"{shown(name)} is new here, so say its kind: {kinds}")
        organization = OrganizationRecord(
            id=stated.get("id") or self._free_id(name),
            slug=stated.get("slug") or free_slug(name, self._by_slug),
            name=name,
            kind=kind,
            is_first_responder=stated.get("is_first_responder", False),
        )
        self.added.add(organization.id)
        return self._agreed(organization, parsed_row.where)

    def _agreed(self, organization: OrganizationRecord, where: Where) -> OrganizationRecord:
        """Record what a row states about an organisation. ValueError when another row states otherwise."""
        earlier = self._stated.get(organization.id)
        if earlier is not None and earlier[0] != organization:
            differs = next(
                name for name in organization._fields if getattr(earlier[0], name) != getattr(organization, name)
            )
            here, there = (shown(str(getattr(version, differs))) for version in (organization, earlier[0]))
            raise ValueError(f"{differs} is {here} here and {there} in {earlier[1]}, for the same organisation")
        if earlier is not None:
            return organization
        other = self._by_slug.get(organization.slug, organization.id)
        if other != organization.id:
            other_name = self.organizations[other].name
            raise ValueError(f"slug {shown(organization.slug)} is that of {shown(other_name)}")
        self._stated[organization.id] = (organization, where)
        if organization.id not in self.added and organization != self.existing[organization.id]:
            self.changed.add(organization.id)
        self.organizations[organization.id] = organization
        self._by_name[name_key(organization.name)] = organization.id
        self._by_slug[organization.slug] = organization.id
        return organization

    def _free_id(self, name: str) -> UUID:
        id_ = row_ids.organization_id(name)
        while id_ in self.organizations:
            id_ = row_ids.organization_id(str(id_))
        return id_


def free_slug(name: str, taken: dict[str, UUID]) -> str:
    """Return a free slug made from a name."""
    stem = hyphenated(name)[:100] or "unnamed"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug

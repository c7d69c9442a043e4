"""Loading the starting directory from `seed/`. Only adds what is missing, so loading twice changes nothing.

A listing that is in the database already is left as it is: by then it belongs to the people who edit it.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.core.errors import SeedError
from pathway.directory.exchange.terms import TAXONOMIES
from pathway.directory.geography import Gazetteer
from pathway.directory.models import Fallback, Service, Taxonomy, TaxonomyTerm
from pathway.directory.search.index import indexer
from pathway.directory.stable_ids import stable_id
from pathway.directory.vocabulary import (
    AGENCY_LABELS,
    NEED_LABELS,
    AgencyType,
    FallbackAge,
    FallbackArea,
    FallbackHours,
    TaxonomyName,
)
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.upkeep.listing_rows import Terms, service_rows, term_names

FallbackKey = tuple[AgencyType, FallbackArea, FallbackAge, FallbackHours]
FallbackRows = Mapping[FallbackKey, Fallback]

_ACROSS = {
    "organization_name": str,
    "organization_kind": str,
    "is_first_responder": bool,
    "for_whom": list,
    "taxonomy_terms": list,
}


def seed_id(kind: str, name: str) -> UUID:
    """Return the id of a seeded row: the same on every installation."""
    return stable_id(kind, name)


def load(session: Session, folder: Path) -> int:
    """Add the missing taxonomies, fallbacks, organisations and listings; return how many listings were added.

    Adds to the session and flushes; the caller commits. Raises SeedError with the listing and field at fault, and
    then nothing of the file has been added.
    """
    listings = _read(folder / "listings.json", "listings", list)
    _refuse_nameless_and_doubles(listings)
    terms = load_terms(session, listings)
    has_new_words = _load_fallbacks(session, _read(folder / "fallbacks.json", "rows", list))
    organizations = load_organizations(session, listings)
    session.flush()
    # By id: its own people may have given it another slug by now.
    stored = set(session.scalars(select(Service.id)))
    gazetteer = Gazetteer(folder / "geo")
    added = []
    for listing in listings:
        if seed_id("service", listing["id"]) not in stored:
            owner = organizations[listing["organization_name"]]
            service = service_rows(listing, owner, terms, gazetteer.sector_point, seed_id)
            session.add(service)
            added.append(service.id)
    if added:
        indexer.refresh(session, added)
    elif has_new_words:
        # Workers keep the words they read until the index counts a change.
        indexer.count_change(session)
    return len(added)


def _read(path: Path, key: str, kind: type) -> Any:
    try:
        content = json.loads(path.read_text("utf-8"))[key]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SeedError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, kind):
        raise SeedError(f"{path.name}: {key} is not a {kind.__name__}")
    return content


def _refuse_nameless_and_doubles(listings: Iterable[Mapping[str, Any]]) -> None:
    """Check the fields that are read across listings, before any row is built."""
    seen: set[str] = set()
    for place, listing in enumerate(listings, 1):
        if not isinstance(listing, dict) or not isinstance(listing.get("id"), str):
            raise SeedError(f"listing {place} of the file: id is missing")
        slug = listing["id"]
        if slug in seen:
            raise SeedError(f"{slug}: this id stands twice in the file")
        seen.add(slug)
        for field, kind in _ACROSS.items():
            if not isinstance(listing.get(field), kind):
                raise SeedError(f"{slug}: {field} is missing or is not a {kind.__name__}")
        if listing["organization_kind"] not in set(OrganizationKind):
            raise SeedError(f"{slug}: organization_kind: {listing['organization_kind']!r} is not a kind we know")


def load_terms(session: Session, listings: Iterable[Mapping[str, Any]]) -> Terms:
    """Add the taxonomies and terms that are missing, and return every term by its taxonomy and code."""
    taxonomies = {taxonomy.name: taxonomy for taxonomy in session.scalars(select(Taxonomy))}
    for name, description in TAXONOMIES.items():
        if name not in taxonomies:
            taxonomies[name] = Taxonomy(id=seed_id("taxonomy", name), name=name, description=description)
            session.add(taxonomies[name])
    session.flush()
    terms: Terms = {
        (term.taxonomy.name, term.code): term
        for term in session.scalars(select(TaxonomyTerm).order_by(TaxonomyTerm.id))
    }
    wanted: dict[tuple[TaxonomyName, str], str] = {
        **{(TaxonomyName.NEED, need.value): label for need, label in NEED_LABELS.items()},
        **{(TaxonomyName.AGENCY_TYPE, kind.value): label for kind, label in AGENCY_LABELS.items()},
        **term_names(listings),
    }
    for position, ((taxonomy, code), label) in enumerate(wanted.items()):
        if (taxonomy, code) not in terms:
            term = TaxonomyTerm(
                id=seed_id(taxonomy, code), taxonomy=taxonomies[taxonomy], code=code, name=label, position=position
            )
            session.add(term)
            terms[taxonomy, code] = term
    return terms


def _load_fallbacks(session: Session, rows: list[Mapping[str, str]]) -> bool:
    """Add the rows that are missing; return whether there were any.

    Where somebody wrote one text for all of Brent, no row is added for Brent.
    """
    seeded = {fallback_key(row): row for row in map(fallback_row, rows)}
    if len(seeded) < len(rows):
        raise SeedError("fallbacks.json has two rows for one agency type, area, age and hours")
    anywhere = {kind for kind, area, _, _ in seeded if area is FallbackArea.ANY}
    if missing := [kind.value for kind in AgencyType if kind not in anywhere]:
        raise SeedError(f"fallbacks.json has no words for any place for {', '.join(missing)}")
    stored = {fallback_key(row): row for row in session.scalars(select(Fallback))}
    own_words = {kind for kind in AgencyType if _is_written_for_brent(kind, stored, seeded)}
    missing_rows = [
        row
        for key, row in seeded.items()
        if key not in stored and not (row.area is FallbackArea.BRENT and row.agency_type in own_words)
    ]
    session.add_all(missing_rows)
    return bool(missing_rows)


def _is_written_for_brent(kind: AgencyType, stored: FallbackRows, seeded: FallbackRows) -> bool:
    """Whether one row, which did not come with the product, is all that is stored for Brent (see migration 0006)."""
    for_brent = [key for key in stored if key[:2] == (kind, FallbackArea.BRENT)]
    whole = (kind, FallbackArea.BRENT, FallbackAge.ANY, FallbackHours.ANY)
    if for_brent != [whole]:
        return False
    return whole not in seeded or seeded[whole].text != stored[whole].text


def fallback_row(row: Mapping[str, str]) -> Fallback:
    """Read one row of fallbacks.json. Raises SeedError with what is wrong."""
    try:
        return Fallback(
            agency_type=AgencyType(row["agency_type"]),
            area=FallbackArea(row["area"]),
            age=FallbackAge(row["age"]),
            hours=FallbackHours(row["hours"]),
            text=row["text"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SeedError(f"fallbacks.json: {error} in {row!r}") from error


def fallback_key(row: Fallback) -> FallbackKey:
    """Return the key of a row."""
    return row.agency_type, row.area, row.age, row.hours


def load_organizations(session: Session, listings: Iterable[Mapping[str, Any]]) -> dict[str, Organization]:
    """Return the organisation of each name in the file. One that is stored already is left alone (found by its id)."""
    stored = {
        organization.id: organization
        for organization in session.scalars(select(Organization).order_by(Organization.id))
    }
    kinds: dict[str, OrganizationKind] = {}
    organizations: dict[str, Organization] = {}
    for listing in listings:
        name, kind = listing["organization_name"], OrganizationKind(listing["organization_kind"])
        if kinds.setdefault(name, kind) is not kind:
            raise SeedError(f"{listing['id']}: organization_kind {kind} differs from {kinds[name]} of {name} elsewhere")
        id_ = seed_id("organization", name)
        if id_ in stored:
            organizations[name] = stored[id_]
            continue
        if name not in organizations:
            organizations[name] = Organization(id=id_, slug=_slug(name), name=name, kind=kind, is_first_responder=False)
            session.add(organizations[name])
        organizations[name].is_first_responder |= bool(listing["is_first_responder"])
    return organizations


def _slug(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())

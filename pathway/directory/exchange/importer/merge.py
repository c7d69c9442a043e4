"""What a listing becomes when a row is taken in: what the row says over what is held, and ids for every row of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid5

from pathway.directory.exchange import row_ids, terms
from pathway.directory.exchange.fields import FIELDS
from pathway.directory.exchange.importer.assign_ids import ITS_ID, settled, settled_places, with_phones
from pathway.directory.exchange.importer.existing_listings import Known, next_position
from pathway.directory.exchange.importer.organizations import Owners, free_slug
from pathway.directory.exchange.importer.partial_places import kept
from pathway.directory.exchange.load import in_order
from pathway.directory.exchange.parsed_row import Said
from pathway.directory.exchange.safe_text import shown
from pathway.directory.listing_record import NO_ID, Service, Term
from pathway.directory.vocabulary import Publication

_REQUIRED = tuple(field.name for field in FIELDS if field.is_required)
_FILLED = {"slug", "status", "publication", "takes_professionals", "takes_self", "last_modified_at"}
"""Required, and filled for a new listing when its row does not say."""

_ROWS = ("phones", "contacts", "schedules", "schedule_exceptions", "areas", "languages", "sources")


class Merger:
    """Makes the listing that each row means. `now` is when a listing that does not say was last changed."""

    def __init__(self, known: Known, owners: Owners, *, publish: bool, now: datetime) -> None:
        self._known = known
        self._owners = owners
        self._publish = publish
        self._now = now
        self._next_position = next_position(known)
        self.new_terms: list[Term] = []
        self.other_words: dict[tuple[str, str], tuple[str, str]] = {}
        self.kept_as_drafts = 0

    def merged(self, said: Said, held: Service | None) -> Service | None:
        """Return the listing, or None when the row has faults; they are added to it."""
        values = self._values(said, held)
        if _is_blamed(said, "organization"):
            return None
        owner = _or_fault(said, "organization", lambda: self._owners.of(said, held.organization if held else None))
        if said.faults or owner is None:
            return None
        service = replace(held, **values) if held else Service(organization=owner, **values)
        service.organization = owner
        service.publication = self._publication(said, held)
        service.terms = _or_fault(said, "terms", lambda: self._terms(said, held)) or ()
        self._settle(service, held, said)
        return None if said.faults else service

    def _values(self, said: Said, held: Service | None) -> dict[str, Any]:
        values = dict(said.fields)
        for name in _REQUIRED:
            value = values.get(name)
            if held is None and value is None and name in said.if_new:
                values[name] = said.if_new[name]
            elif value is None or (isinstance(value, str) and not value.strip()):
                values.pop(name, None)
                if _is_blamed(said, name):
                    continue
                if name in said.fields and not (held is None and name in _FILLED):
                    said.faults.append(f"{name}: cannot be empty")
                elif held is None and name not in _FILLED:
                    said.faults.append(f"{name}: is missing, and a new listing needs it")
        if held is None:
            self._fill(said, values)
        else:
            # A change is dated when it is made; the file's own date is of what it was made from.
            values["last_modified_at"] = held.last_modified_at
        return values

    def _fill(self, said: Said, values: dict[str, Any]) -> None:
        values.setdefault("slug", free_slug(values.get("name", ""), self._known.slugs))
        values.setdefault("last_modified_at", self._now)
        id_ = said.id or row_ids.service_id(values["slug"])
        while id_ in self._known.slug_of and said.id is None:
            id_ = uuid5(id_, "next")
        values["id"] = id_

    def _publication(self, said: Said, held: Service | None) -> Publication:
        asked = Publication.PUBLISHED if said.is_feed else said.fields.get("publication")
        now = held.publication if held else Publication.DRAFT
        if self._publish and asked is not None:
            return Publication(asked)
        if asked is Publication.PUBLISHED and now is not asked:
            self.kept_as_drafts += 1
        return now

    def _terms(self, said: Said, held: Service | None) -> tuple[Term, ...]:
        carried = {term.key: term for term in (held.terms if held else ())}
        if not said.is_feed:
            carried = {key: term for key, term in carried.items() if key[0] not in said.terms}
        for given in said.terms.values():
            carried |= {term.key: self._term(term) for term in given}
        return in_order("terms", carried.values())

    def _term(self, term: Term) -> Term:
        """Return the term as it is here; one that is not here yet is new."""
        known = self._known.terms.get(term.key)
        if known is not None:
            if known.name != term.name:
                self.other_words[term.taxonomy.name.value, term.code] = (known.name, term.name)
            return known
        taxonomy, code = term.key
        if len(term.code) > terms.LONGEST_CODE or len(term.name) > terms.LONGEST_NAME:
            raise ValueError(f"{shown(term.name)} is longer than a term may be")
        position = term.position if term.position is not None else terms.place_of(taxonomy, code)
        if position is None:
            position = self._next_position
        self._next_position = max(self._next_position, position + 1)
        id_ = term.id if term.id != NO_ID else row_ids.term_id(taxonomy, code)
        made = term._replace(id=id_, position=position)
        self._known.terms[made.key] = made
        self.new_terms.append(made)
        return made

    def _settle(self, service: Service, held: Service | None, said: Said) -> None:
        for name in _ROWS:
            before = getattr(held, name) if held else ()
            rows = getattr(service, name)
            if not rows:
                continue
            if name == "schedules":
                if name not in said.fields:
                    # The hours of a number that is gone go with it.
                    ids = {phone.id for phone in service.phones}
                    rows = tuple(row for row in rows if row.phone_id is None or row.phone_id in ids)
                rows = _or_fault(said, "hours", lambda rows=rows: with_phones(rows, service.phones)) or ()
            if name in said.fields:
                rows = settled(rows, before, service.slug, ITS_ID[name])
            setattr(service, name, in_order(name, rows))
        if "at_locations" in said.fields:
            before = held.at_locations if held else ()
            places = kept(service.at_locations, before, said.unsaid)
            places = settled_places(places, before, service.slug, self._known.shared_places)
            service.at_locations = in_order("at_locations", places)
        former = set(service.former_identifiers)
        if held is not None and held.slug != service.slug:
            former.add(held.slug)
        service.former_identifiers = in_order("former_identifiers", former - {service.slug})


def _is_blamed(said: Said, field: str) -> bool:
    """Whether something is wrong already with a field, so that one mistake is told once."""
    return any(fault.startswith(field) for fault in said.faults)


def _or_fault(said: Said, field: str, make: Any) -> Any:
    try:
        return make()
    except ValueError as error:
        said.faults.append(f"{field}: {error}")
        return None

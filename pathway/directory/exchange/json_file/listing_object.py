"""A listing as JSON, in Open Referral's nouns: what is empty is left out, every row has its id."""

from collections.abc import Mapping
from typing import Any

from pathway.directory.exchange import fields, terms
from pathway.directory.exchange.fields import FIELDS, ORGANIZATION_FIELDS, Field, Kind
from pathway.directory.exchange.json_file import rows
from pathway.directory.exchange.parsed_row import Said, Where
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import NO_ID, Service, Taxonomy, Term
from pathway.directory.vocabulary import TaxonomyName

FORMAT = "pathway-listings"
VERSION = 1
PUBLISHED = "published"
ALL = "all"

_FIELDS = {field.name: field for field in FIELDS}
_ID = Field("id", Kind.ID)
_TERM = (Field("taxonomy", Kind.WORD, TaxonomyName, is_required=True), Field("term", is_required=True))
_A_TERM = (
    _ID,
    Field("taxonomy", Kind.WORD, TaxonomyName, is_required=True),
    Field("code", is_required=True),
    Field("name", is_required=True),
    Field("position", Kind.WHOLE),
)
_KNOWN = {"id", "organization", "attributes", "former_identifiers", *rows.KEYS, *_FIELDS}


def write_service(service: Service, *, everything: bool) -> dict[str, Any]:
    """Write a listing; without `everything`, without what is for staff only."""
    written: dict[str, Any] = {"id": str(service.id)}
    for name, field in _FIELDS.items():
        value = getattr(service, name)
        if value not in (None, "") and (everything or not field.is_staff_only):
            written[name] = fields.as_json(value)
    owner = service.organization
    written["organization"] = {field.name: fields.as_json(getattr(owner, field.name)) for field in ORGANIZATION_FIELDS}
    written.update(rows.write(service))
    if service.terms:
        written["attributes"] = [{"taxonomy": term.taxonomy.name.value, "term": term.code} for term in service.terms]
    if service.former_identifiers:
        written["former_identifiers"] = list(service.former_identifiers)
    return written


def write_term(term: Term) -> dict[str, Any]:
    """Write a term of the list that stands before the listings."""
    written = {"id": str(term.id), "taxonomy": term.taxonomy.name.value, "code": term.code, "name": term.name}
    return written if term.position is None else {**written, "position": term.position}


def read_term(item: object) -> Term:
    """Read a term of that list. ValueError says what is wrong."""
    found = rows.read_values(item, _A_TERM)
    taxonomy = found["taxonomy"]
    code = terms.checked(taxonomy, found["code"])
    return Term(found.get("id") or NO_ID, Taxonomy(taxonomy), code, found["name"], found.get("position"))


def read_service(where: Where, item: object, known_terms: Mapping[Any, Term], *, holds: str | None) -> Said:
    """Read a listing.

    `holds` is what the file says it covers: in a file of `ALL` or `PUBLISHED` listings what is left out is empty, but
    for what is for staff only; in any other only what stands there is said.
    """
    said = Said(where)
    if not isinstance(item, dict):
        said.faults.append("this is not a service but " + shown(str(item)))
        return said
    if holds is not None:
        _say_empty(said, holds)
    for key, value in item.items():
        try:
            _read(said, key, value, item, known_terms)
        except ValueError as error:
            said.faults.append(f"{key}: {error}")
    return said


def _say_empty(said: Said, holds: str) -> None:
    covered = (field for field in FIELDS if holds == ALL or not field.is_staff_only)
    said.fields.update({field.name: None for field in covered if not field.is_required})
    said.fields.update(dict.fromkeys([*rows.KEYS.values(), "former_identifiers"], ()))
    said.terms.update(dict.fromkeys(TaxonomyName, ()))


def _read(said: Said, key: str, value: object, item: Mapping[str, Any], known_terms: Mapping[Any, Term]) -> None:
    if key not in _KNOWN:
        raise ValueError(f"this is not a field we know.{nearest(key, _KNOWN)}")
    if field := _FIELDS.get(key):
        said.fields[key] = fields.from_json(field, value)
    elif key in rows.KEYS:
        said.fields[rows.KEYS[key]] = rows.read(key, value, item)
    elif key == "id":
        said.id = fields.from_json(_ID, value)
    elif key == "organization":
        said.organization = rows.read_values(value, ORGANIZATION_FIELDS, partly=True)
    elif key == "former_identifiers":
        said.fields[key] = tuple(_text(one) for one in rows.items_of(value))
    else:
        said.terms = dict.fromkeys(TaxonomyName, ())
        for one in rows.items_of(value):
            found = rows.read_values(one, _TERM)
            taxonomy, code = found["taxonomy"], terms.checked(found["taxonomy"], found["term"])
            plain = Term(NO_ID, Taxonomy(taxonomy), code, terms.label_of(taxonomy, code))
            said.terms[taxonomy] += (known_terms.get((taxonomy, code), plain),)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{shown(str(value))} is not text")
    return value

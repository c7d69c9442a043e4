"""A listing as JSON, in Open Referral's nouns. Empty values are left out; every row has its id."""

from collections.abc import Mapping
from typing import Any

from pathway.directory.exchange import fields, terms
from pathway.directory.exchange.fields import FIELDS, ORGANIZATION_FIELDS, Field, fields_of, kind_of
from pathway.directory.exchange.json_file import rows
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import NO_ID, ServiceRecord, TaxonomyRecord, TermRecord
from pathway.directory.vocabulary import TaxonomyName

FORMAT = "pathway-listings"
VERSION = 1
PUBLISHED = "published"
ALL = "all"

_FIELDS = {field.name: field for field in fields_of(ServiceRecord)}
_TAXONOMY = Field("taxonomy", kind_of(TaxonomyName), is_required=True)
_ATTRIBUTE = (_TAXONOMY, Field("term", kind_of(str), is_required=True))
_TERM = (_TAXONOMY, *fields_of(TermRecord))
_KEYS = {"organization", "attributes", "former_identifiers", *rows.KEYS, *_FIELDS}


def write_service(service: ServiceRecord, *, everything: bool) -> dict[str, Any]:
    """Write a listing; without `everything`, staff-only fields are left out."""
    form = (field for field in _FIELDS.values() if everything or not field.is_staff_only)
    written = rows.write_values(service, form)
    owner = service.organization
    written["organization"] = {field.name: fields.as_json(getattr(owner, field.name)) for field in ORGANIZATION_FIELDS}
    written.update(rows.write(service))
    if service.terms:
        written["attributes"] = [{"taxonomy": term.taxonomy.name.value, "term": term.code} for term in service.terms]
    if service.former_identifiers:
        written["former_identifiers"] = list(service.former_identifiers)
    return written


def write_term(term: TermRecord) -> dict[str, Any]:
    """Write a term of the file's `taxonomy_terms`."""
    taxonomy = term.taxonomy.name.value
    return {"id": str(term.id), "taxonomy": taxonomy, **rows.write_values(term, fields_of(TermRecord))}


def read_term(value: object) -> TermRecord:
    """Read a term of the file's `taxonomy_terms`. Raises ValueError."""
    values = rows.read_values(value, _TERM)
    code = terms.checked(values["taxonomy"], values["code"])
    return TermRecord(**values | {"taxonomy": TaxonomyRecord(values["taxonomy"]), "code": code})


def read_service(
    where: Where, service: object, file_terms: Mapping[Any, TermRecord], *, holds: str | None
) -> ParsedRow:
    """Read a listing.

    `holds` is the file's own entry. When it is `ALL` or `PUBLISHED`, a missing field is an empty field, except that
    `PUBLISHED` does not state staff-only fields. Without `holds`, a missing field is not stated.
    """
    parsed_row = ParsedRow(where)
    if not isinstance(service, dict):
        parsed_row.faults.append("this is not a service but " + shown(str(service)))
        return parsed_row
    if holds is not None:
        stated = [field.name for field in FIELDS if not field.is_required and (holds == ALL or not field.is_staff_only)]
        parsed_row.fields = {**dict.fromkeys(stated), **dict.fromkeys([*rows.KEYS.values(), "former_identifiers"], ())}
        parsed_row.terms = dict.fromkeys(TaxonomyName, ())
    for key, value in service.items():
        try:
            _read(parsed_row, key, value, service, file_terms)
        except ValueError as error:
            parsed_row.faults.append(f"{key}: {error}")
    parsed_row.id = parsed_row.fields.pop("id", None)
    return parsed_row


def _read(
    parsed_row: ParsedRow, key: str, value: object, service: Mapping[str, Any], file_terms: Mapping[Any, TermRecord]
) -> None:
    if key not in _KEYS:
        raise ValueError(f"this is not a field we know.{nearest(key, _KEYS)}")
    if field := _FIELDS.get(key):
        parsed_row.fields[key] = fields.from_json(field, value)
    elif key in rows.KEYS:
        parsed_row.fields[rows.KEYS[key]] = rows.read(key, value, service)
    elif key == "organization":
        parsed_row.organization = rows.read_given(value, ORGANIZATION_FIELDS)
    elif key == "former_identifiers":
        parsed_row.fields[key] = tuple(_text(entry) for entry in rows.items_of(value))
    else:
        parsed_row.terms = dict.fromkeys(TaxonomyName, ())
        for entry in rows.items_of(value):
            values = rows.read_values(entry, _ATTRIBUTE)
            taxonomy, code = values["taxonomy"], terms.checked(values["taxonomy"], values["term"])
            new_term = TermRecord(NO_ID, TaxonomyRecord(taxonomy), code, terms.label_of(taxonomy, code))
            parsed_row.terms[taxonomy] += (file_terms.get((taxonomy, code), new_term),)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{shown(str(value))} is not text")
    return value

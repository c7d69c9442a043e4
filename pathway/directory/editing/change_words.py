"""The changes between two versions of a listing, in words for those who look after it."""

import re
from collections.abc import Iterator
from datetime import date

from pathway.core.formats import long_date
from pathway.directory.exchange.importer.changes import differences
from pathway.directory.listing_record import ServiceRecord
from pathway.directory.vocabulary import AGENCY_LABELS, NEED_LABELS

LABELS = {
    "id": "Id",
    "slug": "Name in addresses",
    "name": "Name",
    "alternate_name": "Also called",
    "organization": "Organisation",
    "organization_kind": "Kind of organisation",
    "description": "What it does",
    "status": "Whether it runs",
    "publication": "Whether the public sees it",
    "phones": "Numbers",
    "is_free_to_ring": "Free to ring",
    "hours": "Hours",
    "hours_exceptions": "Hours on single days",
    "hours_description": "Hours in words",
    "places": "Places",
    "coverage": "How far it reaches",
    "areas": "Areas",
    "service_area_description": "Areas in words",
    "nations": "Nations",
    "agency_types": "Kind of agency",
    "needs": "Needs",
    "for_whom": "For whom",
    "exclusions": "Not for whom",
    "topics": "Words it is found by",
    "eligibility_description": "Who may come",
    "minimum_age": "Youngest age",
    "maximum_age": "Oldest age",
    "women_only": "Women only",
    "languages": "Languages",
    "interpretation_services": "Interpreters",
    "url": "Website",
    "email": "E-mail",
    "contacts": "Whom to ask for",
    "referral_channel": "How to refer",
    "takes_professionals": "Workers may refer",
    "takes_self": "She may ring herself",
    "referral_note": "Before ringing",
    "response_time": "How soon they answer",
    "what_happens_next": "What happens next",
    "approach": "Approach",
    "alert": "Warning",
    "closed_until": "Closed up to and including",
    "closed_note": "Why it is closed",
    "sources": "Sources",
    "assured_on": "Confirmed on",
    "assured_by": "Confirmed by",
    "organization_is_first_responder": "Its organisation is a first responder",
    "organization_slug": "Its organisation in addresses",
    "organization_id": "Its organisation's id",
    "former_identifiers": "Earlier names in addresses",
    "last_modified_at": "Changed at",
    "funded_until": "Funded until",
    "unanswered_on": "Nobody answered on",
    "evidence_grade": "Grade of evidence",
    "verification_notes": "Notes for staff",
}
"""What each column of a spreadsheet is called here."""

_SIGNS = {"  - ": "taken out: ", "  + ": "added: "}
_VALUES = {"“temporarily_closed”": "“closed for now”", "“active”": "“running”", "“defunct”": "“ended”"}


def changes(after: ServiceRecord, before: ServiceRecord) -> Iterator[str]:
    """Yield a line for each change: the field, and what was there before and is now."""
    label = ""
    for line in differences(after, before):
        if line[:4] in _SIGNS:
            yield f"{label}, {_SIGNS[line[:4]]}{_spoken(line[4:])}"
            continue
        column, colon, rest = line.partition(":")
        label = LABELS.get(column, column)
        if rest:
            yield f"{label}: {_in_words(rest.strip())}"
        elif not colon:
            yield line


_NOT_ITS_OWN = ("Id", "Name in addresses", "Changed at", "Confirmed on", "Confirmed by", "Whether ", "Its organisation")
_NOW = "”, now “"


def only_here(one: ServiceRecord, other: ServiceRecord) -> Iterator[str]:
    """Yield what a listing says and another does not: for two of one service, of which the other stays."""
    for line in changes(one, other):
        label, added, row = line.partition(", added: ")
        if added:
            yield f"{label}: {row}"
        elif ", taken out: " not in line and not line.startswith(_NOT_ITS_OWN) and not line.endswith(", now nothing"):
            yield line.replace("nothing, now ", "").replace(_NOW, "” there, “") + (" here" if _NOW in line else "")


def _spoken(line: str) -> str:
    """Return a line of a file's cell as a person would say it: what only a file needs is left out."""
    parts = [said for part in line.split(" | ") if (said := _part(part))]
    return ", ".join(parts)


def _part(part: str) -> str:
    name, sign, value = part.partition("=")
    if not sign or not name.isidentifier():
        return _TERMS.get(part, "" if part == "voice" else part)
    if name in {"until", "from"}:
        return f"{name} {long_date(date.fromisoformat(value))}" if _DAY.fullmatch(value) else f"{name} {value}"
    return {"bank_holidays": _BANK_HOLIDAYS.get(value, value), "every": f"every {value}"}.get(name, "")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BANK_HOLIDAYS = {
    "closed": "closed on bank holidays",
    "only": "on bank holidays only",
    "as_usual": "bank holidays as usual",
    "not_known": "not known on bank holidays",
}
_TERMS = {kind.value: label for kind, label in AGENCY_LABELS.items()}
_TERMS |= {need.value: label for need, label in NEED_LABELS.items()}


def _in_words(change: str) -> str:
    for value, words in _VALUES.items():
        change = change.replace(value, words)
    return change.replace(" -> ", ", now ")

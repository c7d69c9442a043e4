"""The changes between two versions of a listing, in words for those who look after it."""

from collections.abc import Iterator

from pathway.directory.exchange.importer.changes import differences
from pathway.directory.listing_record import ServiceRecord

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


def _spoken(line: str) -> str:
    """Return a line of a file's cell as a person would say it: commas for strokes, and no word for a usual number."""
    return line.replace(" | voice", "").replace(" | ", ", ")


def _in_words(change: str) -> str:
    for value, words in _VALUES.items():
        change = change.replace(value, words)
    return change.replace(" -> ", ", now ")

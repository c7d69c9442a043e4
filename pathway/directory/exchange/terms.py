"""The terms of a listing, with a column for each taxonomy. A term is one of our codes, or words that give a code."""

from functools import lru_cache

from pathway.directory.client_groups import slug_of
from pathway.directory.exchange import cells, lines, row_ids
from pathway.directory.exchange.safe_text import nearest, shown
from pathway.directory.listing_record import NO_ID, TaxonomyRecord, TermRecord
from pathway.directory.vocabulary import AGENCY_LABELS, NEED_LABELS, AgencyType, Need, TaxonomyName

TAXONOMIES = {
    TaxonomyName.NEED: "What a woman wants help with",
    TaxonomyName.AGENCY_TYPE: "The kind of agency that routing rules refer to",
    TaxonomyName.FOR_WHOM: "Whom a service says it is for",
    TaxonomyName.EXCLUSION: "Whom a service says it cannot take",
    TaxonomyName.TOPIC: "Words a service is found by",
}
"""Every taxonomy, with its description."""

COLUMNS = {
    TaxonomyName.AGENCY_TYPE: "agency_types",
    TaxonomyName.NEED: "needs",
    TaxonomyName.FOR_WHOM: "for_whom",
    TaxonomyName.EXCLUSION: "exclusions",
    TaxonomyName.TOPIC: "topics",
}
"""The column of each taxonomy."""

_OURS: dict[TaxonomyName, dict[str, str]] = {
    TaxonomyName.AGENCY_TYPE: {kind.value: label for kind, label in AGENCY_LABELS.items()},
    TaxonomyName.NEED: {need.value: label for need, label in NEED_LABELS.items()},
}
"""Closed taxonomies, by code: routing and search depend on each of their codes."""

_WORDED = {TaxonomyName.FOR_WHOM, TaxonomyName.EXCLUSION}
"""Taxonomies whose words give the code."""

_ORDER = {
    **{(TaxonomyName.NEED, need.value): place for place, need in enumerate(NEED_LABELS)},
    **{(TaxonomyName.AGENCY_TYPE, kind.value): place for place, kind in enumerate(AGENCY_LABELS, len(NEED_LABELS))},
}
assert len(_ORDER) == len(Need) + len(AgencyType)  # noqa: S101 - a label for each, or the starting directory is wrong


def label_of(taxonomy: TaxonomyName, code: str) -> str:
    """Return the default name of a term."""
    if taxonomy in _OURS:
        return _OURS[taxonomy].get(code, code)
    return code.replace("-", " ")


def place_of(taxonomy: TaxonomyName, code: str) -> int | None:
    """Return the position of a term in a closed taxonomy, or None."""
    return _ORDER.get((taxonomy, code))


def checked(taxonomy: TaxonomyName, code: str) -> str:
    """Return the code. ValueError when the taxonomy is closed and does not have it."""
    if taxonomy in _OURS and code not in _OURS[taxonomy]:
        raise ValueError(f"{shown(code)} is not one we know.{nearest(code, _OURS[taxonomy])}")
    return code


def write(term: TermRecord) -> str:
    """Write a term: its words where they give its code; else its code, and its words unless they are the default."""
    taxonomy, code = term.taxonomy.name, term.code
    named = {"id": str(term.id) if term.id != row_ids.term_id(taxonomy, code) else None}
    if taxonomy in _WORDED and slug_of(term.name) == code:
        return lines.write((term.name,), named)
    reads_back = taxonomy not in _WORDED and _by_label(taxonomy, code) == code and label_of(taxonomy, code) == term.name
    return lines.write((code, None if reads_back else term.name), named)


@lru_cache(10_000)
def read(taxonomy: TaxonomyName, text: str) -> TermRecord:
    """Read a term of a taxonomy. Raises ValueError."""
    line = lines.read(text, 2, {"id"})
    words, label = line.part(0), line.part(1)
    if not words:
        raise ValueError("the term is missing")
    id_ = cells.read_id(line.named["id"]) if "id" in line.named else NO_ID
    if label is None and taxonomy in _WORDED:
        code, label = slug_of(words), words
        if not code:
            raise ValueError(f"{shown(words)} needs a code before it: code | words")
    else:
        code = checked(taxonomy, words if label else _by_label(taxonomy, words))
    return TermRecord(id_, TaxonomyRecord(taxonomy), code, label or label_of(taxonomy, code))


def _by_label(taxonomy: TaxonomyName, words: str) -> str:
    labels = _OURS.get(taxonomy, {})
    if words in labels:
        return words
    folded = words.strip().casefold()
    spelt = folded.replace(" ", "_")
    if spelt in labels:
        return spelt
    return next((code for code, label in labels.items() if label.casefold() == folded), words)

"""Loading the starting directory from `seed/`. Only adds what is missing, so loading twice changes nothing.

`seed/listings.json` is a JSON export, read by the importer. A listing that is in the database already is left as it
is: by then it belongs to the people who edit it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pathway.core import clock
from pathway.core.errors import ListingFileError, SeedError
from pathway.directory.exchange.importer.reader import JSON_FILE, ListingFile, open_file
from pathway.directory.exchange.importer.run import take_in
from pathway.directory.exchange.parsed_row import ParsedRow
from pathway.directory.exchange.terms import TAXONOMIES
from pathway.directory.geography import Gazetteer
from pathway.directory.models import Taxonomy, TaxonomyTerm
from pathway.directory.search.index import indexer
from pathway.directory.stable_ids import stable_id
from pathway.directory.vocabulary import AGENCY_LABELS, NEED_LABELS, TaxonomyName
from pathway.upkeep import fallback_seed

FILE = "listings.json"


def load(session: Session, folder: Path) -> int:
    """Add the missing taxonomies, fallbacks, organisations and listings; return how many listings were added.

    Adds to the session and flushes; the caller commits. Raises SeedError with the listing and field at fault: then
    the caller rolls back.
    """
    file = _open(folder)
    load_terms(session)
    has_new_words = fallback_seed.load(session, folder)
    session.flush()
    outcome = take_in(session, file, publish=True, apply=True, now=clock.utc_now(), only_new=True)
    if outcome.problem_count:
        raise SeedError("\n".join([f"{FILE} cannot be loaded:", *outcome.refusal()]))
    if has_new_words and not outcome.added:
        # Workers keep the words they read until the index counts a change.
        indexer.count_change(session)
    return len(outcome.added)


def _open(folder: Path) -> ListingFile:
    try:
        file = open_file(folder / FILE, Gazetteer(folder / "geo").sector_point)
    except ListingFileError as error:
        raise SeedError(f"{FILE} cannot be read: {error}") from error
    if file.kind != JSON_FILE:
        raise SeedError(f"{FILE} is not a file that pathway export --format json --all writes")
    return replace(file, rows=lambda: _with_id(file.rows()))


def _with_id(rows: Iterator[ParsedRow]) -> Iterator[ParsedRow]:
    for parsed_row in rows:
        if parsed_row.id is None and not parsed_row.faults:
            parsed_row.faults.append("id: is missing. By it a listing is known again, whatever its people change")
        yield parsed_row


def load_terms(session: Session) -> None:
    """Add the taxonomies, needs and kinds of agency that are missing. Flushes."""
    taxonomies = {taxonomy.name: taxonomy for taxonomy in session.scalars(select(Taxonomy))}
    for name, description in TAXONOMIES.items():
        if name not in taxonomies:
            taxonomies[name] = Taxonomy(id=stable_id("taxonomy", name), name=name, description=description)
            session.add(taxonomies[name])
    stored = {(term.taxonomy.name, term.code) for term in session.scalars(select(TaxonomyTerm))}
    for position, (taxonomy, code, label) in enumerate(_labels()):
        if (taxonomy, code) not in stored:
            id_ = stable_id(taxonomy, code)
            term = TaxonomyTerm(id=id_, taxonomy=taxonomies[taxonomy], code=code, name=label, position=position)
            session.add(term)
    session.flush()


def _labels() -> Iterator[tuple[TaxonomyName, str, str]]:
    for need, label in NEED_LABELS.items():
        yield TaxonomyName.NEED, need.value, label
    for kind, label in AGENCY_LABELS.items():
        yield TaxonomyName.AGENCY_TYPE, kind.value, label

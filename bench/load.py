"""Putting made-up listings into a database, in chunks, so that a hundred thousand fit in memory."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.generator import listings
from bench.made_up_rows import Rows, record_of, rows_of
from pathway.core.clock import utc_now
from pathway.directory.listing_record import ServiceRecord, TermRecord
from pathway.directory.models import HoursPattern, IndexVersion, SearchEntry, SearchPlace, Taxonomy, TaxonomyTerm
from pathway.directory.search.index.indexer import FORMAT
from pathway.directory.vocabulary import TaxonomyName
from pathway.organizations.models import Organization
from pathway.upkeep.seed import load_terms

CHUNK = 2000
BY_ITSELF = 4 * CHUNK
"""Up to so many listings this process works alone: others take a second to start."""

T = TypeVar("T")


def load(session: Session, count: int, seed: int, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add made-up listings to a database and index them. Flushes; the caller commits.

    `progress` is called with how many are done. Fallbacks and lines that always answer are not added.
    """
    patterns = set(session.scalars(select(HoursPattern.key)))
    docid = session.scalar(select(func.max(SearchEntry.docid))) or 0
    done = 0
    now = utc_now()
    services = (record_of(listing, now) for listing in listings(count, seed))
    load_terms(session)
    for chunk, rows in _with_rows(_chunks(services, CHUNK), count):
        _add_owners_and_terms(session, chunk)
        _number_on(rows, docid, patterns)
        for model, values in rows.items():
            if values:
                session.execute(insert(model), values)
        docid += len(chunk)
        done += len(chunk)
        progress(done)
    version = session.get(IndexVersion, 1) or IndexVersion(id=1, number=0, format=FORMAT)
    version.number += 1
    session.add(version)
    session.flush()


def _add_owners_and_terms(session: Session, services: Sequence[ServiceRecord]) -> None:
    """Add the organisations and terms of a chunk that are missing."""
    owners = {service.organization.id: service.organization for service in services}
    terms = {term.id: term for service in services for term in service.terms}
    taxonomies = {taxonomy.name: taxonomy.id for taxonomy in session.scalars(select(Taxonomy))}
    new_owners = owners.keys() - set(session.scalars(select(Organization.id)))
    new_terms = terms.keys() - set(session.scalars(select(TaxonomyTerm.id)))
    if new_owners:
        session.execute(insert(Organization), [owners[id_]._asdict() for id_ in sorted(new_owners)])
    if new_terms:
        session.execute(insert(TaxonomyTerm), [_term_values(terms[id_], taxonomies) for id_ in sorted(new_terms)])


def _term_values(term: TermRecord, taxonomies: Mapping[TaxonomyName, UUID]) -> dict[str, Any]:
    return {
        "id": term.id,
        "taxonomy_id": taxonomies[term.taxonomy.name],
        "code": term.code,
        "name": term.name,
        "position": term.position,
    }


def _with_rows(chunks: Iterable[list[ServiceRecord]], count: int) -> Iterator[tuple[Sequence[ServiceRecord], Rows]]:
    """Yield each chunk with its rows, in order; for many listings other processes build the rows ahead of use."""
    if count <= BY_ITSELF:
        yield from ((chunk, rows_of(chunk)) for chunk in chunks)
        return
    workers = os.cpu_count() or 1
    waiting: deque[tuple[list[ServiceRecord], Future[Rows]]] = deque()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for chunk in chunks:
            waiting.append((chunk, pool.submit(rows_of, chunk)))
            if len(waiting) > workers:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()


def _number_on(rows: Rows, docid: int, patterns: set[str]) -> None:
    """Number a chunk's entries on from the last one, and leave out patterns of hours that are stored already."""
    for model in (SearchEntry, SearchPlace):
        for row in rows.get(model, ()):
            row["docid"] += docid
    rows[HoursPattern] = [row for row in rows[HoursPattern] if row["key"] not in patterns]
    patterns |= {row["key"] for row in rows[HoursPattern]}


def _chunks(elements: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(elements)
    while chunk := list(islice(rest, size)):
        yield chunk

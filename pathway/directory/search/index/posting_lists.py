"""The listings that match a word or a facet: one query of the full-text index each, cached as a set.

A search combines several of these sets. They come from the database, so both engines match the same listings.
They are read again when the index changes.
"""

import numpy as np
from sqlalchemy import text

from pathway.directory.cache import BoundedCache
from pathway.directory.search.index import bitsets
from pathway.directory.search.index.bitsets import Bits
from pathway.directory.search.index.columns import Columns
from pathway.directory.search.text import full_text
from pathway.extensions import db

MOST_BYTES = 32 * 1024 * 1024
"""Limit of the cached sets; beyond it, the oldest goes."""


class Postings:
    """The sets of one version of the index, each read at its first use."""

    def __init__(self, columns: Columns) -> None:
        """Take the columns that give the positions."""
        self._columns = columns
        self._sets: BoundedCache[str, Bits] = BoundedCache(max(256, MOST_BYTES // max(1, len(columns) // 8)))
        self.engine: full_text.Engine = full_text.Fts5 if db.engine.dialect.name == "sqlite" else full_text.TsQuery

    def of(self, query: str) -> Bits:
        """Return the listings that match a query written by `full_text` for this engine."""
        matches = self._sets.get(query)
        if matches is None:
            matches = self._ask(query)
            self._sets.add({query: matches})
        return matches

    def tagged(self, token: str) -> Bits:
        """Return the listings with one facet value."""
        return self.of(self.engine.tag(token))

    def _ask(self, query: str) -> Bits:
        docids = db.session.execute(_SQL[self.engine], {"query": query}).scalars().all()
        places = self._columns.positions_of(np.array(docids, np.int64))
        return bitsets.of_positions(places, len(self._columns))


_SQL = {
    full_text.Fts5: text("SELECT rowid FROM search_fts WHERE search_fts MATCH :query ORDER BY rowid"),
    full_text.TsQuery: text("SELECT docid FROM search_entry WHERE vector @@ CAST(:query AS tsquery) ORDER BY docid"),
}

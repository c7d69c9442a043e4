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


class Postings(BoundedCache[str, Bits]):
    """The sets of one version of the index by query, as `full_text` writes it for this engine.

    `postings[query]` are the listings that match; the database is asked at the first use of a query only.
    """

    def __init__(self, columns: Columns) -> None:
        """Take the columns that give the positions."""
        super().__init__(max(256, MOST_BYTES // max(1, len(columns) // 8)))
        self._columns = columns
        self.engine = full_text.FTS5 if db.engine.dialect.name == "sqlite" else full_text.TS_QUERY

    def __missing__(self, query: str) -> Bits:
        """Ask the database for a set, and add it."""
        docids = db.session.execute(_SQL[self.engine], {"query": query}).scalars().all()
        places = self._columns.positions_of(np.array(docids, np.int64))
        matches = bitsets.of_positions(places, len(self._columns))
        self.add({query: matches})
        return matches

    def tagged(self, token: str) -> Bits:
        """Return the listings with one facet value."""
        return self[self.engine.tag(token)]


_SQL = {
    full_text.FTS5: text("SELECT rowid FROM search_fts WHERE search_fts MATCH :query ORDER BY rowid"),
    full_text.TS_QUERY: text("SELECT docid FROM search_entry WHERE vector @@ CAST(:query AS tsquery) ORDER BY docid"),
}

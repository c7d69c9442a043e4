"""Which listings have a word or a facet: asked of the full-text index once, and remembered as a set.

A search joins several of these sets. Each is the database's own answer, so both engines match the same things, and it
is asked again once the index counts a change.
"""

import numpy as np
from sqlalchemy import text

from pathway.directory import bits, matching
from pathway.directory.bits import Bits
from pathway.directory.columns import Columns
from pathway.directory.kept import Kept
from pathway.extensions import db

MOST_BYTES = 32 * 1024 * 1024
"""What the remembered sets may take; then the one learned first is forgotten."""


class Postings:
    """The sets learned so far of one version of the index."""

    def __init__(self, columns: Columns) -> None:
        """Take the columns whose positions the sets are of."""
        self._columns = columns
        self._learned: Kept[str, Bits] = Kept(max(256, MOST_BYTES // max(1, len(columns) // 8)))
        self.engine: matching.Engine = matching.Fts5 if db.engine.dialect.name == "sqlite" else matching.TsQuery

    def of(self, query: str) -> Bits:
        """Return what matches a query that `matching` wrote for this engine."""
        found = self._learned.get(query)
        if found is None:
            found = self._ask(query)
            self._learned.add({query: found})
        return found

    def tagged(self, token: str) -> Bits:
        """Return what has one facet value."""
        return self.of(self.engine.tag(token))

    def _ask(self, query: str) -> Bits:
        docids = db.session.execute(_SQL[self.engine], {"query": query}).scalars().all()
        places = self._columns.positions_of(np.array(docids, np.int64))
        return bits.of_positions(places, len(self._columns))


_SQL = {
    matching.Fts5: text("SELECT rowid FROM search_fts WHERE search_fts MATCH :query ORDER BY rowid"),
    matching.TsQuery: text("SELECT docid FROM search_entry WHERE vector @@ CAST(:query AS tsquery) ORDER BY docid"),
}

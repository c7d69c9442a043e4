"""One search, written for each engine: an FTS5 MATCH for SQLite, a tsquery for PostgreSQL.

Both are built from our own tokens (letters and digits only), never from what was typed, so nothing needs escaping.
A listing matches a concept at one of three levels: by its name, by its kind of help, or by anything it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from pathway.directory.facet_tags import tag
from pathway.directory.search.text.query_parser import Concept, Word
from pathway.directory.search.text.tokens import STEM_MARK, stem


class Level(IntEnum):
    """Where a concept's words must be. A lower level is a better match."""

    NAME = 0
    KIND = 1
    ANYTHING = 2


@dataclass(frozen=True, eq=False)
class Engine:
    """How one engine writes a query: what joins conditions, and the formats of words and facets.

    `columns`: the words of a listing that each level looks in. A word matches whole, by its stem, or as a beginning.
    """

    all_of: str
    any_of: str
    columns: Mapping[Level, str]
    whole: str
    beginning: str
    facet: str

    def word(self, word: Word, level: Level) -> str:
        """Write one word at a level."""
        columns = self.columns[level]
        ways = [self.whole.format(columns=columns, stem=STEM_MARK + stem(word.text))]
        if word.prefix:
            ways.append(self.beginning.format(columns=columns, word=word.text))
        return f"({self.any_of.join(ways)})"

    def tag(self, token: str) -> str:
        """Write one facet value."""
        return self.facet.format(token)


FTS5 = Engine(
    all_of=" AND ",
    any_of=" OR ",
    columns={
        Level.NAME: "{name_words}",
        Level.KIND: "{name_words kind_words}",
        Level.ANYTHING: "{name_words kind_words more_words}",
    },
    whole='{columns} : "{stem}"',
    beginning='{columns} : "{word}" *',
    facet='{{tags}} : "{}"',
)
"""SQLite's."""

TS_QUERY = Engine(
    all_of=" & ",
    any_of=" | ",
    columns={Level.NAME: "A", Level.KIND: "AB", Level.ANYTHING: "ABC"},
    whole="'{stem}':{columns}",
    beginning="'{word}':*{columns}",
    facet="'{}':D",
)
"""PostgreSQL's."""


@lru_cache(maxsize=5_000)
def concept_queries(engine: Engine, concept: Concept) -> tuple[str, ...]:
    """Write the queries of a concept at every level, "" where nothing can match.

    A listing that matches at one level matches at all that follow. Needs are facets: the likeliest counts as a match in
    the name, the others as a mention.
    """
    return tuple(_level_query(engine, concept, level) for level in Level)


def _level_query(engine: Engine, concept: Concept, level: Level) -> str:
    ways = ["(" + engine.all_of.join(engine.word(word, level) for word in phrase) + ")" for phrase in concept.phrases]
    needs = concept.needs if level is Level.ANYTHING else concept.needs[: concept.likely]
    ways += [engine.tag(tag("need", need)) for need in needs]
    return f"({engine.any_of.join(ways)})" if ways else ""


def vector(name_words: str, kind_words: str, more_words: str, tags: str) -> str:
    """Return the tsvector literal of an entry: each token with its position and the weight of its column."""
    parts: list[str] = []
    place = 0
    for words, weight in ((name_words, "A"), (kind_words, "B"), (more_words, "C"), (tags, "D")):
        for word in words.split():
            place += place < 16383  # PostgreSQL's highest position
            parts.append(f"'{word}':{place}{weight}")
    return " ".join(parts)

"""One search, written for each engine: an FTS5 MATCH for SQLite, a tsquery for PostgreSQL.

Both are built from our own tokens (letters and digits only), never from what was typed, so nothing needs escaping.
A listing matches a concept at one of three levels: by its name, by its kind of help, or by anything it says.
"""

from collections.abc import Iterable
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


_COLUMNS = {
    Level.NAME: "{name_words}",
    Level.KIND: "{name_words kind_words}",
    Level.ANYTHING: "{name_words kind_words more_words}",
}
_WEIGHTS = {Level.NAME: "A", Level.KIND: "AB", Level.ANYTHING: "ABC"}


class Fts5:
    """Writes an FTS5 query string."""

    AND = " AND "
    OR = " OR "

    @staticmethod
    def word(word: Word, level: Level) -> str:
        """Write one word in the columns of a level."""
        whole = f'{_COLUMNS[level]} : "{STEM_MARK}{stem(word.text)}"'
        return f'({whole} OR {_COLUMNS[level]} : "{word.text}" *)' if word.prefix else f"({whole})"

    @staticmethod
    def tag(token: str) -> str:
        """Write one facet value."""
        return f'{{tags}} : "{token}"'


class TsQuery:
    """Writes a PostgreSQL tsquery literal."""

    AND = " & "
    OR = " | "

    @staticmethod
    def word(word: Word, level: Level) -> str:
        """Write one word under the weights of a level."""
        weights = _WEIGHTS[level]
        whole = f"'{STEM_MARK}{stem(word.text)}':{weights}"
        return f"({whole} | '{word.text}':*{weights})" if word.prefix else f"({whole})"

    @staticmethod
    def tag(token: str) -> str:
        """Write one facet value."""
        return f"'{token}':D"


Engine = type[Fts5] | type[TsQuery]


def concept_query(engine: Engine, concept: Concept, level: Level) -> str:
    """Write the query of a concept at a level, or "" if nothing can match there.

    Needs are facets: the likeliest counts as a match in the name, the others as a mention.
    """
    return concept_queries(engine, concept)[level]


def concept_queries(engine: Engine, concept: Concept) -> tuple[str, ...]:
    """Write the queries of a concept at every level. A listing that matches at one matches at all that follow."""
    return _level_queries(engine is Fts5, concept)


@lru_cache(maxsize=5_000)
def _level_queries(is_fts5: bool, concept: Concept) -> tuple[str, ...]:
    engine: Engine = Fts5 if is_fts5 else TsQuery
    return tuple(_level_query(engine, concept, level) for level in Level)


def _level_query(engine: Engine, concept: Concept, level: Level) -> str:
    ways = ["(" + engine.AND.join(engine.word(word, level) for word in phrase) + ")" for phrase in concept.phrases]
    needs = concept.needs if level is Level.ANYTHING else concept.needs[: concept.likely]
    ways += [engine.tag(tag("need", need)) for need in needs]
    return f"({engine.OR.join(ways)})" if ways else ""


def all_of(engine: Engine, parts: Iterable[str]) -> str:
    """Join conditions by AND."""
    return engine.AND.join(parts)


def any_tag(engine: Engine, tokens: Iterable[str]) -> str:
    """Write a facet with several values: any of them."""
    return "(" + engine.OR.join(engine.tag(token) for token in tokens) + ")"


def vector(name_words: str, kind_words: str, more_words: str, tags: str) -> str:
    """Return the tsvector literal of an entry: each token with its position and the weight of its column."""
    parts: list[str] = []
    place = 0
    for words, weight in ((name_words, "A"), (kind_words, "B"), (more_words, "C"), (tags, "D")):
        for word in words.split():
            place += place < 16383  # PostgreSQL's highest position
            parts.append(f"'{word}':{place}{weight}")
    return " ".join(parts)

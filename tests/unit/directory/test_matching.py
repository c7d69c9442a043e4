"""One search written for two engines, from our own tokens only."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.matching import Fts5, Level, TsQuery, concept_query, vector
from pathway.directory.understanding import Concept, Vocabulary, Word, understand
from pathway.directory.vocabulary import Need
from pathway.directory.words import indexed

CONCEPT = Concept("rehab", (Need.SUBSTANCE_MISUSE, Need.CRISIS), ((Word("rehab", prefix=True),),))


def test_needs_count_from_the_kind_of_help_and_only_the_likeliest_there() -> None:
    by_level = {level: concept_query(TsQuery, CONCEPT, level) for level in Level}

    assert "tneed" not in by_level[Level.NAME]
    assert "tneedsubstancemisuse" in by_level[Level.KIND]
    assert "tneedcrisis" not in by_level[Level.KIND]
    assert "tneedcrisis" in by_level[Level.ANYTHING]


def test_a_concept_of_needs_alone_is_in_no_name() -> None:
    assert concept_query(Fts5, Concept("x", (Need.CRISIS,), ()), Level.NAME) == ""


def test_each_token_has_a_place_and_the_weight_of_its_column() -> None:
    assert vector("refuge", "abuse", "london", "tneedcrisis") == "'refuge':1A 'abuse':2B 'london':3C 'tneedcrisis':4D"


def test_a_long_listing_stays_within_what_postgresql_keeps() -> None:
    places = [int(place) for place in re.findall(r":(\d+)", vector("word " * 20_000, "", "", ""))]

    assert max(places) == 16383


@settings(deadline=None)
@given(st.text(max_size=200))
def test_nothing_typed_can_end_a_quotation(text: str) -> None:
    vocabulary = Vocabulary(indexed(text).split())
    for concept in understand(text, vocabulary).concepts:
        for engine, quote in ((Fts5, '"'), (TsQuery, "'")):
            written = concept_query(engine, concept, Level.ANYTHING)
            assert all(part.isascii() and part.isalnum() for part in written.split(quote)[1::2])
            assert written.count("(") == written.count(")")

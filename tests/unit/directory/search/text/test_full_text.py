"""One search written for two engines, from our own tokens only."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.search.text.full_text import FTS5, TS_QUERY, Level, concept_queries, vector
from pathway.directory.search.text.query_parser import Concept, Vocabulary, Word, understand
from pathway.directory.search.text.tokens import indexed
from pathway.directory.vocabulary import Need

CONCEPT = Concept("rehab", (Need.SUBSTANCE_MISUSE, Need.CRISIS), ((Word("rehab", prefix=True),),))


def test_the_likeliest_need_is_as_good_as_a_name_and_another_is_a_mention() -> None:
    by_level = dict(zip(Level, concept_queries(TS_QUERY, CONCEPT), strict=True))

    assert all("tneedsubstancemisuse" in written for written in by_level.values())
    assert ["tneedcrisis" in by_level[level] for level in Level] == [False, False, True]


def test_a_concept_that_cannot_match_at_a_level_is_left_out_there() -> None:
    assert concept_queries(FTS5, Concept("x", (), ()))[Level.NAME] == ""


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
        for engine, quote in ((FTS5, '"'), (TS_QUERY, "'")):
            written = concept_queries(engine, concept)[Level.ANYTHING]
            assert all(part.isascii() and part.isalnum() for part in written.split(quote)[1::2])
            assert written.count("(") == written.count(")")

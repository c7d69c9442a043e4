"""The same text gives the same words, for a listing and for what is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.facet_tags import tag
from pathway.directory.search.text.tokens import STEM_MARK, indexed, stem, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Women's Aid", ["women", "aid"]),
        ("Women\N{RIGHT SINGLE QUOTATION MARK}s Aid", ["women", "aid"]),
        ("A&E", ["ae"]),
        ("Find&Treat", ["find", "treat"]),
        ("24/7 line", ["247", "line"]),
        ("LGBT+", ["lgbt"]),
        ("Café", ["cafe"]),
        ("drop-in", ["drop", "in"]),
        ("", []),
        ("😀 \N{ARABIC LETTER ALEF}", []),
    ],
)
def test_text_is_split_into_plain_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_the_index_holds_each_word_and_its_stem() -> None:
    assert indexed("Housing", None, "advisers").split() == [
        "housing",
        STEM_MARK + stem("housing"),
        "advisers",
        STEM_MARK + stem("advisers"),
    ]


@given(st.text(max_size=300))
def test_words_are_letters_and_digits_only_whatever_is_typed(text: str) -> None:
    for word in tokens(text):
        assert word.isascii()
        assert word.isalnum()


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_facet_token_is_one_word(facet: str, value: str) -> None:
    made = tag(facet, value)

    assert made.isascii()
    assert made.isalnum()


@given(st.text(max_size=60))
def test_case_changes_no_word(text: str) -> None:
    assert tokens(text.casefold()) == tokens(text)


def test_forms_of_a_word_share_their_stem() -> None:
    assert len({stem(word) for word in ("trafficked", "trafficking", "traffick")}) == 1
    assert stem("housing") == stem("houses")
    assert stem("advice") != stem("adult")


def test_a_facet_token_differs_by_facet_and_by_value() -> None:
    assert len({tag("need", "housing"), tag("area", "housing"), tag("need", "sexual_health")}) == 3

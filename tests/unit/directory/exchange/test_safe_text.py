"""Text from a file cannot move a cursor, reverse text or run on for pages."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pathway.directory.exchange.safe_text import LONGEST, nearest, plain, shown, shown_change

# Left out: a typed backslash looks like an escape, and "->" separates old from new.
_WORDS = st.text(st.characters(exclude_characters="\\>", exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain", "plain"),
        ("Café \N{POUND SIGN}5", "Café \N{POUND SIGN}5"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("one\ntwo\r\tthree", "one\\ntwo\\r\\tthree"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}abc", "\\u202eabc"),
        ("\N{ZERO WIDTH SPACE}", "\\u200b"),
        ("\x9b31m", "\\x9b31m"),
        ("\N{LINE SEPARATOR}", "\\u2028"),
    ],
)
def test_what_is_not_seen_is_written_out(text: str, printed: str) -> None:
    assert plain(text) == printed


def test_a_long_text_is_cut() -> None:
    assert shown("x" * 500) == "“" + "x" * 59 + "…”"


@given(_WORDS, _WORDS, _WORDS, _WORDS)
@example("x" * 150, "", " Ring first.", "")
def test_a_reader_sees_what_changes(same: str, old: str, new: str, after: str) -> None:
    before, now = same + old + after, same + new + after
    assume(before != now)

    old_quoted, new_quoted = shown_change(before, now).split(" -> ")

    assert old_quoted != new_quoted


def test_a_short_change_is_quoted_whole() -> None:
    assert shown_change("Ring first", "Ring after") == "“Ring first” -> “Ring after”"


def test_what_was_empty_or_becomes_so_is_called_nothing() -> None:
    assert shown_change("", "Ring first") == "nothing -> “Ring first”"
    assert shown_change("x" * 500, "") == "“" + "x" * 59 + "…” -> nothing"


def test_a_change_at_the_end_of_a_long_text_is_quoted_with_what_comes_before() -> None:
    old = "x" * LONGEST + "open on weekdays"

    assert (
        shown_change(old, old + " and on Sunday") == "“…xxxxopen on weekdays” -> “…xxxxopen on weekdays and on Sunday”"
    )


def test_a_near_word_is_offered() -> None:
    assert nearest("phone", ["phones", "hours"]) == " Did you mean phones?"
    assert nearest("zanzibar", ["phones", "hours"]) == ""

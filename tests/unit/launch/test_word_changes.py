"""A change of words, word by word; and numbers that are none."""

from hypothesis import given
from hypothesis import strategies as st

from pathway.launch.fallback_words.word_changes import Fate, figures_without_a_number, numbers_of, pieces

WORDS = st.lists(st.sampled_from(["Ring", "999", "now.", "Stay", "with", "her."]), max_size=12).map(" ".join)


def test_what_goes_and_what_comes_is_said_in_reading_order() -> None:
    found = [(piece.fate, piece.text.strip()) for piece in pieces("Ring 999 now. Stay.", "Ring 101 now. Stay. Wait.")]

    assert found == [
        (Fate.SAME, "Ring"),
        (Fate.OUT, "999"),
        (Fate.IN, "101"),
        (Fate.SAME, "now."),
        (Fate.OUT, "Stay."),
        (Fate.IN, "Stay. Wait."),
    ] or found == [
        (Fate.SAME, "Ring"),
        (Fate.OUT, "999"),
        (Fate.IN, "101"),
        (Fate.SAME, "now. Stay."),
        (Fate.IN, "Wait."),
    ]


@given(before=WORDS, after=WORDS)
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    found = pieces(before, after)

    def kept(gone: Fate) -> list[str]:
        return "".join(piece.text + " " for piece in found if piece.fate is not gone).split()

    assert kept(Fate.IN) == before.split()
    assert kept(Fate.OUT) == after.split()


def test_a_number_with_a_figure_missing_is_found() -> None:
    text = "Ring 020 7946 011, or 020 7946 0222 any hour, within 72 hours of 2026; 999."

    assert list(figures_without_a_number(text)) == ["020 7946 011"]


def test_each_number_is_named_once_with_whose_it_is() -> None:
    named = numbers_of("Ring 020 7946 0222, then 02079460222, else 999.", {"02079460222": ["Example line"]})

    assert [(one.digits, one.owners, one.is_known) for one in named] == [
        ("02079460222", ("Example line",), True),
        ("999", (), True),
    ]
    assert not numbers_of("Ring 020 7946 0333.", {})[0].is_known

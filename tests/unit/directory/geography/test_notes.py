"""A share of postcodes is said in words a page can carry."""

import pytest

from pathway.directory.geography.notes import share_words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.001, "a few"),
        (0.065, "about a tenth"),
        (0.143, "about a tenth"),
        (0.219, "about a fifth"),
        (0.238, "about a quarter"),
        (0.364, "about a third"),
        (0.416, "about two fifths"),
        (0.474, "about half"),
        (0.616, "about three fifths"),
        (0.639, "about two thirds"),
        (0.74, "about three quarters"),
        (0.825, "about four fifths"),
        (0.909, "most"),
        (0.98, "nearly all"),
    ],
)
def test_a_share_is_said_in_words(share: float, words: str) -> None:
    assert share_words(share) == words

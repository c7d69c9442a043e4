"""Words that say where a confidential place is, and words that do not."""

import pytest

from pathway.directory.confidential import what_says_where


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ring the bell at NW10 4LT.", "a postcode"),
        ("Ask at 12 Example Park Road.", "a street"),
        ("At 12a, Made Up Terrace", "a street"),
        ("In Example Park Road, by the shops", "a street"),
        ("Near Harlesden station", "a station that it is near"),
        ("Close to the tube station", "a station that it is near"),
        ("opposite the bus stop", "a station that it is near"),
        ("See https://www.google.co.uk/maps/place/x", "a link to a map"),
        ("https://what3words.com/one.two.three", "a link to a map"),
    ],
)
def test_what_says_where_is_found(text: str, what: str) -> None:
    assert what_says_where(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "For women on the street at night.",
        "A refuge in West London for up to 12 women.",
        "Ring first: they meet her at a station that she chooses.",
        "Open 9 to 5. The way in is explained on the phone.",
        "They go with her to court.",
    ],
)
def test_other_words_stand(text: str) -> None:
    assert what_says_where(text) is None

"""Which number of the words for when nothing suits becomes the button."""

import pytest

from pathway.directory.fallbacks import FallbackText, Part


def number(digits: str) -> Part:
    return Part(digits, digits)


@pytest.mark.parametrize(
    ("parts", "meant"),
    [
        ((Part("Ring "), number("999"), Part(" now.")), "999"),
        ((Part("In danger: "), number("999"), Part(". Brent: "), number("02089372228")), "02089372228"),
        ((number("02089372228"), Part(" or "), number("08000434303")), "02089372228"),
        ((number("999"), Part(" or "), number("111")), "111"),
        ((number("999"), number("111"), number("02089372228")), "02089372228"),
    ],
)
def test_it_is_the_one_that_the_words_are_about(parts: tuple[Part, ...], meant: str) -> None:
    found = FallbackText("Children's services", parts).number

    assert found is not None
    assert found.digits == meant


def test_words_without_a_number_have_no_button() -> None:
    assert FallbackText("Your own lead", (Part("Tell your own safeguarding lead."),)).number is None

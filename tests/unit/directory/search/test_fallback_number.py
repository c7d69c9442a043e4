"""Which number of the words for when nothing suits becomes the button."""

from types import SimpleNamespace

import pytest

from pathway.directory.search.fallbacks import FallbackText, Part


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


@pytest.mark.parametrize(
    ("title", "digits", "kinds", "whose"),
    [
        ("Children's services", "999", ["police_999"], ""),
        ("Ambulance, 999", "999", ["ambulance_999"], ""),
        ("Drugs and alcohol", "111", ["urgent_care"], ""),
        ("Reporting without going to the police", "101", [], ""),
        ("A&E, urgent treatment or 111", "111", ["urgent_care"], "A&E, urgent treatment or 111"),
        ("Children's services", "02089372228", ["childrens_social_care"], "Children's services"),
        ("Adult safeguarding", "02089371234", [], "Adult safeguarding"),
    ],
)
def test_a_button_does_not_name_another_agency_than_it_rings(
    title: str, digits: str, kinds: list[str], whose: str
) -> None:
    owners = (SimpleNamespace(card=SimpleNamespace(agency_types=kinds)),)

    assert FallbackText(title, (Part(digits, digits, owners),)).whose_number == whose  # type: ignore[arg-type] # a stand-in


def test_words_without_a_number_have_no_button() -> None:
    assert FallbackText("Your own lead", (Part("Tell your own safeguarding lead."),)).number is None
    assert FallbackText("Your own lead", (Part("Tell your own safeguarding lead."),)).whose_number == ""

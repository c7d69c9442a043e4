"""What a service is called on a card: nothing that gives away the woman who carries it."""

import pytest

from pathway.cards.numbers import LONGEST_NAME, plain_name


@pytest.mark.parametrize(
    ("name", "organization", "expected"),
    [
        ("The Havens", "NHS", "The Havens"),
        ("The Havens (sexual assault referral centres)", "NHS", "The Havens"),
        ("CLASH / SHOC: sexual health outreach for sex workers", "CNWL", "CLASH / SHOC"),
        ("Services for women affected by prostitution", "Dawn", "Dawn"),
        ("Exiting programme", "Sex Work Project", "Someone to talk to"),
        ("Escort service users' group", "Helpers of escorts", "Someone to talk to"),
        ("A long name that goes on for more than one line of a card", "Dawn", "Dawn"),
    ],
)
def test_a_name_gives_nothing_away(name: str, organization: str, expected: str) -> None:
    assert plain_name(name, organization) == expected


def test_a_name_that_has_no_room_is_cut_at_a_word() -> None:
    name = plain_name("word " * 30, "word " * 30)

    assert name.endswith("word\N{HORIZONTAL ELLIPSIS}")
    assert len(name) <= LONGEST_NAME

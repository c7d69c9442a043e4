"""Whom a service is for, and which other services suit the same people."""

import pytest

from pathway.directory.client_groups import GROUPS, is_particular, slug_of, suited
from tests.seed_file import every_listing


def test_every_group_that_a_listing_prints_is_known() -> None:
    printed = {slug_of(group) for row in every_listing() for group in row["for_whom"]}

    assert printed
    assert printed <= set(GROUPS)


@pytest.mark.parametrize("slug", GROUPS)
def test_what_suits_a_group_begins_with_itself_and_names_known_groups_once(slug: str) -> None:
    groups = suited(slug)

    assert groups[0] == slug
    assert set(groups) <= set(GROUPS)
    assert len(groups) == len(set(groups))


@pytest.mark.parametrize("slug", GROUPS)
def test_a_slug_is_that_of_its_label_as_printed(slug: str) -> None:
    assert slug_of(GROUPS[slug].label) == slug


def test_services_for_women_are_no_particular_ones() -> None:
    assert not is_particular("women")
    assert is_particular("students")


def test_a_group_nobody_told_us_of_counts_as_particular() -> None:
    assert is_particular("left-handed-fencers")


def test_services_for_women_suit_every_group_of_women_and_not_a_child() -> None:
    assert "women" in suited("latin-american-migrant-women")
    assert suited("under-19") == ("under-19",)


def test_what_is_for_workers_about_a_child_is_not_offered_as_a_choice() -> None:
    assert [slug for slug, group in GROUPS.items() if not group.is_choice] == ["professionals-about-a-child"]

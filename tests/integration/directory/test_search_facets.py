"""Each choice of the look-up, counted against the file of listings and not against our code."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.integration.reading import every_card, words_of
from tests.seed_file import published

Row = Mapping[str, Any]

NEEDS = {
    "sexual_health": {"sexual_health"},
    "substance_misuse": {"substance_misuse"},
    "mental_health": {"mental_health"},
    "housing": {"housing_advice"},
    "benefits_money": {"benefits_advice"},
    "legal_advice": {"legal_advice"},
    "practical": {"practical_support"},
    "talk_after_violence": {"sexual_violence_support"},
    "report_bad_incident": {"third_party_reporting"},
    "exit_support": {"exit_support_service"},
    "somewhere_tonight": {"emergency_accommodation"},
    "domestic_abuse": {"domestic_abuse_service", "idva_marac"},
    "sexual_assault": {"sarc", "sexual_violence_support"},
    "forced_or_controlled": {"modern_slavery_helpline", "nrm_first_responder", "child_trafficking_advice"},
    "safety": {"vawg_service"},
    "crisis": {"mental_health_crisis"},
    "a_child": {"childrens_social_care"},
    "adult_safeguarding": {"adult_safeguarding"},
}
"""As the specification has them: a listing meets a need when an agency type matches."""

SUITS = {
    "women": {"women", "people of any gender who sell sex"},
    "lgbt-people": {"LGBT+ people", "trans and non-binary people", "people of any gender who sell sex"},
    "under-19": {"under 19"},
    "migrant-domestic-workers-only": {"migrant domestic workers only", "women", "people of any gender who sell sex"},
}
"""Which printed groups suit whom; a listing that prints none suits anyone."""


def meets(need: str) -> Callable[[Row], bool]:
    """Whether a row meets a need."""
    return lambda row: bool(NEEDS[need] & set(row["agency_types"]))


def takes(who: str) -> Callable[[Row], bool]:
    """Whether a row takes contact by a worker, police and go-betweens counted, or by the woman herself."""
    return lambda row: bool(row["takes_self" if who == "self" else "takes_professionals"])


def serves(area: str) -> Callable[[Row], bool]:
    """Whether a row's facet is this area."""
    return lambda row: bool(row["coverage"] == area)


def suits(group: str) -> Callable[[Row], bool]:
    """Whether a row is for this group."""
    return lambda row: not row["for_whom"] or bool(SUITS[group] & set(row["for_whom"]))


CHOICES = {
    **{f"need={need}": meets(need) for need in NEEDS},
    **{f"take={who}": takes(who) for who in ("professional", "self")},
    **{f"area={area}": serves(area) for area in ("brent", "london", "national", "elsewhere")},
    **{f"for={group}": suits(group) for group in SUITS},
}


def expected(*conditions: Callable[[Row], bool]) -> set[str]:
    """The ids of the published rows that meet every condition."""
    return {row["id"] for row in published() if all(condition(row) for condition in conditions)}


@pytest.mark.parametrize("asked", CHOICES)
def test_one_choice_finds_exactly_the_listings_that_the_file_says(client: FlaskClient, asked: str) -> None:
    found = every_card(client, f"/services?{asked}")

    assert set(found) == expected(CHOICES[asked])
    assert len(found) == len(set(found))


def _combinations() -> list[tuple[str, ...]]:
    """Forty combinations of up to four choices, one of each kind; the same ones in every run."""
    pick = random.Random(1)
    kinds = [[one for one in CHOICES if one.startswith(f"{kind}=")] for kind in ("need", "take", "area", "for")]
    return [tuple(pick.choice(kind) for kind in pick.sample(kinds, pick.randint(2, 4))) for _ in range(40)]


@pytest.mark.parametrize("asked", _combinations(), ids="&".join)
def test_choices_of_different_kinds_must_all_hold(client: FlaskClient, asked: tuple[str, ...]) -> None:
    found = every_card(client, "/services?" + "&".join(asked))

    assert set(found) == expected(*(CHOICES[one] for one in asked))


@pytest.mark.parametrize(
    "needs", [("legal_advice", "crisis"), ("safety", "safety"), ("a_child", "housing", "practical")]
)
def test_of_several_needs_any_one_is_enough(client: FlaskClient, needs: tuple[str, ...]) -> None:
    found = every_card(client, "/services?" + "&".join(f"need={need}" for need in needs))

    assert set(found) == set().union(*(expected(meets(need)) for need in needs))


@pytest.mark.parametrize("asked", CHOICES)
def test_the_number_found_is_said(client: FlaskClient, asked: str) -> None:
    many = len(expected(CHOICES[asked]))

    words = words_of(client.get(f"/services?{asked}").text)

    said = "No service found." if many == 0 else "1 service." if many == 1 else f"{many} services."
    assert said in words


def test_with_a_place_both_groups_together_are_the_same_listings_but_for_those_of_elsewhere(
    client: FlaskClient,
) -> None:
    of_brent = {row["id"] for row in published() if row["areas"] == ["National"] or "Brent" in row["areas"]}

    for asked in ("need=housing", "area=brent&take=self", "for=women", ""):
        without = every_card(client, f"/services?{asked}")
        near = every_card(client, f"/services?near=Kilburn,+Brent&{asked}")

        assert len(near) == len(set(near))
        assert set(near) <= set(without)
        assert not (set(without) - set(near)) & of_brent


def test_without_a_choice_everything_published_is_listed(client: FlaskClient) -> None:
    assert set(every_card(client, "/services")) == expected()


def test_a_choice_can_be_taken_away_by_its_link(client: FlaskClient) -> None:
    from lxml import html as parser

    page = client.get("/services?q=advice&need=housing&take=self&area=brent&for=women&open=now&near=Kilburn&miles=5")

    chips = parser.fromstring(page.text).xpath("//ul[contains(@class, 'pw-chips')]//a/@href")
    assert len(chips) == 9  # eight things asked, and "start again"
    for href in chips:
        assert client.get(href).status_code == 200
    assert "/services?need=housing&near=Kilburn&miles=5&open=now&take=self&area=brent&for=women" in chips
    assert "/services?q=advice&need=housing&open=now&take=self&area=brent&for=women" in chips
    assert chips[-1] == "/services"

"""No small number can be worked out from what is published, however many tables somebody keeps."""

from collections.abc import Callable
from random import Random

import pytest

from pathway.core import small_numbers
from tests.unit.turnaround import attack
from tests.unit.turnaround.attack import Town, Walk, random_referrals, random_town, tables

SMALL = range(1, 8)


def solved(
    seed: int, steps: int = 3_000, made_up: Callable[[Random, int, int], Town] = random_town
) -> tuple[int, list[attack.Span]]:
    """How many small numbers a history has in its last tables, and those that are the same in all others."""
    random = Random(seed)
    town = made_up(random, random.randint(4, 16), random.choice([4, 12, 30]))
    shown = tables(town, town.cells())
    walk = Walk(town, random)
    numbers = {span: walk.number(span) for span in walk.spans()}
    # Of a year none is small too. That of a month is the difference of two years, and stands in no table.
    small = {span: number for span, number in numbers.items() if number in SMALL or (number == 0 and span[3] < span[4])}
    alone = sorted(small)
    for _ in range(steps):
        if not alone:
            break
        walk.aim(random.choice(alone))
        for _ in range(10):
            walk.step()
        alone = [span for span in alone if walk.number(span) == small[span]]
    assert all(len(numbers) == 1 for numbers in walk.populations())
    assert tables(town, walk.cells()) == shown
    return len(small), alone


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_each_small_number_of_three_publications_has_another_explanation(seed: int) -> None:
    number, alone = solved(seed)

    assert number > 20
    assert alone == []


def few_referrals(random: Random, months: int, women: int) -> Town:
    """A history that is walked through in some seconds: each referral is in many classes."""
    return random_referrals(random, min(months, 10), min(women, 14))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_each_small_number_of_the_evidence_has_another_explanation(seed: int) -> None:
    number, alone = solved(seed, made_up=few_referrals)

    assert number > 100
    assert alone == []


def test_exact_numbers_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_numbers, "rounded", lambda number: number)

    for made_up in (random_town, few_referrals):
        assert solved(0, 15, made_up)[1] != []

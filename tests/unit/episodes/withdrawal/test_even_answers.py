"""Whatever an answer took, it leaves on a step."""

import pytest

from pathway.episodes.withdrawal.even_answers import STEP_S, left_of_step


@pytest.mark.parametrize("taken", [0.001, 0.02, 0.2, 0.29, 0.31, 1.0])
def test_it_is_held_until_the_next_step(taken: float) -> None:
    whole = (taken + left_of_step(taken)) / STEP_S

    assert whole == pytest.approx(round(whole))
    assert 0 <= left_of_step(taken) <= STEP_S

"""Small numbers of look-ups are not said, and cannot be reckoned from the others."""

import pytest

from pathway.directory.look_ups.queries import sayable

FEW, MORE = "fewer than 5", "5 or more"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], []),
        ([0, 5, 1200], ["0", "5", "1,200"]),
        ([4], [FEW]),
        ([40, 4, 0], [MORE, FEW, "0"]),
        ([40, 9, 4, 7], ["40", "9", FEW, MORE]),
        ([7, 4, 7], [MORE, FEW, "7"]),
        ([40, 4, 1], ["40", FEW, FEW]),
    ],
)
def test_a_single_small_number_is_not_alone_unsaid(numbers: list[int], said: list[str]) -> None:
    assert sayable(numbers) == said

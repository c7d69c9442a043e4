from datetime import timedelta

import pytest

from pathway.notifications.backoff import ATTEMPTS, delay_after


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 0), (1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 720), (7, 1440)]
)
def test_each_attempt_waits_longer_than_the_one_before(attempts: int, minutes: int) -> None:
    assert delay_after(attempts) == timedelta(minutes=minutes)


def test_after_the_last_attempt_there_is_no_other() -> None:
    assert ATTEMPTS == 8
    assert delay_after(ATTEMPTS) is None
    assert delay_after(ATTEMPTS + 1) is None

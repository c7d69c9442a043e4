"""Time as made-up data has it."""

from datetime import UTC, datetime

import pytest

from pathway.core import clock

THEN = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
EARLIER = datetime(2025, 5, 1, 9, 0, tzinfo=UTC)


def test_it_is_another_moment_until_the_block_ends() -> None:
    before = clock.utc_now()
    with clock.as_if(THEN):
        with clock.as_if(EARLIER):
            assert clock.utc_now() == EARLIER
        assert clock.utc_now() == THEN

    assert clock.utc_now() >= before


def test_a_failure_ends_it_too() -> None:
    before = clock.utc_now()
    with pytest.raises(ValueError, match="made up"), clock.as_if(THEN):
        raise ValueError("made up")

    assert clock.utc_now() >= before

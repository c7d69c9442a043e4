"""A database that is away."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from pathway.extensions import breaker_of


@pytest.fixture
def away() -> Iterator[Callable[[Flask], None]]:
    """Take an app's database away until the test ends: it does not answer, and that is known."""
    taken: list[Flask] = []

    def take(app: Flask) -> None:
        breaker = breaker_of(app)
        breaker._answers = lambda: False
        breaker._try_every = 0.02
        breaker.open()
        taken.append(app)

    yield take
    for app in taken:
        breaker_of(app)._answers = lambda: True
        assert breaker_of(app).wait_until_closed(5)

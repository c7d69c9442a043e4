"""Answers that take the same time whatever was found, so that a clock tells nothing."""

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

STEP_S = 0.3
"""Several times what the longest of these acts takes, so that each ends within the first step."""


def evenly(view: Callable[P, R]) -> Callable[P, R]:
    """Answer on a step of the clock. Goes outside `@commits`: nothing is held while it waits."""

    @wraps(view)
    def waits(*args: P.args, **kwargs: P.kwargs) -> R:
        began = time.monotonic()
        try:
            return view(*args, **kwargs)
        finally:
            time.sleep(left_of_step(time.monotonic() - began))

    return waits


def left_of_step(taken: float) -> float:
    """Return how long it is until the next step."""
    return math.ceil(taken / STEP_S) * STEP_S - taken

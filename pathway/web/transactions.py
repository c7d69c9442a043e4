"""Saving: a page that returns has saved everything, a page that raises has saved nothing."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from pathway.extensions import writing

P = ParamSpec("P")
R = TypeVar("R")


def commits(view: Callable[P, R]) -> Callable[P, R]:
    """Commit when the view returns, roll back when it raises. The answer leaves only after the commit."""

    @wraps(view)
    def saved(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing():
            return view(*args, **kwargs)

    return saved

"""Which nation a code is in, and what several places have in common."""

from collections.abc import Iterable

from pathway.directory.scope import Scope
from pathway.directory.vocabulary import Nation

_NATIONS = {"E": Nation.ENGLAND, "W": Nation.WALES, "S": Nation.SCOTLAND}
LONDON_COUNCILS = "E09"
"""What the code of a London borough begins with."""

BORDER_AREAS = frozenset("CA CH DG GL HR LD LL NP SY TD".split())
"""Postcode areas that lie in two nations, or reach up to the border."""


def nation_of(district: str) -> Nation | None:
    """Return the nation of a council's code, such as E09000005."""
    return _NATIONS.get(district[:1])


def common(scopes: Iterable[Scope]) -> Scope:
    """Return what is the same for all of these places, and None for what is not; the areas they share."""
    every = list(scopes)
    first, rest = every[0], every[1:]
    return Scope(
        first.nation if all(one.nation is first.nation for one in rest) else None,
        first.in_london if all(one.in_london is first.in_london for one in rest) else None,
        first.in_brent if all(one.in_brent is first.in_brent for one in rest) else None,
        frozenset.intersection(*(one.areas for one in every)),
    )

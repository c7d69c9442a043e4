"""Which nation a code is in, and what several places have in common."""

from collections.abc import Iterable, Sequence

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
    """Return a scope in which a number is of use only if it is so in all of these places; the areas they share.

    What London has, or Brent, is of use in all of them only where all are there. What serves places elsewhere serves
    London too. Of several nations none is said, and a line says itself which it serves.
    """
    every = list(scopes)
    return Scope(
        every[0].nation if len({one.nation for one in every}) == 1 else None,
        _of_all([one.in_london for one in every]),
        _of_all([one.in_brent for one in every]),
        frozenset.intersection(*(one.areas for one in every)),
    )


def _of_all(answers: Sequence[bool | None]) -> bool | None:
    """Return what holds of all: no where it does not of one, and None where nobody knows."""
    return False if False in answers else None if None in answers else True

"""Which nation a code is in, and what several places have in common."""

from collections.abc import Iterable, Sequence

from pathway.directory.scope import Scope
from pathway.directory.vocabulary import Nation

_NATIONS = {"E": Nation.ENGLAND, "W": Nation.WALES, "S": Nation.SCOTLAND}
LONDON_COUNCILS = "E09"
"""The codes of London boroughs begin with this."""

BORDER_AREAS = frozenset("CA CH DG GL HR LD LL NP SY TD".split())
"""Postcode areas in two nations, or next to the border."""


def nation_of(district: str) -> Nation | None:
    """Return the nation of a council's code, such as E09000005."""
    return _NATIONS.get(district[:1])


def common(scopes: Iterable[Scope]) -> Scope:
    """Return the scope in which a number is of use only if it is of use in all of these places.

    A number for London, or Brent, counts only if all the places are there. With several nations the nation is None,
    and each line says which it serves. `areas` are those that all the places share.
    """
    every = list(scopes)
    return Scope(
        every[0].nation if len({scope.nation for scope in every}) == 1 else None,
        _of_all([scope.in_london for scope in every]),
        _of_all([scope.in_brent for scope in every]),
        frozenset.intersection(*(scope.areas for scope in every)),
    )


def _of_all(answers: Sequence[bool | None]) -> bool | None:
    """Return False if any answer is no, else None if any is not known, else True."""
    return False if False in answers else None if None in answers else True

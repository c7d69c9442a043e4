"""Which place a number is wanted for, and which numbers are of use there, by what listings say they serve.

What a listing serves is printed on its card, so leaving it out for a place where it is of no use tells nobody where
it is: a confidential service is judged by its printed area like any other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pathway.directory.boroughs import BOROUGHS
from pathway.directory.vocabulary import NATIONS_SERVED, Nation, Nations

LONDON_BOROUGHS = frozenset((*BOROUGHS, "Brent"))
"""The 32 boroughs and the City."""

_BOROUGHS = frozenset(name.casefold() for name in LONDON_BOROUGHS)
_LONDON = re.compile(r"\blondon\b", re.IGNORECASE)
_NATIONS = (
    (re.compile(r"(?:the )?(?:UK\b|United Kingdom\b)", re.IGNORECASE), Nations.UK),
    (re.compile(r"England (?:and|&) Wales\b", re.IGNORECASE), Nations.ENGLAND_WALES),
    (re.compile(r"(?:all of )?England\b(?! (?:and|&))", re.IGNORECASE), Nations.ENGLAND),
)


@dataclass(frozen=True)
class Scope:
    """A place, as far as it decides which numbers are of use there.

    `nation`, `in_london` and `in_brent` are None where nobody knows. `areas` are the names, in small letters, of the
    town, council and county the place is in.
    """

    nation: Nation | None = None
    in_london: bool | None = None
    in_brent: bool | None = None
    areas: frozenset[str] = frozenset()

    @property
    def is_away(self) -> bool:
        """Whether the place is known to be outside London, so that numbers for London alone are of no use."""
        return self.in_london is False

    @property
    def is_borough_known(self) -> bool:
        """Whether we know which London borough the place is in."""
        return self.in_brent is True or not self.areas.isdisjoint(_BOROUGHS)

    def has(self, nations: Nations | None) -> bool:
        """Whether a national service is of use here. One that does not say what it serves may be, in England."""
        if self.nation is None:
            return True
        if nations is None:
            return self.nation is Nation.ENGLAND
        return self.nation in NATIONS_SERVED[nations]

    def is_in(self, places: Iterable[str]) -> bool:
        """Whether the place is in one of these, by name."""
        return any(name.casefold() in self.areas for name in places)


BRENT = Scope(Nation.ENGLAND, in_london=True, in_brent=True)
"""This site's own place, meant where nobody asked about another."""

OTHER_LONDON = Scope(Nation.ENGLAND, in_london=True, in_brent=False)

ELSEWHERE = Scope(in_london=False, in_brent=False)
"""Outside London, and nobody said where: perhaps not in England."""


def nations_in(words: str | None) -> Nations | None:
    """Return what a listing's own words on its area say of nations, or None when they begin with something else."""
    if not words:
        return None
    return next((nations for pattern, nations in _NATIONS if pattern.match(words.strip())), None)


def is_in_london(name: str) -> bool:
    """Whether an area of this name is a London borough, or says that it is in London ("West London")."""
    return name.casefold() in _BOROUGHS or _LONDON.search(name) is not None

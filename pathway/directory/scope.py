"""The place of a search, and which numbers are of use there by the areas that listings say they serve.

The areas are printed on a listing's card, so leaving a listing out elsewhere tells nobody where it is: a confidential
service counts by its printed areas like any other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pathway.directory.boroughs import BOROUGHS
from pathway.directory.vocabulary import NATIONS_SERVED, Nation, Nations

LONDON_BOROUGHS = frozenset((*BOROUGHS, "Brent"))
"""The 32 boroughs and the City."""

_BOROUGHS = frozenset(name.casefold() for name in LONDON_BOROUGHS)
_LONDON = re.compile(r"\blondon\b", re.IGNORECASE)
_NAMES = {
    Nation.ENGLAND: r"England\b",
    Nation.WALES: r"Wales\b",
    Nation.SCOTLAND: r"Scotland\b",
    Nation.NORTHERN_IRELAND: r"(?:Northern Ireland|N\.? ?Ireland|NI)\b",
}
_ALL = re.compile(r"(?:the )?(?:UK|U\.K\.|United Kingdom|Great Britain|GB)(?!\w)", re.IGNORECASE)
_NATION = re.compile("|".join(f"(?P<{nation.name}>{name})" for nation, name in _NAMES.items()), re.IGNORECASE)
_JOINED = re.compile(r"(?:[\s,;/&+(]|\band\b|\bplus\b|\ball of\b|\bthe whole of\b)*", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|except|excluding|only)\b", re.IGNORECASE)
_UNITED = NATIONS_SERVED[Nations.UK]


@dataclass(frozen=True)
class Scope:
    """The facts of a place that decide which numbers are of use there.

    `nation`, `in_london` and `in_brent` are None if nobody knows. `areas` are the names, in lower case, of the town,
    council and county the place is in.
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
        """Whether a service for these nations is of use here. One that does not say which may be, in England."""
        if self.nation is None:
            return True
        if nations is None:
            return self.nation is Nation.ENGLAND
        return self.nation in NATIONS_SERVED[nations]

    def is_in(self, places: Iterable[str]) -> bool:
        """Whether the place is in one of these, by name."""
        return any(name.casefold() in self.areas for name in places)


BRENT = Scope(Nation.ENGLAND, in_london=True, in_brent=True)
"""This site's own place, for a search without one."""

OTHER_LONDON = Scope(Nation.ENGLAND, in_london=True, in_brent=False)

ELSEWHERE = Scope(in_london=False, in_brent=False)
"""Outside London, and nobody said where: perhaps not in England."""


def nations_named(words: str | None) -> frozenset[Nation]:
    """Return the nations at the beginning of a description of areas: "England, Scotland and Wales" has three."""
    return _begun(words)[0]


def nations_in(*areas: str | None) -> Nations | None:
    """Return the nations in a listing's own description of its areas; None if it begins with none, or none we list.

    England, Wales and one more count as the whole kingdom, as Great Britain does: there is no narrower value. If
    another nation follows in some other way ("England and parts of Wales"), we cannot say England only.
    """
    begun = [_begun(words) for words in areas]
    named = frozenset[Nation]().union(*(nations for nations, _ in begun))
    if named == {Nation.ENGLAND}:
        return None if any(_goes_on(rest) for nations, rest in begun if nations) else Nations.ENGLAND
    if not named >= NATIONS_SERVED[Nations.ENGLAND_WALES]:
        return None
    return Nations.ENGLAND_WALES if len(named) == len(NATIONS_SERVED[Nations.ENGLAND_WALES]) else Nations.UK


def _begun(words: str | None) -> tuple[frozenset[Nation], str]:
    """Return the nations at the beginning of the words, and the rest."""
    rest = (words or "").strip()
    if whole := _ALL.match(rest):
        return _UNITED, rest[whole.end() :]
    named = set()
    while match := _NATION.match(rest, _JOINED.match(rest).end()):  # type: ignore[union-attr]  # it may be empty, and so always matches
        named.add(Nation[str(match.lastgroup)])
        rest = rest[match.end() :]
    return frozenset(named), rest


def _goes_on(rest: str) -> bool:
    return _NATION.search(rest) is not None and not _NOT.search(rest)


def is_in_london(name: str) -> bool:
    """Whether an area's name is that of a London borough, or has the word London ("West London")."""
    return name.casefold() in _BOROUGHS or _LONDON.search(name) is not None


def common_scope(scopes: Iterable[Scope]) -> Scope:
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

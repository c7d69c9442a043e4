"""What somebody asked the look-up for, as one value."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from pathway.directory.geography import Place, SharedName
from pathway.directory.scope import Scope
from pathway.directory.vocabulary import Coverage, Need, Take

FARTHEST_PAGE = 10_000


@dataclass(frozen=True)
class Criteria:
    """A search. Distances are in miles. `picked` are listings on the shortlist: they never change what is found.

    `shared` is a name that several places have, until she says which; then there is no `place`.
    """

    words: str = ""
    needs: tuple[Need, ...] = ()
    place: Place | None = None
    miles: float | None = None
    open_now: bool = False
    take: Take | None = None
    area: Coverage | None = None
    for_whom: str | None = None
    page: int = 1
    picked: tuple[str, ...] = ()
    shared: SharedName | None = None

    @property
    def scope(self) -> Scope | None:
        """Return what is known of the place asked about; None when none was."""
        asked = self.place or self.shared
        return asked.scope if asked else None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked: everything is listed."""
        return replace(self, page=1, picked=()) == Criteria()

    def parameters(self, **changes: object) -> list[tuple[str, str]]:
        """Return the address's parameters, in one fixed order, leaving out what was not asked."""
        asked: Any = {**self.__dict__, **changes}
        if asked.keys() != self.__dict__.keys():
            raise TypeError(f"A search has no {', '.join(asked.keys() - self.__dict__.keys())}")
        place, miles, page = asked["place"], asked["miles"], asked["page"]
        pairs = [("q", asked["words"])]
        pairs += [("need", need.value) for need in asked["needs"]]
        pairs.append(("near", place.name if place else asked["shared"].name if asked["shared"] else ""))
        pairs.append(("miles", f"{miles:g}" if miles else ""))
        pairs.append(("open", "now" if asked["open_now"] else ""))
        pairs.append(("take", asked["take"].value if asked["take"] else ""))
        pairs.append(("area", asked["area"].value if asked["area"] else ""))
        pairs.append(("for", asked["for_whom"] or ""))
        pairs += [("id", picked) for picked in asked["picked"]]
        pairs.append(("page", str(page) if page > 1 else ""))
        return [(name, value) for name, value in pairs if value]

    def pages(self) -> Callable[[int], str]:
        """Return what gives the query of each page: everything but the number is written once."""
        first = self.query(page=1)
        return lambda page: first if page == 1 else f"{first}{'&' if first else '?'}page={page}"

    def query(self, **changes: object) -> str:
        """Return "?q=..." for a link, or "" when nothing is asked."""
        pairs = self.parameters(**changes)
        return "?" + "&".join(f"{name}={_quoted(value)}" for name, value in pairs) if pairs else ""


@lru_cache(maxsize=1_000)
def _quoted(value: str) -> str:
    """Write a value as it stands in an address: a page repeats the same few some dozen times."""
    return quote_plus(value)

"""The criteria of a search as one value."""

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
    """A search. Distances are in miles. `picked` are listings on the shortlist: they never change the results.

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
        """Return the scope of the place, None if there is no place."""
        asked = self.place or self.shared
        return asked.scope if asked else None

    @property
    def is_blank(self) -> bool:
        """Whether there is no filter, so that everything is listed."""
        return replace(self, page=1, picked=()) == Criteria()

    def parameters(self, **changes: object) -> list[tuple[str, str]]:
        """Return the parameters of the address in a fixed order, without empty ones."""
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
        """Return a function from page number to query: all but the number is encoded once."""
        first = self.query(page=1)
        return lambda page: first if page == 1 else f"{first}{'&' if first else '?'}page={page}"

    def query(self, **changes: object) -> str:
        """Return "?q=..." for a link, or "" without filters."""
        pairs = self.parameters(**changes)
        return "?" + "&".join(f"{name}={_quoted(value)}" for name, value in pairs) if pairs else ""


@lru_cache(maxsize=1_000)
def _quoted(value: str) -> str:
    """Encode a value for an address, cached: a page repeats the same few dozens of times."""
    return quote_plus(value)

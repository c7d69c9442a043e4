"""The criteria of a search as one value, and the links to the same search with something changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import quote_plus

from pathway.directory.client_groups import GROUPS
from pathway.directory.geography import Place, SharedName
from pathway.directory.scope import Scope
from pathway.directory.vocabulary import COVERAGE_LABELS, NEED_LABELS, Coverage, Need, Take
from pathway.web.paging import Pages, pages_of

FARTHEST_PAGE = 10_000

FILTERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "these words": {"words": ""},
        "the kind of help": {"needs": ()},
        "the distance": {"miles": None},
        "\N{LEFT SINGLE QUOTATION MARK}takes calls now\N{RIGHT SINGLE QUOTATION MARK}": {"open_now": False},
        "who makes the contact": {"take": None},
        "the area": {"area": None},
        "for whom": {"for_whom": None},
    }
)
"""The filters that a page offers to leave out, in words, each with what a search without it has."""

TAKES = {Take.PROFESSIONAL: "a worker can refer", Take.SELF: "she can get in touch"}


@dataclass(frozen=True)
class Criteria:
    """A search. Distances are in miles. `picked` are listings on the shortlist: they never change the results.

    `shared` is a name that several places have, until she says which; then there is no `place`. The rest follows:
    `scope` is that of the place, None if there is no place; `is_blank`: there is no filter, so everything is listed.
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
    scope: Scope | None = field(init=False, compare=False)
    is_blank: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Compute the fields that every page reads several times."""
        asked = self.place or self.shared
        filters = (self.words, self.needs, asked, self.miles, self.open_now, self.take, self.area, self.for_whom)
        vars(self).update(scope=asked.scope if asked else None, is_blank=not any(filters))

    def without_each(self) -> list[tuple[str, "Criteria"]]:
        """Return the first page of this search without each of its `FILTERS` in turn, with the filter's words."""
        asked = vars(self)
        used = {name: looser for name, looser in FILTERS.items() if any(asked[key] != looser[key] for key in looser)}
        return [(name, replace(self, page=1, **looser)) for name, looser in used.items()]

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

    def query(self, **changes: object) -> str:
        """Return "?q=..." for a link, or "" without filters."""
        return _query(self.parameters(**changes))


@dataclass(frozen=True)
class Way:
    """The same search without one of its filters, and how many results that has."""

    name: str
    criteria: Criteria
    total: int


@dataclass(frozen=True)
class Chip:
    """One filter in a word or two. `href` is the same search without it."""

    label: str
    href: str


def links_of(criteria: Criteria, path: str, last_page: int, ways: Sequence[Way]) -> dict[str, Any]:
    """Return the links of a page of results at `path`, by the names that its template has for them.

    `asked` are the pairs of the search for hidden fields, without the shortlist; `ways` are as those of `Results`, with
    their queries.
    """
    pairs = criteria.parameters(page=1)
    first_query = _query(pairs)
    return {
        "asked": [(name, value) for name, value in pairs if name != "id"],
        "first_query": first_query,
        "tonight_query": criteria.query(page=1, open_now=True),
        "any_time_query": criteria.query(page=1, open_now=False),
        "clear_query": Criteria(picked=criteria.picked).query(),
        "chips": chips_of(criteria, path),
        "pages": _pages(criteria.page, last_page, path, first_query),
        "ways": [(way, way.criteria.query()) for way in ways],
    }


def chips_of(criteria: Criteria, address: str) -> list[Chip]:
    """Return the chips of a search, in the order of its form."""
    chips: list[Chip] = []

    def add(label: str, **without: object) -> None:
        chips.append(Chip(label, address + criteria.query(page=1, **without)))

    if criteria.words:
        add(f"\N{LEFT DOUBLE QUOTATION MARK}{criteria.words}\N{RIGHT DOUBLE QUOTATION MARK}", words="")
    for need in criteria.needs:
        add(NEED_LABELS[need], needs=tuple(other for other in criteria.needs if other is not need))
    if near := criteria.place or criteria.shared:
        add(f"near {near.name}", place=None, shared=None, miles=None)
    if criteria.miles:
        add(f"within {criteria.miles:g} {'mile' if criteria.miles == 1 else 'miles'}", miles=None)
    if criteria.open_now:
        add("takes calls now", open_now=False)
    if criteria.take:
        add(TAKES[criteria.take], take=None)
    if criteria.area:
        add(f"serves: {COVERAGE_LABELS[criteria.area]}", area=None)
    if criteria.for_whom:
        add(f"for {GROUPS[criteria.for_whom].label}", for_whom=None)
    return chips


def _pages(current: int, last: int, path: str, first_query: str) -> Pages:
    """Return the links to the other pages. All of an address but its number is the same, so it is encoded once."""
    more = f"{path}{first_query}{'&' if first_query else '?'}page="
    return pages_of(current, last, lambda page: path + first_query if page == 1 else f"{more}{page}")


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return "?" + "&".join(f"{name}={_quoted(value)}" for name, value in pairs) if pairs else ""


@lru_cache(maxsize=1_000)
def _quoted(value: str) -> str:
    """Encode a value for an address, cached: a page repeats the same few dozens of times."""
    return quote_plus(value)

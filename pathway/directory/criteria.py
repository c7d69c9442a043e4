"""What somebody asked the look-up for, as one value."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pathway.directory.geography import Place
from pathway.directory.vocabulary import Coverage, Need, Take

FARTHEST_PAGE = 10_000


@dataclass(frozen=True)
class Criteria:
    """A search. Distances are in miles. `picked` are listings on the shortlist: they never change what is found."""

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

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked: everything is listed."""
        return replace(self, page=1, picked=()) == Criteria()

    def parameters(self, **changes: object) -> list[tuple[str, str]]:
        """Return the address's parameters, in one fixed order, leaving out what was not asked."""
        asked = replace(self, **changes)  # type: ignore[arg-type] # checked where it is called, by tests of every link
        pairs = [("q", asked.words)]
        pairs += [("need", need.value) for need in asked.needs]
        pairs.append(("near", asked.place.name if asked.place else ""))
        pairs.append(("miles", f"{asked.miles:g}" if asked.miles else ""))
        pairs.append(("open", "now" if asked.open_now else ""))
        pairs.append(("take", asked.take.value if asked.take else ""))
        pairs.append(("area", asked.area.value if asked.area else ""))
        pairs.append(("for", asked.for_whom or ""))
        pairs += [("id", picked) for picked in asked.picked]
        pairs.append(("page", str(asked.page) if asked.page > 1 else ""))
        return [(name, value) for name, value in pairs if value]

    def query(self, **changes: object) -> str:
        """Return "?q=..." for a link, or "" when nothing is asked."""
        pairs = self.parameters(**changes)
        return "?" + urlencode(pairs) if pairs else ""

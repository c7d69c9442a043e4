"""Which places a misspelt name may mean. Asked only where a name is none that we know."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""In a shorter name one slip away is another name: "Ely" is not "Eye"."""

SHORTEST_WITH_TWO_SLIPS = 8

MOST = 12
"""Names that are looked at any further."""


def names_near(key: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin so, then those nearest in spelling, as they stand in `names`; a few at most."""
    if len(key) < SHORTEST or any(map(str.isdigit, key)):
        return []
    slips = 1 if len(key) < SHORTEST_WITH_TWO_SLIPS else 2
    found = process.extract(key, names, scorer=OSA.distance, score_cutoff=slips, limit=MOST)
    least = min((far for _, far, _ in found), default=0)
    near = [name for name, far, _ in found if far == least]
    return [*(name for name in names if name.startswith(key)), *near][:MOST]

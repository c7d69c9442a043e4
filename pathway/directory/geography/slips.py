"""The names that a misspelt place may mean. Used only for a name that we do not know."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""With fewer letters, one slip makes another name: "Ely" is not "Eye"."""

SHORTEST_WITH_TWO_SLIPS = 8

MOST = 12
"""The most candidates."""


def names_near(key: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin with `key`, then the nearest in spelling, in the order of `names`; at most `MOST`."""
    if len(key) < SHORTEST or any(map(str.isdigit, key)):
        return []
    slips = 1 if len(key) < SHORTEST_WITH_TWO_SLIPS else 2
    matches = process.extract(key, names, scorer=OSA.distance, score_cutoff=slips, limit=MOST)
    least = min((far for _, far, _ in matches), default=0)
    near = [name for name, far, _ in matches if far == least]
    return [*(name for name in names if name.startswith(key)), *near][:MOST]

"""Made-up searches for measuring: the same number and seed always give the same ones, and no two are equal."""

from collections.abc import Sequence
from random import Random

from werkzeug.datastructures import MultiDict

from bench.words import TYPED
from pathway.directory.client_groups import GROUPS
from pathway.directory.geography import Gazetteer
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.forms import SearchForm
from pathway.directory.vocabulary import Need

Pairs = list[tuple[str, str]]

PLACES = (
    "NW10 4", "NW2 5", "HA9 6", "E8 1", "SE1 7", "W12 8", "N1 9", "SW2 1", "NW10", "HA0", "M1", "LS1", "B5", "BS1",
    "L1", "S1", "CF10", "G1", "Brent", "Camden", "Hackney", "Lambeth", "Ealing", "Harlesden", "Wembley Central",
    "Cricklewood", "Willesden Green",
)  # fmt: skip


def queries(count: int, seed: int) -> list[Pairs]:
    """Return searches as the pairs of an address.

    Shares: words 60 %, kind of help 70 %, place 70 % (a distance with one in five), open now 30 %, for whom 50 %.
    """
    random = Random(seed)  # noqa: S311 - to measure with, not to keep a secret
    groups = [group.slug for group in GROUPS.values() if group.is_choice]
    searches: dict[tuple[tuple[str, str], ...], None] = {}
    while len(searches) < count:
        pairs: Pairs = []
        if random.random() < 0.6:
            pairs.append(("q", " ".join(random.sample(TYPED, random.choice((1, 1, 1, 2))))))
        if random.random() < 0.7:
            pairs += [("need", need.value) for need in sorted(random.sample(list(Need), random.choice((1, 1, 2))))]
        if random.random() < 0.7:
            pairs.append(("near", random.choice(PLACES)))
            if random.random() < 0.2:
                pairs.append(("miles", random.choice(("2", "5", "10", "25"))))
        if random.random() < 0.3:
            pairs.append(("open", "now"))
        if random.random() < 0.5:
            pairs.append(("for", random.choice(groups)))
        searches[tuple(pairs)] = None
    return [list(pairs) for pairs in searches]


def criteria(pairs: Sequence[tuple[str, str]], gazetteer: Gazetteer) -> Criteria:
    """Return the criteria that the page would read from these pairs."""
    return SearchForm(MultiDict(pairs), gazetteer).criteria

"""The services of one kind of agency, in the order in which they would be chosen, each as it is at this moment.

Nothing is left out here: `selection` decides whether a service suits her, and gives a reason where it does not. Cards
are read a few at a time, because the first few are usually enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pathway.directory import freshness
from pathway.directory.facet_tags import tag
from pathway.directory.geography import Place, curved
from pathway.directory.hours.state_words import Wording
from pathway.directory.intake import Intake, Reach
from pathway.directory.search.cards import Card, CardPhone
from pathway.directory.search.index import bitsets, distance
from pathway.directory.search.index.bitsets import Positions, Probe
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.search.results import SOMEBODY_ANSWERS
from pathway.directory.vocabulary import AgencyType

READ_AT_ONCE = 24

ANY_HOUR = Wording("\N{BLACK CIRCLE}", "open", "Takes calls now, 24 hours")


@dataclass(frozen=True)
class Candidate:
    """A listing that may be chosen.

    `hours_rank`: 0 takes calls now, 1 hours not known, 2 closed, 3 closed for now. `days_old`: since its own people
    confirmed it, None when they never have. `miles`: from where she may be, None without a site or an origin.
    `phone`: the number to try first at this hour.
    """

    card: Card
    state: Wording
    hours_rank: int
    tier: freshness.Tier
    days_old: int | None
    miles: float | None
    phone: CardPhone | None = None

    @property
    def intake(self) -> Intake:
        """The terms on which it takes people."""
        return self.card.intake


@dataclass(frozen=True)
class Candidates:
    """All services of one kind, the most local by `order` first; `total` is how many."""

    total: int
    _positions: Positions
    _miles: NDArray[np.float64]
    _from: str | None
    _snapshot: Snapshot
    _moment: Moment

    def __iter__(self) -> Iterator[Candidate]:
        """Yield the candidates in order, without a listing that is gone by the time its card is read."""
        for start in range(0, self.total, READ_AT_ONCE):
            places = self._positions[start : start + READ_AT_ONCE].tolist()
            cached = [self._moment.candidates.get((place, self._from)) for place in places]
            if None not in cached:
                yield from (candidate for candidate in cached if candidate is not None)
                continue
            cards = self._snapshot.cards(self._docids(places))
            if cards is None:  # a listing is gone: read them one by one to see which
                cards_now = [(place, self._snapshot.cards(self._docids([place]))) for place in places]
                places = [place for place, card in cards_now if card]
                cards = [card[0] for _, card in cards_now if card]
            fresh = {
                (place, self._from): self._candidate(place, card, float(self._miles[place]))
                for place, card in zip(places, cards, strict=True)
            }
            self._moment.candidates.add(fresh)
            yield from fresh.values()

    def _is_any_hour(self, place: int) -> bool:
        any_hour = self._snapshot.call_hours.any_hour
        return bool(Probe.at(np.array([place], np.int64)).of(any_hour)[0])

    def _docids(self, places: list[int]) -> list[int]:
        return [int(docid) for docid in self._snapshot.columns.docids[places]]

    def _candidate(self, place: int, card: Card, miles: float) -> Candidate:
        columns, moment = self._snapshot.columns, self._moment
        assured = card.assured_on
        by_phone = card.is_by_phone
        state = moment.wording(columns.hours_keys[columns.hours[place]], by_phone=by_phone)
        rank = int(moment.state_rank[place])
        if rank == 0 and state.kind != "open":
            state = ANY_HOUR if self._is_any_hour(place) else SOMEBODY_ANSWERS
        numbers = card.numbers_by_the_clock(moment.openness(columns.hours_keys[columns.hours[place]]), moment.now)
        return Candidate(
            phone=numbers[0].phone if numbers else None,
            card=card,
            state=state,
            hours_rank=rank,
            tier=freshness.tier(assured, moment.today),
            days_old=(moment.today - assured).days if assured and assured <= moment.today else None,
            miles=miles if np.isfinite(miles) else None,
        )


@dataclass(frozen=True)
class First:
    """Services to put before nearer or open ones: for these places or groups, or (`sites`) with somewhere to go."""

    places: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sites: bool = False


NOTHING_FIRST = First()


def candidates(
    kind: AgencyType,
    order: Sequence[Reach],
    origin: Place | None,
    now: datetime,
    snapshot: Snapshot | None = None,
    first: First = NOTHING_FIRST,
) -> Candidates:
    """Return the visible services of one kind at `now` (aware UTC).

    In order: those wanted `first`; the first of `order` that they reach, those that reach none last; takes calls now,
    hours not known, closed; how recently confirmed; how far from `origin`, sites first; name.
    """
    snapshot = snapshot or current_snapshot()
    moment = snapshot.moment(now)
    start = origin.name if origin else None
    miles = snapshot.remember(("miles_from", start), lambda: _miles_from(origin, snapshot))
    order_key = (kind, tuple(order), start, first)
    ordered = moment.orders.get(order_key)
    if ordered is None:
        ordered = _in_order(kind, order, miles, snapshot, moment, first)
        moment.orders.add({order_key: ordered})
    return Candidates(len(ordered), ordered, miles, start, snapshot, moment)


def _in_order(
    kind: AgencyType,
    order: Sequence[Reach],
    miles: NDArray[np.float64],
    snapshot: Snapshot,
    moment: Moment,
    first: First,
) -> Positions:
    columns = snapshot.columns
    places = bitsets.positions(snapshot.postings.tagged(tag("agency", kind)))
    local = _locality(columns.reaches[places], order)
    states = moment.state_rank[places]
    keys = [columns.name_rank[places], miles[places], moment.freshness_rank[places], states, local]
    if first != NOTHING_FIRST:
        keys.append(_is_second(places, first, snapshot))
    ordered: Positions = places[np.lexsort(keys)]
    return ordered


def _is_second(places: Positions, first: First, snapshot: Snapshot) -> NDArray[np.int64]:
    tags = [tag("place", name) for name in first.places] + [tag("for", group) for group in first.groups]
    sets = [snapshot.postings.tagged(first_tag) for first_tag in tags] + (
        [snapshot.columns.placed] if first.sites else []
    )
    return 1 - Probe.at(places).of(bitsets.any_of(sets))


def _locality(reaches: NDArray[np.int64], order: Sequence[Reach]) -> NDArray[np.int64]:
    place = np.full(len(reaches), len(order), np.int64)
    for rank, reach in reversed(list(enumerate(order))):
        place[reaches & int(reach) != 0] = rank
    return place


def _miles_from(origin: Place | None, snapshot: Snapshot) -> NDArray[np.float64]:
    miles = np.full(len(snapshot.columns), np.inf)
    if origin is not None:
        near = distance.near(bitsets.positions(snapshot.columns.placed), origin, None, snapshot.columns)
        miles[near.positions] = [curved(far) for far in np.sqrt(near.squared).tolist()]
    return miles

"""The services of one kind of agency, in the order in which they would be chosen, each as it is at this moment.

Nothing is left out here: `selection` decides whether a service suits her. Cards are read a few at a time, because the
first few are usually enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pathway.directory import freshness
from pathway.directory.facet_tags import tag
from pathway.directory.geography import Place, curved
from pathway.directory.hours.state_words import Wording
from pathway.directory.intake import Intake
from pathway.directory.search.cards import Card, CardPhone
from pathway.directory.search.index import bitsets, distance
from pathway.directory.search.index.bitsets import Positions, Probe
from pathway.directory.search.index.open_now import Moment
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.search.results import SOMEBODY_ANSWERS
from pathway.referral.inquiry import Inquiry

READ_AT_ONCE = 24

ANY_HOUR = Wording("\N{BLACK CIRCLE}", "open", "Takes calls now, 24 hours")


@dataclass(frozen=True)
class Candidate:
    """A listing that may be chosen.

    `hours_rank`: 0 takes calls now, 1 hours not known, 2 closed, 3 closed for now. `days_old`: since its own people
    confirmed it, None when they never have. `miles`: from where she may be, None without a site or an origin.
    `phone`: the number to try first at this hour. `position`: of its listing in the snapshot that it is from.
    """

    card: Card
    state: Wording
    hours_rank: int
    tier: freshness.Tier
    days_old: int | None
    miles: float | None
    phone: CardPhone | None = None
    position: int = -1

    @property
    def intake(self) -> Intake:
        """The terms on which it takes people."""
        return self.card.intake


@dataclass(frozen=True)
class Candidates:
    """All services of one kind, in the order of `Rank`; `total` is how many."""

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

    def _docids(self, places: list[int]) -> list[int]:
        return [int(docid) for docid in self._snapshot.columns.docids[places]]

    def _candidate(self, place: int, card: Card, miles: float) -> Candidate:
        columns, moment = self._snapshot.columns, self._moment
        assured = card.assured_on
        by_phone = card.is_by_phone
        state = moment.wording(columns.hours_keys[columns.hours[place]], by_phone=by_phone)
        rank = int(moment.state_rank[place])
        if rank == 0 and state.kind != "open":
            is_any_hour = Probe.at(np.array([place], np.int64)).of(self._snapshot.call_hours.any_hour)[0]
            state = ANY_HOUR if is_any_hour else SOMEBODY_ANSWERS
        numbers = card.numbers_by_the_clock(moment.openness(columns.hours_keys[columns.hours[place]]), moment.now)
        return Candidate(
            phone=numbers[0].phone if numbers else None,
            position=place,
            card=card,
            state=state,
            hours_rank=rank,
            tier=card.tier(moment.today),
            days_old=(moment.today - assured).days if assured and assured <= moment.today else None,
            miles=miles if np.isfinite(miles) else None,
        )


class Rank(NamedTuple):
    """Where a service comes in the order, the smallest first; each part settles what those before it leave equal.

    Each is a number for one service (`name` is text), or an array with a number for each of several.
    """

    wanted: Any
    locality: Any
    hours: Any
    freshness: Any
    miles: Any
    name: Any


def rank(inquiry: Inquiry, candidate: Candidate) -> Rank:
    """Return where one service comes in the order."""
    return Rank(
        wanted=0 if is_wanted_first(inquiry, candidate) else 1,
        locality=inquiry.locality(candidate.intake.reach),
        hours=candidate.hours_rank,
        freshness=candidate.tier.rank,
        miles=float("inf") if candidate.miles is None else candidate.miles,
        name=candidate.card.name.lower(),
    )


def is_wanted_first(inquiry: Inquiry, candidate: Candidate) -> bool:
    """Whether it comes before what is nearer or open: her own borough's, for LGBT+ people, or a place to go to."""
    if inquiry.wants_a_place:
        return candidate.card.where is not None
    return inquiry.is_her_boroughs(candidate.intake) or not inquiry.groups_first.isdisjoint(candidate.intake.groups)


def candidates(inquiry: Inquiry, origin: Place | None, now: datetime, snapshot: Snapshot | None = None) -> Candidates:
    """Return the visible services of one kind at `now` (aware UTC), in the order of `Rank`.

    `origin` is where distances are measured from; services without a site come after those with one.
    """
    snapshot = snapshot or current_snapshot()
    moment = snapshot.moment(now)
    start = origin.name if origin else None
    miles = snapshot.remember(("miles_from", start), lambda: _miles_from(origin, snapshot))
    order_key = (inquiry.kind, inquiry.reaches, start, inquiry.borough, inquiry.groups_first, inquiry.wants_a_place)
    ordered = moment.orders.get(order_key)
    if ordered is None:
        ordered = _in_order(inquiry, miles, snapshot, moment)
        moment.orders.add({order_key: ordered})
    return Candidates(len(ordered), ordered, miles, start, snapshot, moment)


def _in_order(inquiry: Inquiry, miles: NDArray[np.float64], snapshot: Snapshot, moment: Moment) -> Positions:
    columns = snapshot.columns
    places = bitsets.positions(snapshot.postings.tagged(tag("agency", inquiry.kind)))
    reaches, reach_of = np.unique(columns.reaches[places], return_inverse=True)
    ranks = Rank(
        wanted=_is_second(inquiry, places, snapshot),
        locality=np.array([inquiry.locality(reach) for reach in reaches.tolist()], np.int64)[reach_of],
        hours=moment.state_rank[places],
        freshness=moment.freshness_rank[places],
        miles=miles[places],
        name=columns.name_rank[places],
    )
    ordered: Positions = places[np.lexsort(ranks[::-1])]
    return ordered


def _is_second(inquiry: Inquiry, places: Positions, snapshot: Snapshot) -> NDArray[np.int64]:
    """Return 0 for each service that is wanted first, else 1. With a place wanted, her borough's are first too."""
    tags = [tag("place", inquiry.borough)] if inquiry.borough else []
    tags += [tag("for", group) for group in sorted(inquiry.groups_first)]
    sets = [snapshot.postings.tagged(first_tag) for first_tag in tags]
    sets += [snapshot.columns.placed] if inquiry.wants_a_place else []
    return 1 - Probe.at(places).of(bitsets.any_of(sets)) if sets else np.zeros_like(places)


def _miles_from(origin: Place | None, snapshot: Snapshot) -> NDArray[np.float64]:
    miles = np.full(len(snapshot.columns), np.inf)
    if origin is not None:
        near = distance.near(bitsets.positions(snapshot.columns.placed), origin, None, snapshot.columns)
        miles[near.positions] = [curved(far) for far in np.sqrt(near.squared).tolist()]
    return miles

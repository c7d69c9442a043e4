"""The state of every listing at one moment: whether it takes calls, how fresh it is. Valid until one changes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pathway.directory import freshness
from pathway.directory.cache import BoundedCache
from pathway.directory.hours.days import midnight
from pathway.directory.hours.opening_hours import Openness, State, Timetable, state_at
from pathway.directory.hours.state_words import Wording, describe
from pathway.directory.hours.stored import CLOSED_KEY
from pathway.directory.hours.timetable import ONE_DAY, london_date
from pathway.directory.hours.week_line import HoursLine, week_lines
from pathway.directory.search.index import bitsets
from pathway.directory.search.index.bitsets import Bits, Positions
from pathway.directory.search.index.call_hours import CallHours
from pathway.directory.search.index.columns import NEVER, Columns
from pathway.directory.search.index.distance import BAND_BITS

CLOSED_FOR_NOW = Wording(shape="\N{WHITE CIRCLE}", kind="closed", text="Closed for now")

CLOSED_FOR_NOW_RANK = 3
STATE_RANK = {Openness.OPEN: 0, Openness.UNKNOWN: 1, Openness.LATER: 2, Openness.CLOSED: 2}
"""Takes calls now, then hours not known, then closed, then closed for now."""

MOST_CARDS = 16_384
MOST_ORDERS = 100

_TURN = {Openness.OPEN: 0, Openness.LATER: 3, Openness.CLOSED: 3, Openness.UNKNOWN: 2}
OPENS_TODAY, CLOSED_FOR_NOW_TURN = 1, 4
"""Takes calls now, then opens later today, then hours not known, then closed, then closed for now."""

REACH_BITS, TURN_BITS, FRESHNESS_BITS = 3, 3, 2


@dataclass(frozen=True)
class Moment:
    """The states of all patterns of hours at `now` (aware UTC), and what follows for every position.

    A listing with a number that answers takes calls, even if its desk is shut, unless it is closed for now. `answered`
    are the positions that take calls only because of such a number.

    `tail` is the last part of a sort key, `tail_bits` wide: whether it takes calls now or opens today (`turn`), how
    near to Brent it works, how fresh it is, its name. `near_tail` is that of sites near a place: the turn, room for a
    band of distance, and how fresh it is. `result_cards`, `candidates` and `orders` are caches for this moment.
    """

    now: datetime
    today: date
    until: datetime
    states: dict[str, State]
    is_open: Bits
    hours_unknown: Bits
    answered: Positions
    state_rank: NDArray[np.int64]
    turn: NDArray[np.int64]
    near_tail: NDArray[np.int64]
    freshness_rank: NDArray[np.int64]
    tail: NDArray[np.int64]
    tail_bits: int
    result_cards: BoundedCache[int, Any] = field(default_factory=lambda: BoundedCache(MOST_CARDS))
    candidates: BoundedCache[Any, Any] = field(default_factory=lambda: BoundedCache(MOST_CARDS))
    orders: BoundedCache[Any, Any] = field(default_factory=lambda: BoundedCache(MOST_ORDERS))
    _timetables: dict[str, Timetable] = field(default_factory=dict)
    _wordings: dict[tuple[str, bool], Wording] = field(default_factory=dict)
    _hours: dict[str, tuple[HoursLine, ...]] = field(default_factory=dict)

    def wording(self, hours_key: str, *, by_phone: bool) -> Wording:
        """Return a card's words for a pattern of hours."""
        wording = self._wordings.get((hours_key, by_phone))
        if wording is None:
            state = self.states.get(hours_key)
            if state is None or hours_key == CLOSED_KEY:
                wording = CLOSED_FOR_NOW
            else:
                wording = describe(state, self.now, by_phone=by_phone)
            self._wordings[hours_key, by_phone] = wording
        return wording

    def openness(self, hours_key: str) -> Openness:
        """Return whether a pattern of hours is open."""
        state = self.states.get(hours_key)
        return state.status if state else Openness.UNKNOWN

    def hours(self, hours_key: str) -> tuple[HoursLine, ...]:
        """Return the week of a pattern of hours in lines, now and from dates on; none where nobody knows it."""
        if hours_key not in self._hours:
            timetable = None if hours_key == CLOSED_KEY else self._timetables.get(hours_key)
            self._hours[hours_key] = week_lines(timetable, self.today) if timetable else ()
        return self._hours[hours_key]

    def note(self, hours_key: str) -> str | None:
        """Return the note of the schedule row that applies at this moment."""
        state = self.states.get(hours_key)
        return state.note if state else None


def moment_at(
    now: datetime, timetables: dict[str, Timetable], columns: Columns, calls: CallHours, before: Moment | None
) -> Moment:
    """Compute the moment, reusing the states of the `before` moment that are still true."""
    states: dict[str, State] = {}
    for key, timetable in timetables.items():
        state = before.states.get(key) if before else None
        if before is None or state is None or not _still_true(state, before.now, now):
            state = state_at(timetable, now)
        states[key] = state
    today = london_date(now)
    standings = [_standing(key, states, today) for key in columns.hours_keys]
    of_patterns = np.array(standings, np.int64).reshape(-1, 3).T[:, columns.hours]
    rank, turn, unknown = of_patterns.copy()
    of_numbers = calls.states(now)
    in_hours = {week: np.array([state.status is Openness.OPEN]) for week, state in of_numbers.items()}
    answers = calls.answering(in_hours, len(columns))[0] & (rank != CLOSED_FOR_NOW_RANK)
    answered = np.flatnonzero(answers & (rank != 0))
    rank[answers] = 0
    name_bits = max(1, len(columns).bit_length())
    fresh = _freshness(columns.assured, columns.due, today.toordinal())
    turn[answers] = _TURN[Openness.OPEN]
    tail = turn << REACH_BITS | columns.reach
    tail = tail << FRESHNESS_BITS | fresh
    tail = tail << name_bits | columns.name_rank
    # A number's own hours change too: which number comes first, and whether one answers.
    changes = [state.changes_at for state in (*of_numbers.values(), *states.values()) if state.changes_at]
    return Moment(
        now=now,
        today=today,
        until=min([midnight(today + ONE_DAY), *changes]),
        states=states,
        is_open=bitsets.of_flags(rank == 0),
        hours_unknown=bitsets.of_flags((unknown != 0) & ~answers),
        answered=answered,
        state_rank=rank,
        turn=turn,
        near_tail=turn << BAND_BITS + FRESHNESS_BITS | fresh,
        freshness_rank=fresh,
        tail=tail,
        tail_bits=REACH_BITS + TURN_BITS + FRESHNESS_BITS + name_bits,
        _timetables=timetables,
    )


def _still_true(state: State, computed: datetime, now: datetime) -> bool:
    return computed <= now and (state.changes_at is None or now < state.changes_at)


def _standing(key: str, states: dict[str, State], today: date) -> tuple[int, int, bool]:
    """Return the rank of a pattern of hours, its turn, and whether nobody knows if it is open."""
    state = states.get(key)
    if key == CLOSED_KEY:
        return CLOSED_FOR_NOW_RANK, CLOSED_FOR_NOW_TURN, False
    if state is None:
        return STATE_RANK[Openness.CLOSED], _TURN[Openness.CLOSED], False
    is_today = state.opens_at is not None and london_date(state.opens_at) == today
    turn = OPENS_TODAY if is_today else _TURN[state.status]
    return STATE_RANK[state.status], turn, state.status is Openness.UNKNOWN


def _freshness(assured: NDArray[np.int64], due: NDArray[np.int64], today: int) -> NDArray[np.int64]:
    """Return the rank of each listing's tier, as `freshness.tier` has it. Days are counted from the year 1."""
    age = today - assured
    is_due = (due != NEVER) & (today >= due)
    return np.select(
        [
            (assured == NEVER) | (age < 0),
            (age <= freshness.FRESH_FOR / ONE_DAY) & ~is_due,
            age <= freshness.DUE_UNTIL / ONE_DAY,
        ],
        [freshness.Tier.NEVER.rank, freshness.Tier.FRESH.rank, freshness.Tier.DUE.rank],
        freshness.Tier.STALE.rank,
    )

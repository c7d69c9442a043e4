"""Which listings take calls at each hour of an ordinary week, as `open_now` has it for one moment."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pathway.directory.hours.opening_hours import Openness, Timetable
from pathway.directory.hours.ordinary_week import WEEK_HOURS, openness_by_hour
from pathway.directory.hours.phone_hours import OFFICE_WEEK
from pathway.directory.hours.stored import CLOSED_KEY
from pathway.directory.search.index.open_now import CLOSED_FOR_NOW_RANK, STATE_RANK
from pathway.directory.search.index.snapshot import Snapshot

Ranks = NDArray[np.int8]
"""A row for each hour of the week from Monday midnight, with one value per position, as `Moment.state_rank`: 0 takes
calls, 1 hours not known, 2 closed, 3 closed for now."""


def week_ranks(snapshot: Snapshot, days: Sequence[date]) -> Ranks:
    """Return the ranks at the hours of these ordinary days (`ordinary_days`)."""
    columns, calls = snapshot.columns, snapshot.call_hours
    of_patterns = np.array([_pattern(key, snapshot, days) for key in columns.hours_keys], np.int8)
    ranks: Ranks = of_patterns.reshape(-1, WEEK_HOURS).T[:, columns.hours]
    in_hours = {week: _hours(week, days) == STATE_RANK[Openness.OPEN] for week in (OFFICE_WEEK, *calls.own)}
    ranks[calls.answering(in_hours, len(columns)) & (ranks != CLOSED_FOR_NOW_RANK)] = STATE_RANK[Openness.OPEN]
    return ranks


def _pattern(key: str, snapshot: Snapshot, days: Sequence[date]) -> NDArray[np.int8]:
    if key == CLOSED_KEY:
        return np.full(WEEK_HOURS, CLOSED_FOR_NOW_RANK, np.int8)
    timetable = snapshot.timetables.get(key)
    if timetable is None:
        return np.full(WEEK_HOURS, STATE_RANK[Openness.CLOSED], np.int8)
    return _hours(timetable, days)


def _hours(timetable: Timetable, days: Sequence[date]) -> NDArray[np.int8]:
    return np.array([STATE_RANK[openness] for openness in openness_by_hour(timetable, days)], np.int8)

"""What is remembered of opening hours is true at every moment asked about, in whatever order."""

from datetime import UTC, datetime, time, timedelta
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory.hours.opening_hours import Openness, Timetable, Window, state_at
from pathway.directory.hours.stored import CLOSED_KEY
from pathway.directory.search.index import bitsets, open_now
from pathway.directory.search.index.call_hours import CallHours
from pathway.directory.search.index.columns import Columns
from pathway.directory.search.index.snapshot import Snapshot
from pathway.directory.search.text.query_parser import Vocabulary
from pathway.directory.vocabulary import ScheduleKind

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
NINE_TO_FIVE = Window(
    kind=ScheduleKind.OPENING, freq="WEEKLY", opens_at=time(9), closes_at=time(17), byday=WEEKDAYS, note="as at 2023"
)
NIGHT = Window(kind=ScheduleKind.OPENING, freq="WEEKLY", opens_at=time(20), closes_at=time(2), byday=("FR", "SA"))
ALWAYS = Window(
    kind=ScheduleKind.OPENING, freq="WEEKLY", opens_at=time(0), closes_at=time(0), byday=(*WEEKDAYS, "SA", "SU")
)
TIMETABLES = {
    "day": Timetable(windows=(NINE_TO_FIVE,), exceptions=()),
    "night": Timetable(windows=(NIGHT,), exceptions=()),
    "always": Timetable(windows=(ALWAYS,), exceptions=()),
    "unknown": Timetable(windows=(), exceptions=()),
}
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def snapshot_of_four() -> Snapshot:
    """A snapshot of four patterns of hours."""
    given = {"version": 1, "vocabulary": Vocabulary([]), "timetables": TIMETABLES, "columns": columns()}
    others = {"agency_types": frozenset(), "groups": frozenset(), "postings": None}
    others["call_hours"] = CallHours(*[bitsets.of_flags(np.zeros(len(TIMETABLES) + 1, np.bool_))] * 3, {})
    return Snapshot(**given, **others)


def columns() -> Columns:
    """One listing for each pattern, and one that is closed for now."""
    keys = (*TIMETABLES, CLOSED_KEY)
    number = len(keys)
    flags = dict.fromkeys(("is_placed", "is_afar", "is_particular", "is_reachable"), np.zeros(number, np.bool_))
    zeros = dict.fromkeys(
        ("reach", "reaches", "assured", "due", "first_site", "site_count"), np.zeros(number, np.int64)
    )
    return Columns(
        docids=np.arange(1, number + 1),
        hours=np.arange(number),
        hours_keys=keys,
        names=keys,
        name_rank=np.arange(number),
        sites=np.zeros((3, 0)),
        **flags,
        **zeros,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=60 * 24 * 60), min_size=1, max_size=8))
def test_what_is_remembered_is_what_would_be_worked_out(minutes: list[int]) -> None:
    snapshot = snapshot_of_four()

    for minute in minutes:
        now = TUESDAY + timedelta(minutes=minute)
        states = snapshot.moment(now).states
        assert {key: (state.status, state.until, state.opens_at) for key, state in states.items()} == {
            key: (state.status, state.until, state.opens_at)
            for key, state in ((key, state_at(timetable, now)) for key, timetable in TIMETABLES.items())
        }


def test_nothing_is_worked_out_again_until_it_may_have_changed() -> None:
    snapshot = snapshot_of_four()
    snapshot.moment(TUESDAY)

    with patch.object(open_now, "state_at", wraps=state_at) as worked_out:
        snapshot.moment(TUESDAY + timedelta(minutes=1))
        snapshot.moment(TUESDAY + timedelta(hours=6, minutes=59))
        assert worked_out.call_count == 0
        snapshot.moment(TUESDAY + timedelta(hours=7))
        assert [call.args[0] for call in worked_out.call_args_list] == [TIMETABLES["day"]]


def test_what_was_handed_out_does_not_change_afterwards() -> None:
    snapshot = snapshot_of_four()
    before = snapshot.moment(TUESDAY).states
    kept = dict(before)

    snapshot.moment(TUESDAY + timedelta(hours=10))

    assert before == kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=60 * 24 * 60), min_size=1, max_size=8))
def test_open_now_is_what_the_hours_say(minutes: list[int]) -> None:
    snapshot = snapshot_of_four()
    keys = snapshot.columns.hours_keys

    for minute in minutes:
        now = TUESDAY + timedelta(minutes=minute)
        there = snapshot.moment(now)
        status = {key: state_at(timetable, now).status for key, timetable in TIMETABLES.items()}
        assert {keys[place] for place in bitsets.positions(there.is_open)} == {
            key for key, one in status.items() if one is Openness.OPEN
        }
        assert {keys[place] for place in bitsets.positions(there.hours_unknown)} == {
            key for key, one in status.items() if one is Openness.UNKNOWN
        }


def test_what_takes_calls_stands_before_hours_not_known_and_closed_for_now_last() -> None:
    snapshot = snapshot_of_four()

    there = snapshot.moment(TUESDAY)

    in_order = [snapshot.columns.hours_keys[place] for place in np.argsort(there.tail)]
    assert in_order == ["day", "always", "unknown", "night", CLOSED_KEY]

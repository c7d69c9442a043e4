"""What is remembered of opening hours is true at every moment asked about, in whatever order."""

from datetime import UTC, datetime, time, timedelta
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.directory import catalogue
from pathway.directory.catalogue import Catalogue
from pathway.directory.opening_hours import Timetable, Window, state_at
from pathway.directory.understanding import Vocabulary
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


def remembering() -> Catalogue:
    """A catalogue of four patterns of hours."""
    given = {"version": 1, "vocabulary": Vocabulary([]), "timetables": TIMETABLES}
    missing = set(Catalogue.__dataclass_fields__) - set(given) - {"_states", "_computed_at"}
    return Catalogue(**given, **dict.fromkeys(missing, frozenset()))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=60 * 24 * 60), min_size=1, max_size=8))
def test_what_is_remembered_is_what_would_be_worked_out(minutes: list[int]) -> None:
    known = remembering()

    for minute in minutes:
        now = TUESDAY + timedelta(minutes=minute)
        states = known.states_at(now)
        assert {key: (state.status, state.until, state.opens_at) for key, state in states.items()} == {
            key: (state.status, state.until, state.opens_at)
            for key, state in ((key, state_at(timetable, now)) for key, timetable in TIMETABLES.items())
        }


def test_nothing_is_worked_out_again_until_it_may_have_changed() -> None:
    known = remembering()
    known.states_at(TUESDAY)

    with patch.object(catalogue, "state_at", wraps=state_at) as worked_out:
        known.states_at(TUESDAY + timedelta(minutes=1))
        known.states_at(TUESDAY + timedelta(hours=6, minutes=59))
        assert worked_out.call_count == 0
        known.states_at(TUESDAY + timedelta(hours=7))
        assert [call.args[0] for call in worked_out.call_args_list] == [TIMETABLES["day"]]


def test_what_was_handed_out_does_not_change_afterwards() -> None:
    known = remembering()
    before = known.states_at(TUESDAY)
    kept = dict(before)

    known.states_at(TUESDAY + timedelta(hours=10))

    assert before == kept

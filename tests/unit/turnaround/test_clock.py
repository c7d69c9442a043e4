"""72 elapsed hours from receipt, whatever the clocks on the walls do; gross and net."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.turnaround.clock import HOUR, TURNAROUND, Pause, PauseReason, due_at, gross, net, paused

LONDON = ZoneInfo("Europe/London")
NIGHTS = [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31), (2028, 2, 29), (2026, 12, 31)]
"""Clock changes, a leap day, the end of a year."""

near_a_change = st.builds(
    lambda night, minutes: datetime(*night, tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(NIGHTS),
    st.integers(-5 * 24 * 60, 5 * 24 * 60),
)
reasons = st.sampled_from(PauseReason)


@st.composite
def pauses(draw: st.DrawFn) -> tuple[datetime, datetime, list[Pause]]:
    """A time around a change of clocks, and pauses in, over and outside it."""
    begin = draw(near_a_change)
    end = begin + timedelta(minutes=draw(st.integers(0, 6 * 24 * 60)))
    listed = []
    for _ in range(draw(st.integers(0, 5))):
        begins = begin + timedelta(minutes=draw(st.integers(-24 * 60, 6 * 24 * 60)))
        length = draw(st.one_of(st.none(), st.integers(0, 3 * 24 * 60)))
        listed.append(Pause(draw(reasons), begins, None if length is None else begins + timedelta(minutes=length)))
    return begin, end, listed


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 10, 23, 22, 30), datetime(2026, 10, 26, 21, 30)),
        (datetime(2027, 3, 26, 22, 30), datetime(2027, 3, 29, 23, 30)),
        (datetime(2026, 12, 30, 9, 0), datetime(2027, 1, 2, 9, 0)),
        (datetime(2028, 2, 27, 9, 0), datetime(2028, 3, 1, 9, 0)),
    ],
)
def test_it_is_due_72_hours_later_as_london_reads_it(received: datetime, due: datetime) -> None:
    assert due_at(received.replace(tzinfo=LONDON)).astimezone(LONDON) == due.replace(tzinfo=LONDON)


@given(near_a_change)
def test_it_is_due_after_exactly_72_elapsed_hours(received_at: datetime) -> None:
    due = due_at(received_at)

    assert due.utcoffset() == timedelta(0)
    assert due - received_at == TURNAROUND
    assert due == due_at(received_at.astimezone(LONDON))


def test_the_second_half_past_one_of_october_is_due_an_hour_after_the_first() -> None:
    first, second = (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold) for fold in (0, 1))

    assert due_at(second) - due_at(first) == HOUR


@pytest.mark.parametrize("ask", [due_at, lambda moment: gross(moment, moment), lambda moment: net(moment, moment, [])])
def test_a_moment_without_a_zone_is_refused(ask: object) -> None:
    with pytest.raises(ValueError, match="has no zone"):
        ask(datetime(2026, 11, 28))  # type: ignore[operator] # each of the three takes one moment


@given(pauses())
def test_net_leaves_out_the_paused_minutes_and_nothing_else(drawn: tuple[datetime, datetime, list[Pause]]) -> None:
    begin, end, listed = drawn
    minutes = int((end - begin) / timedelta(minutes=1))
    # As slowly as can be: minute by minute, is it inside a pause?
    inside = sum(
        any(one.begins_at <= moment and (one.ends_at is None or moment < one.ends_at) for one in listed)
        for moment in (begin + timedelta(minutes=number) for number in range(minutes))
    )

    assert paused(begin, end, listed) == timedelta(minutes=inside)
    assert net(begin, end, listed) == gross(begin, end) - timedelta(minutes=inside)
    assert timedelta(0) <= net(begin, end, listed) <= gross(begin, end)


@given(pauses())
def test_the_order_of_pauses_does_not_matter(drawn: tuple[datetime, datetime, list[Pause]]) -> None:
    begin, end, listed = drawn

    assert paused(begin, end, listed) == paused(begin, end, list(reversed(listed)))


def test_a_pause_over_the_change_of_clocks_is_as_long_as_it_was() -> None:
    night = Pause(
        PauseReason.HOSPITAL,
        datetime(2026, 10, 24, 22, tzinfo=LONDON),
        datetime(2026, 10, 25, 6, tzinfo=LONDON),
    )
    received = datetime(2026, 10, 24, 12, tzinfo=LONDON)

    assert paused(received, received + 72 * HOUR, [night]) == 9 * HOUR


def test_what_came_before_it_was_received_took_no_time() -> None:
    moment = datetime(2026, 11, 28, tzinfo=UTC)

    assert gross(moment, moment - HOUR) == timedelta(0)
    assert net(moment, moment - HOUR, [Pause(PauseReason.CUSTODY, moment - 2 * HOUR)]) == timedelta(0)

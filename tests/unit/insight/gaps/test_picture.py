"""The picture of a week has a bar for each run of hours of a day that is not answered."""

from pathway.insight.gaps import picture
from pathway.insight.gaps.figures import State
from pathway.insight.gaps.picture import bars_of

ANSWERS, NOBODY, NOT_KNOWN = State.ANSWERS, State.CLOSED, State.NOT_KNOWN


def test_a_whole_week_with_somebody_has_no_bar() -> None:
    assert bars_of([ANSWERS] * 168) == []


def test_bars_lie_where_the_hours_are() -> None:
    monday = [NOBODY] * 9 + [ANSWERS] * 8 + [NOT_KNOWN] * 7
    bars = bars_of([*monday, *[ANSWERS] * 5 * 24, *[NOBODY] * 24])

    assert [(bar.x, bar.y, bar.hours, bar.is_nobody) for bar in bars] == [
        (picture.LEFT, picture.TOP, 9, True),
        (picture.LEFT + 17 * picture.CELL_WIDTH, picture.TOP, 7, False),
        (picture.LEFT, picture.TOP + 6 * picture.CELL_HEIGHT, 24, True),
    ]
    assert all(bar.x + bar.width <= picture.RIGHT < picture.WIDTH for bar in bars)


def test_a_run_over_midnight_goes_on_in_the_next_row() -> None:
    bars = bars_of([NOBODY if 22 <= hour < 26 else ANSWERS for hour in range(168)])

    assert [(bar.y, bar.hours) for bar in bars] == [(picture.TOP, 2), (picture.TOP + picture.CELL_HEIGHT, 2)]


def test_closed_and_not_listed_are_drawn_alike() -> None:
    assert len({tuple(bars_of([state] * 168)) for state in State if state.is_nobody}) == 1

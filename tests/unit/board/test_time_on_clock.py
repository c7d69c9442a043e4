"""The time of a clock in words: what is left while it runs, and how long it took once it has ended, for good."""

from datetime import UTC, datetime, timedelta

import pytest

from pathway.board.time_on_clock import clock_time, ended_time
from pathway.turnaround.progress import Colour

RECEIVED = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = RECEIVED + 72 * HOUR


@pytest.mark.parametrize(
    ("hours", "words", "gone", "colour"),
    [
        (0, "72 h left", 0, Colour.MET),
        (69.5, "2 h 30 min left", 97, Colour.MET),
        (72, "Late by 0 min", 100, Colour.RED),
        (80, "Late by 8 h", 100, Colour.RED),
    ],
)
def test_a_clock_that_runs(hours: float, words: str, gone: int, colour: Colour) -> None:
    shown = clock_time(RECEIVED, DUE, [], RECEIVED + hours * HOUR)

    assert (shown.words, shown.gone, shown.colour) == (words, gone, colour)


@pytest.mark.parametrize(
    ("done", "ended", "words", "word", "colour"),
    [
        (40, 50, "Done in 40 h", "Done", Colour.MET),
        (72, 72, "Done in 72 h", "Done", Colour.MET),
        (72.01, 90, "Done in 72 h", "Late", Colour.RED),
        (None, 5, "Ended after 5 h", "Ended", Colour.MET),
        (None, 100, "Ended after 100 h", "Ended", Colour.RED),
    ],
)
def test_a_clock_that_has_ended(done: float | None, ended: float, words: str, word: str, colour: Colour) -> None:
    completed_at = None if done is None else RECEIVED + done * HOUR

    shown = ended_time(RECEIVED, completed_at, RECEIVED + ended * HOUR)

    assert (shown.words, shown.word, shown.colour) == (words, word, colour)

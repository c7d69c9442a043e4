"""Times of day as people type them."""

from datetime import time

import pytest

from pathway.directory.hours import clock_words
from pathway.directory.hours.typed_time import read_typed_time


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9", time(9)),
        ("9am", time(9)),
        (" 9.30 AM ", time(9, 30)),
        ("09:00", time(9)),
        ("0900", time(9)),
        ("930", time(9, 30)),
        ("17.30", time(17, 30)),
        ("5 pm", time(17)),
        ("5p.m.", time(17)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("Midnight", time(0)),
        ("24:00", time(0)),
    ],
)
def test_a_time_is_read_however_it_is_written(typed: str, at: time) -> None:
    assert read_typed_time(typed) == at


@pytest.mark.parametrize("typed", ["", "soon", "9m", "13pm", "0am", "25", "9:75", "9am-5pm", "٩", "9 5"])
def test_what_is_no_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="is no time of day"):
        read_typed_time(typed)


def test_every_time_that_pages_write_reads_back() -> None:
    times = [time(hour, minute) for hour in range(24) for minute in range(60)]

    assert [read_typed_time(clock_words.clock(at)) for at in times] == times
    assert [read_typed_time(f"{at:%H:%M}") for at in times] == times

"""Hours that run into each other: two rows of one kind that are open at the same moment."""

from collections.abc import Iterator, Sequence
from datetime import date

from pathway.directory.hours import clock_words
from pathway.directory.hours.timetable import ONE_DAY, Window
from pathway.directory.vocabulary import BankHolidays

LOOK_AHEAD = 400
"""Days looked at: over a year, so that every month and every second week comes."""

_DAY = 24 * 60


def overlaps(windows: Sequence[Window], today: date) -> Iterator[tuple[int, int, str]]:
    """Yield (place of one row, place of the other, in words) for each two rows of one kind that overlap.

    Each pair once, for the first day it happens, looking ahead from a London day. Hours for bank holidays only stand
    beside the usual ones.
    """
    said: set[tuple[int, int]] = set()
    kinds = {(window.kind, window.bank_holidays is BankHolidays.ONLY) for window in windows}
    for kind, is_special in sorted(kinds):
        places = [
            place
            for place, window in enumerate(windows)
            if window.kind is kind and (window.bank_holidays is BankHolidays.ONLY) is is_special
        ]
        for on, first, second in _clashes(windows, places, _days(windows, today)):
            pair = (min(first, second), max(first, second))
            if pair not in said:
                said.add(pair)
                yield (*pair, _in_words(windows[first], windows[second], on))


def _days(windows: Sequence[Window], today: date) -> list[date]:
    """Return the days to look at: from today on, and from the first day of each row that begins later."""
    starts = {today, *(first for window in windows if (first := window.valid_from or window.anchor) and first > today)}
    return sorted({start + ONE_DAY * day for start in starts for day in range(LOOK_AHEAD) if start.year < 9000})


def _clashes(windows: Sequence[Window], places: Sequence[int], days: Sequence[date]) -> Iterator[tuple[date, int, int]]:
    yesterday: list[tuple[int, int, int]] = []
    last: date | None = None
    for on in days:
        if last is None or on - last != ONE_DAY:
            yesterday = []
        today = [(*_minutes(windows[place]), place) for place in places if windows[place].falls_on(on)]
        running = [(start - _DAY, end - _DAY, place) for start, end, place in yesterday if end > _DAY]
        for (_, end, first), (start, _, second) in _in_turn(sorted(running + today)):
            if start < end:
                yield on, first, second
        yesterday, last = today, on


def _in_turn(
    spans: Sequence[tuple[int, int, int]],
) -> Iterator[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """Yield each span with the one before it that ends last."""
    latest: tuple[int, int, int] | None = None
    for span in spans:
        if latest is not None:
            yield latest, span
        if latest is None or span[1] > latest[1]:
            latest = span


def _minutes(window: Window) -> tuple[int, int]:
    start = window.opens_at.hour * 60 + window.opens_at.minute
    end = window.closes_at.hour * 60 + window.closes_at.minute
    return start, end if end > start else end + _DAY


def _in_words(first: Window, second: Window, on: date) -> str:
    spans = [clock_words.span(window.opens_at, window.closes_at) for window in (first, second)]
    return f"On {clock_words.day(on)} {spans[0]} and {spans[1]} run into each other"

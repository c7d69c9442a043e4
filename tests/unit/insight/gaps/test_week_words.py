"""Hours of a week in words, read back by a reader of its own."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.insight.gaps.week_words import hour_words, hours_words, runs_of

NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DAY = "|".join(NAMES)
CLOCK = r"midnight|midday|\d{1,2}[ap]m"


def week(hours: Iterable[int]) -> list[bool]:
    """Flags of these hours, which may run over the end of the week."""
    chosen = {hour % 168 for hour in hours}
    return [hour in chosen for hour in range(168)]


def days(*numbers: int, opens: int, closes: int) -> list[int]:
    """The hours from one to another on some days; beyond 24: on the day after."""
    return [day * 24 + hour for day in numbers for hour in range(opens, closes)]


EXAMPLES = {
    "Monday to Friday 9am to 5pm": days(0, 1, 2, 3, 4, opens=9, closes=17),
    "Monday to Thursday 5pm to 9am the next day; Friday 5pm to Monday 9am": sorted(
        set(range(168)) - set(days(0, 1, 2, 3, 4, opens=9, closes=17))
    ),
    "every day 8pm to 8am the next day": days(*range(7), opens=20, closes=32),
    "every day midnight to 9am": days(*range(7), opens=0, closes=9),
    "every day 9am to midnight": days(*range(7), opens=9, closes=24),
    "Saturday and Sunday all day": days(5, 6, opens=0, closes=24),
    "Wednesday all day": days(2, opens=0, closes=24),
    "Monday, Saturday and Sunday all day": [*range(24), *range(120, 168)],
    "Sunday 10pm to 2am the next day": days(6, opens=22, closes=26),
    "Monday, Wednesday and Friday midday to 1pm": days(0, 2, 4, opens=12, closes=13),
    "Wednesday 3pm to the next Wednesday 1pm": range(2 * 24 + 15, 2 * 24 + 13 + 168),
    "the start of Saturday to Monday 9am": range(120, 168 + 9),
    "Friday 5pm to the end of Sunday": range(4 * 24 + 17, 168),
    "Tuesday to Sunday all day": range(24, 168),
    "at every hour of the week": range(168),
    "": [],
}


@pytest.mark.parametrize("words", EXAMPLES, ids=lambda words: words or "none")
def test_it_is_said_as_people_say_it(words: str) -> None:
    assert hours_words(week(EXAMPLES[words])) == words


def test_an_hour_has_its_day() -> None:
    assert [hour_words(hour) for hour in (0, 5 * 24 + 2, 167)] == ["Monday 00:00", "Saturday 02:00", "Sunday 23:00"]


@given(st.lists(st.booleans(), min_size=168, max_size=168))
def test_runs_are_the_hours_and_none_touches_another(hours: list[bool]) -> None:
    runs = runs_of(hours)
    covered = [(start + more) % 168 for start, length in runs for more in range(length)]

    assert len(covered) == len(set(covered))
    assert week(covered) == hours
    assert all(not hours[(start + length) % 168] for start, length in runs if length < 168)


SPANS = st.lists(st.tuples(st.integers(0, 167), st.integers(1, 60)), max_size=6)


@given(SPANS, st.booleans())
def test_the_words_can_be_read_back(spans: list[tuple[int, int]], turned: bool) -> None:
    hours = week(hour for start, length in spans for hour in range(start, start + length))
    if turned:
        hours = [not flag for flag in hours]

    assert read(hours_words(hours)) == hours


def read(words: str) -> list[bool]:
    """Read the words back as flags."""
    if words == "at every hour of the week":
        return [True] * 168
    return week(hour for part in words.split("; ") if part for hour in read_part(part))


def read_part(part: str) -> range | list[int]:
    if all_day := re.fullmatch(r"(.+) all day", part):
        return days(*read_days(all_day[1]), opens=0, closes=24)
    start_words, end_words = rf"(?:the start of )?({DAY})(?: ({CLOCK}))?", rf"(the end of )?({DAY})(?: ({CLOCK}))?"
    if long := re.fullmatch(rf"{start_words} to (?:the next )?{end_words}", part):
        first, opens, whole, last, closes = long.groups()
        start = NAMES.index(first) * 24 + (read_clock(opens) if opens else 0)
        end = NAMES.index(last) * 24 + (24 if whole else read_clock(closes))
        return range(start, end if end > start else end + 168)
    span = re.fullmatch(rf"(.+?) ({CLOCK}) to ({CLOCK})( the next day)?", part)
    assert span is not None, part
    opens, closes = read_clock(span[2]), read_clock(span[3])
    return days(*read_days(span[1]), opens=opens, closes=closes + 24 if span[4] or closes == 0 else closes)


def read_days(words: str) -> list[int]:
    if words == "every day":
        return list(range(7))
    numbers: list[int] = []
    for name in re.split(r", | and ", words):
        first, _, last = name.partition(" to ")
        numbers += range(NAMES.index(first), NAMES.index(last or first) + 1)
    return numbers


def read_clock(words: str) -> int:
    if words in ("midnight", "midday"):
        return 12 if words == "midday" else 0
    return int(words[:-2]) % 12 + (12 if words.endswith("pm") else 0)

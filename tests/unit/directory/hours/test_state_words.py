"""What a card says of the hours. Now is noon on Monday 23 November 2026 unless told otherwise."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from pathway.directory.hours import clock_words
from pathway.directory.hours.opening_hours import Openness, State
from pathway.directory.hours.state_words import Wording, describe, describe_reach

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    """The UTC moment of a London wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


NOW = london("2026-11-23T12:00")


def open_until(until: str | None) -> State:
    """Open to that London wall time, or 24 hours."""
    return State(Openness.OPEN, "", until=london(until) if until else None, all_hours=until is None)


def opens_at(text: str) -> State:
    """Closed, to open at that London wall time."""
    return State(Openness.LATER, "", opens_at=london(text))


@pytest.mark.parametrize(
    ("until", "by_phone", "on_the_spot"),
    [
        (None, "Takes calls now, 24 hours", "Open now, 24 hours"),
        ("2026-11-23T17:00", "Takes calls until 5pm", "Open until 5pm"),
        ("2026-11-23T20:30", "Takes calls until 8.30pm", "Open until 8.30pm"),
        ("2026-11-24T00:00", "Takes calls until midnight", "Open until midnight"),
        ("2026-11-24T01:30", "Takes calls until 1.30am tomorrow", "Open until 1.30am tomorrow"),
        ("2026-11-25T00:00", "Takes calls until midnight tomorrow", "Open until midnight tomorrow"),
        ("2026-11-28T00:00", "Takes calls until midnight Fri", "Open until midnight Fri"),
        ("2026-11-30T09:00", "Takes calls until 9am Mon 30 November", "Open until 9am Mon 30 November"),
    ],
)
def test_open_says_until_when(until: str | None, by_phone: str, on_the_spot: str) -> None:
    state = open_until(until)

    assert describe(state, NOW, by_phone=True) == Wording("●", "open", by_phone)
    assert describe(state, NOW, by_phone=False) == Wording("●", "open", on_the_spot)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2026-11-23T14:00", "Closed now, opens at 2pm"),
        ("2026-11-24T00:00", "Closed now, opens at midnight"),
        ("2026-11-24T09:00", "Closed now, opens tomorrow 9am"),
        ("2026-11-25T12:00", "Closed now, opens Wed midday"),
        ("2026-11-29T09:30", "Closed now, opens Sun 9.30am"),
        ("2026-11-30T09:00", "Closed now, opens Mon 30 November 9am"),
        ("2026-12-07T09:00", "Closed now, opens Mon 7 December 9am"),
    ],
)
def test_closed_says_when_it_opens(at: str, text: str) -> None:
    assert describe(opens_at(at), NOW, by_phone=True) == Wording("◐", "later", text)


def test_on_a_sunday_the_monday_after_next_is_told_by_its_date() -> None:
    sunday = london("2026-11-29T23:59")

    tomorrow = describe(opens_at("2026-11-30T09:00"), sunday, by_phone=True)
    week_after = describe(opens_at("2026-12-07T09:00"), sunday, by_phone=True)

    assert tomorrow.text == "Closed now, opens tomorrow 9am"
    assert week_after.text == "Closed now, opens Mon 7 December 9am"


def test_at_night_the_next_day_is_named_not_called_tomorrow() -> None:
    night = london("2026-11-29T00:02")

    closed = describe(opens_at("2026-11-30T09:00"), night, by_phone=True)
    taking_calls = describe(open_until("2026-11-30T09:00"), night, by_phone=True)
    today = describe(opens_at("2026-11-29T09:00"), night, by_phone=True)

    assert closed.text == "Closed now, opens Mon 9am"
    assert taking_calls.text == "Takes calls until 9am Mon"
    assert today.text == "Closed now, opens at 9am"


def test_in_summer_the_words_are_in_summer_time() -> None:
    state = State(Openness.OPEN, "", until=datetime(2026, 7, 1, 23, tzinfo=UTC))

    wording = describe(state, datetime(2026, 6, 30, 23, 30, tzinfo=UTC), by_phone=True)

    assert wording.text == "Takes calls until midnight"


def test_not_known_says_what_to_do_first() -> None:
    state = State(Openness.UNKNOWN, "")

    assert describe(state, NOW, by_phone=True) == Wording("?", "unknown", "Hours not known, ring first")
    assert describe(state, NOW, by_phone=False) == Wording("?", "unknown", "Hours not known, check first")


def test_closed_for_longer_than_anyone_knows_says_so() -> None:
    wording = describe(State(Openness.CLOSED, ""), NOW, by_phone=True)

    assert wording == Wording("○", "closed", "Closed now, not known when it opens")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("00:00", "midnight"),
        ("00:30", "12.30am"),
        ("09:00", "9am"),
        ("09:05", "9.05am"),
        ("12:00", "midday"),
        ("12:30", "12.30pm"),
        ("13:30", "1.30pm"),
        ("23:59", "11.59pm"),
    ],
)
def test_times_are_said_as_people_say_them(at: str, words: str) -> None:
    assert clock_words.clock(time.fromisoformat(at)) == words


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        ("09:00", "17:00", "9am to 5pm"),
        ("14:00", "00:00", "2pm to midnight"),
        ("20:00", "06:00", "8pm to 6am the next day"),
        ("00:00", "00:00", "24 hours"),
        ("09:00", "09:00", "9am to 9am the next day"),
    ],
)
def test_hours_past_midnight_say_so(opens: str, closes: str, words: str) -> None:
    assert clock_words.span(time.fromisoformat(opens), time.fromisoformat(closes)) == words


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_days_of_the_month_have_their_endings(number: int, words: str) -> None:
    assert clock_words.ordinal(number) == words


def test_dates_are_written_out() -> None:
    on = date(2026, 12, 7)

    assert clock_words.day(on) == "Monday 7 December"
    assert clock_words.full_day(on) == "Monday 7 December 2026"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (open_until(None), "Reachable now, 24 hours"),
        (open_until("2026-11-23T17:00"), "Reachable now, until 5pm"),
        (open_until("2026-11-24T01:30"), "Reachable now, until 1.30am tomorrow"),
        (opens_at("2026-11-23T14:00"), "Reachable from 2pm"),
        (opens_at("2026-11-24T09:00"), "Reachable from tomorrow 9am"),
        (opens_at("2026-11-27T09:00"), "Reachable from Fri 9am"),
        (State(Openness.UNKNOWN, ""), "Hours not known"),
        (State(Openness.CLOSED, ""), "Not reachable now, not known when"),
    ],
)
def test_the_staffed_hours_of_a_role(state: State, words: str) -> None:
    assert describe_reach(state, NOW).text == words

"""The hours state of a card in a few words, with its shape: never by colour alone."""

from dataclasses import dataclass
from datetime import date, datetime, time

from pathway.core.clock import LONDON
from pathway.core.formats import next_day
from pathway.directory.hours import clock_words
from pathway.directory.hours.opening_hours import Openness, State
from pathway.directory.hours.timetable import ONE_DAY, london_date


@dataclass(frozen=True)
class Wording:
    """`shape` is a sign for the eye only, `kind` the style's name, `text` what is read out."""

    shape: str
    kind: str
    text: str


def describe(state: State, now: datetime, *, by_phone: bool) -> Wording:
    """The words for a state at `now` (aware): takes calls if `by_phone`, else open. Without the note."""
    if state.status is Openness.OPEN:
        return Wording("●", "open", _open(state.until, now, by_phone))
    if state.status is Openness.UNKNOWN:
        return Wording("?", "unknown", f"Hours not known, {'ring' if by_phone else 'check'} first")
    if state.opens_at is None:
        return Wording("○", "closed", "Closed now, not known when it opens")
    return Wording("◐", "later", f"Closed now, opens {_opening(state.opens_at, now)}")


def describe_reach(state: State, now: datetime) -> Wording:
    """The words for the staffed hours of a role at `now` (aware): whether somebody can be reached."""
    if state.status is Openness.OPEN:
        hours = _until(state.until, now) if state.until else "24 hours"
        return Wording("●", "open", f"Reachable now, {hours}")
    if state.status is Openness.UNKNOWN:
        return Wording("?", "unknown", "Hours not known")
    if state.opens_at is None:
        return Wording("○", "closed", "Not reachable now, not known when")
    return Wording("◐", "later", f"Reachable from {_opening(state.opens_at, now).removeprefix('at ')}")


def _open(until: datetime | None, now: datetime, by_phone: bool) -> str:
    start = "Takes calls" if by_phone else "Open"
    return f"{start} {_until(until, now)}" if until else f"{start} now, 24 hours"


def _until(until: datetime, now: datetime) -> str:
    """Until 5pm; until 1am tomorrow."""
    on, at = _day_and_time(until)
    days = (on - london_date(now)).days
    return f"until {clock_words.clock(at)}" + (f" {_day(on, days, now)}" if days else "")


def _opening(opens_at: datetime, now: datetime) -> str:
    """At 9am; tomorrow 9am; Mon 9am; Mon 7 December 9am."""
    on, at = _day_and_time(opens_at)
    days = (on - london_date(now)).days
    if days <= 0:
        return f"at {clock_words.clock(at)}"
    return f"{_day(on, days, now)} {clock_words.clock(at)}"


def _day(on: date, days: int, now: datetime) -> str:
    """Tomorrow; Mon to six days ahead; Mon 7 December beyond, where a bare Monday could be the wrong one.

    In the small hours also tomorrow is named: who works through the night would take it for the day that has begun.
    """
    if days == 1 and next_day(now) == "tomorrow":
        return "tomorrow"
    short = clock_words.weekday(on)[:3]
    return short if days <= 6 else f"{short} {clock_words.day_and_month(on)}"


def _day_and_time(at: datetime) -> tuple[date, time]:
    """The London day and time. Midnight belongs to the day it ends, as people say it."""
    wall = at.astimezone(LONDON)
    on = wall.date() - ONE_DAY if wall.time() == time(0) else wall.date()
    return on, wall.time()
